"""What an organisation asks of the way in which its people sign in."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7
from relationships.models.circle import Circle
from relationships.models.organisation import Organisation

if TYPE_CHECKING:
    from relationships.models.person import Person


class OfOrganisationQuerySet(models.QuerySet["IdentityProvider | SignInRule"]):
    def visible_to(self, person: "Person") -> Self:
        """Those of the organisations that one is in now: one has to know what is asked of one."""
        return self.filter(organisation__in=Circle.objects.having_member(person))


class IdentityProvider(models.Model):
    """Where an organisation's people sign in at work, over OpenID Connect.

    Never changed: another issuer is another row, so that no account made at one is believed at the other. The client's
    secret stands in the environment (SIGN_IN_SECRETS), under the organisation's slug and no other name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="identity_provider"
    )
    issuer = models.URLField(_("issuer"), max_length=300)
    client_id = models.CharField(_("client id"), max_length=200)
    secret_name = models.CharField(max_length=80, editable=False)

    objects = OfOrganisationQuerySet.as_manager()

    EDITED = ("issuer", "client_id")

    def __str__(self) -> str:
        return f"sign-in of {self.organisation}"


class SignInRule(models.Model):
    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="sign_in_rule"
    )
    second_step = models.BooleanField(_("a passkey or a code as well as the password"), default=False)
    own_provider = models.BooleanField(_("our own sign-in"), default=False)

    objects = OfOrganisationQuerySet.as_manager()

    EDITED = ("second_step", "own_provider")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(second_step=True) | models.Q(own_provider=True), name="rule_asks_something"
            )
        ]

    def __str__(self) -> str:
        return f"sign-in rule of {self.organisation}"
