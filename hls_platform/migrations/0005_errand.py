import django.utils.timezone
import hls_platform.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hls_platform', '0004_the_trail_is_sealed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=80)),
                ('sealed', models.TextField(help_text='What it needs to know, encrypted.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
    ]
