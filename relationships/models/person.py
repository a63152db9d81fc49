"""A person: signs in by e-mail, and is known to others by name."""

from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hls_platform.identifiers import uuid7


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: "Person") -> Self:
        """The person, and whoever is or once was in a circle that they are in now: their words may stand there."""
        from relationships.models.membership import Membership

        mine = Membership.objects.current().filter(person=person).values("circle_id")
        together = Membership.objects.filter(circle_id__in=mine).values("person_id")
        return self.filter(models.Q(pk=person.pk) | models.Q(pk__in=together))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """A new person with this address. Without a password nobody can sign in as them."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str) -> "Person":
        return self.get(email=email.strip().lower())


class Person(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(
        default=False, help_text=_("Runs the place. Sees structure, never what people wrote.")
    )
    is_steward = models.BooleanField(
        default=False, help_text=_("Reads what is to be public before it is, and what is said about it.")
    )
    joined_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When the person had everything about them taken away.")
    )

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    EDITED = ("name",)

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="address_in_lower_case")
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def is_a_steward(self) -> bool:
        """Whether they look after what is public: a steward, or an administrator."""
        return self.is_active and (self.is_steward or self.is_administrator)
