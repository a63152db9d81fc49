from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """So that a person's own entries are counted without reading everybody's."""

    atomic = False
    dependencies = [("hls_platform", "0002_kept_answers_and_transactions")]
    operations = [
        AddIndexConcurrently("auditentry", models.Index(fields=["person_id"], name="audit_of_person")),
    ]
