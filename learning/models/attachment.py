"""An attachment: a recording or a picture that belongs to a reflection, and is seen by exactly those who may see that."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hls_platform.spoken import once_in_each_language
from learning.models.reflection import Reflection
from relationships.models import Person


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def here(self) -> Self:
        """Those that were not taken off again."""
        return self.filter(removed_at=None)

    def in_order(self) -> Self:
        """As they came, by which a reader of a share tells one from another."""
        return self.here().order_by("created_at", "id")

    def visible_to(self, person: Person) -> Self:
        """Those of one's own reflections, and of those that one may see."""
        return self.here().filter(reflection__in=Reflection.objects.visible_to(person))


class Attachment(models.Model):
    """What was taken off leaves its row, without the file and its words, so that a late repeat does not bring it back.

    Its id, made by the author's device, tells a time: readers of a share reach it by the share and its place there.
    """

    class Kind(models.TextChoices):
        VOICE = "voice", gettext_lazy("a recording")
        PICTURE = "picture", gettext_lazy("a picture")

    id = models.UUIDField(primary_key=True, editable=False)
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    file = models.CharField(
        max_length=60, help_text=gettext_lazy("The name in the storage, which says nothing.")
    )
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField(help_text=gettext_lazy("In bytes."))
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    alt = models.TextField(
        blank=True, help_text=gettext_lazy("What is to be seen in a picture, or what is said in a recording.")
    )
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["voice", "picture"]), name="attachment_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) & ~Q(file="")
                | Q(removed_at__isnull=False, file="", alt="", sha256=""),
                name="attachment_taken_off_is_empty",
            ),
        ]
        indexes = [models.Index(fields=["reflection", "created_at", "id"], name="attachment_order")]

    def __str__(self) -> str:
        return f"attachment {self.pk}"

    @property
    def is_voice(self) -> bool:
        return self.kind == self.Kind.VOICE

    @property
    def lasts(self) -> str:
        """How long a recording is: 1:05."""
        return f"{self.seconds // 60}:{self.seconds % 60:02}"


@once_in_each_language
def brought_in_words(voices: int, pictures: int) -> str:
    """What a reflection brings beside its words: “With a recording and 2 pictures”; nothing where it brings none."""
    if not voices and not pictures:
        return ""
    heard = ngettext("a recording", "%(number)s recordings", voices) % {"number": voices}
    seen = ngettext("a picture", "%(number)s pictures", pictures) % {"number": pictures}
    if voices and pictures:
        return _("With %(recordings)s and %(pictures)s") % {"recordings": heard, "pictures": seen}
    return _("With %(what)s") % {"what": heard if voices else seen}
