"""The trail, answers that are kept, errands: all tables as they stood in November 2026. It takes the place of the migrations until then."""

import django.utils.timezone
import hls_platform.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ('hls_platform', '0001_initial'),
        ('hls_platform', '0002_kept_answers_and_transactions'),
        ('hls_platform', '0003_entries_of_a_person'),
        ('hls_platform', '0005_errand'),
    ]
    initial = True

    dependencies = []
    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person_id', models.UUIDField(null=True)),
                ('verb', models.CharField(max_length=80)),
                ('subject_type', models.CharField(max_length=80)),
                ('subject_id', models.CharField(max_length=80)),
                ('circle_id', models.UUIDField(null=True)),
                ('facts', models.JSONField(default=dict)),
                ('concerns_id', models.UUIDField(help_text='The person to whom, or to whose things, somebody else did it.', null=True)),
                ('place', models.BigIntegerField(editable=False, help_text='Which one it is in the chain, counted from 1.', null=True)),
                ('seal', models.BinaryField(help_text='The hash of the seal before it and of what it says.', max_length=32, null=True)),
                ('transaction', models.BigIntegerField(editable=False, help_text="The database's own number of the transaction that wrote it: in its order webhooks are sent.", null=True)),
            ],
            options={
                'verbose_name_plural': 'audit entries',
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='audit_subject'), models.Index(fields=['circle_id', 'transaction', 'id'], name='audit_of_circle'), models.Index(fields=['circle_id', 'verb', 'id'], name='audit_of_circle_by_verb'), models.Index(fields=['person_id', 'id'], name='audit_by_person'), models.Index(condition=models.Q(('concerns_id__isnull', False)), fields=['concerns_id', 'id'], name='audit_concerning'), models.Index(condition=models.Q(('place', None)), fields=['id'], name='audit_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('place__isnull', False)), fields=('place',), name='one_entry_a_place'), models.CheckConstraint(condition=models.Q(models.Q(('place', None), ('seal', None)), models.Q(('place__isnull', False), ('seal__isnull', False)), _connector='OR'), name='a_place_has_a_seal')],
            },
        ),
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=80)),
                ('sealed', models.TextField(help_text='What it needs to know, encrypted.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('person_id', models.UUIDField()),
                ('key', models.CharField(max_length=200)),
                ('request_hash', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('headers', models.JSONField(default=dict)),
                ('body', models.TextField(blank=True)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='answer_expires')],
                'constraints': [models.UniqueConstraint(fields=('person_id', 'key'), name='answered_once')],
            },
        ),
    ]
