"""How people come in: what is ours of signing in, where django-allauth asks for it."""
