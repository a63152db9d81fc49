"""Finding again: what can be found, how it is asked for, and how what was found is shown. docs/decisions/0032-search.md"""
