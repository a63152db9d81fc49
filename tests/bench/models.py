"""What the bare page shows: the reflections again, in a table that no wall stands around."""

from django.db import models


class BareReflection(models.Model):
    """As `learning.models.Reflection`. Under its wall, nobody finds the first twenty of a million rows by an index."""

    id = models.UUIDField(primary_key=True)
    author_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    happened_on = models.DateField()
    text = models.TextField()
    what = models.TextField()
    so_what = models.TextField()
    now_what = models.TextField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "bench_reflection"

    def __str__(self) -> str:
        return self.text
