"""How people come in: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from relationships.models import Person


class ByInvitation(DefaultAccountAdapter):
    """allauth's account rules, with open registration closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Person, password: str) -> None:
        """Change the password and nothing else: the role that pages of sign-in ask with may do no more."""
        user.set_password(password)
        user.save(update_fields=["password"])
