
import django.db.models.deletion
import django.utils.timezone
import hls_platform.identifiers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A delivery is all that comes to a person at one moment; what says that a digest was for them is its copy."""

    reasons = {"DeleteModel delivery": "no place is in use yet"}

    dependencies = [
        ("learning", "0010_arrivals"),
        ('relationships', '0010_digests_are_chosen_elsewhere'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name='Delivery'),
        migrations.CreateModel(
            name='DigestShape',
            fields=[
                ('circle', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='digest_shape', serialize=False, to='relationships.circle')),
                ('left_out', models.JSONField(default=list)),
            ],
        ),
        migrations.AlterField(
            model_name='digest',
            name='addressed_at',
            field=models.DateTimeField(editable=False, help_text='When its copies were written out, one for each member.', null=True),
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('covers_from', models.DateTimeField(help_text='Half-open: this moment belongs to it,')),
                ('covers_until', models.DateTimeField(help_text='and this one to the next.')),
                ('channel', models.CharField(choices=[('app', 'here only'), ('email', 'by e-mail'), ('titles', 'by e-mail, without anything that was written'), ('feed', 'in a private feed')], default='email', max_length=20)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, help_text='When it left as a letter; without a letter, when it was there.', null=True)),
                ('dropped_at', models.DateTimeField(blank=True, help_text='Not sent after all: no letter was wanted any more, or nothing was left to read.', null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='DigestChoice',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('rhythm', models.CharField(choices=[('weekly', 'every week'), ('fortnightly', 'every two weeks'), ('monthly', 'every month'), ('off', 'not at all')], default='weekly', max_length=20, verbose_name='how often')),
                ('day', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, help_text='Every month: the first such day of the month.', verbose_name='on which day')),
                ('hour', models.PositiveSmallIntegerField(default=8, verbose_name='at which hour')),
                ('zone', models.CharField(max_length=64, verbose_name='where that hour is told')),
                ('channel', models.CharField(choices=[('app', 'here only'), ('email', 'by e-mail'), ('titles', 'by e-mail, without anything that was written'), ('feed', 'in a private feed')], default='email', max_length=20, verbose_name='how it reaches you')),
                ('names_circles', models.BooleanField(default=False, help_text='Where nothing that was written stands in it.', verbose_name='the e-mail may name my circles')),
                ('own', models.CharField(choices=[('no', 'nowhere'), ('here', 'here, and never in an e-mail or a feed'), ('everywhere', 'wherever my digest goes')], default='here', max_length=20, verbose_name='what you kept to yourself')),
                ('away_until', models.DateField(blank=True, help_text='Until then nothing comes; then all of it in one.', null=True, verbose_name='away until')),
                ('next_at', models.DateTimeField(editable=False, help_text='When the next one is due.', null=True)),
                ('covered_until', models.DateTimeField(editable=False, help_text='Where the last one ended and the next begins. What is on this moment belongs to the next.')),
                ('feed_hash', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ('feed_made_at', models.DateTimeField(editable=False, null=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='digest_choice', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='DigestCopy',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('delivery', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='learning.delivery')),
                ('digest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='learning.digest')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'digest copies',
            },
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('dropped_at', None), ('sent_at', None)), fields=['id'], name='delivery_waiting'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('person', 'covers_until'), name='one_delivery_per_moment'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('covers_until__gt', models.F('covers_from'))), name='delivery_covers_some_time'),
        ),
        migrations.AddIndex(
            model_name='digestchoice',
            index=models.Index(fields=['next_at', 'id'], name='digest_due'),
        ),
        migrations.AddConstraint(
            model_name='digestchoice',
            constraint=models.CheckConstraint(condition=models.Q(('day__lte', 6)), name='digest_day_is_of_a_week'),
        ),
        migrations.AddConstraint(
            model_name='digestchoice',
            constraint=models.CheckConstraint(condition=models.Q(('hour__lte', 23)), name='digest_hour_is_of_a_day'),
        ),
        migrations.AddConstraint(
            model_name='digestchoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_at', None), ('rhythm', 'off')), models.Q(('next_at__isnull', False), models.Q(('rhythm', 'off'), _negated=True)), _connector='OR'), name='digest_is_due_unless_off'),
        ),
        migrations.AddConstraint(
            model_name='digestchoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('feed_hash', None), ('feed_made_at', None)), models.Q(('feed_hash__isnull', False), ('feed_made_at__isnull', False)), _connector='OR'), name='feed_has_a_day'),
        ),
        migrations.AddIndex(
            model_name='digestcopy',
            index=models.Index(condition=models.Q(('delivery', None)), fields=['person'], name='copy_waiting'),
        ),
        migrations.AddConstraint(
            model_name='digestcopy',
            constraint=models.UniqueConstraint(fields=('digest', 'person'), name='one_copy_per_reader'),
        ),
    ]
