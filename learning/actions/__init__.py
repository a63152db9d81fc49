"""The verbs: every change of state is one function here."""
