import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """What stands in a digest is read from its period; the digests that are there have had their letters."""

    dependencies = [
        ("learning", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(name="DigestItem"),
        migrations.AddField(
            model_name="digest",
            name="addressed_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                editable=False,
                help_text="When its letters were written out, one for each member.",
                null=True,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="digest",
            name="addressed_at",
            field=models.DateTimeField(
                editable=False, help_text="When its letters were written out, one for each member.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(
                condition=models.Q(("addressed_at", None)), fields=["id"], name="digest_to_address"
            ),
        ),
    ]
