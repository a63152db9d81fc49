"""How a session goes: its formats, what each phase asks, and the forms in which people answer."""
