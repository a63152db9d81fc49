"""A peer group: people who reflect together, across organisations."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from relationships.models.circle import Circle, CircleQuerySet


class PeerGroup(Circle):
    class Joining(models.TextChoices):
        OPEN = "open", _("open to anyone here")
        INVITATION = "invitation", _("by invitation")

    circle = models.OneToOneField(Circle, on_delete=models.CASCADE, parent_link=True, primary_key=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    joining = models.CharField(
        _("how people join"), max_length=20, choices=Joining.choices, default=Joining.INVITATION
    )
    rhythm = models.CharField(_("when we meet"), max_length=160, blank=True)

    objects: ClassVar = CircleQuerySet.as_manager()
