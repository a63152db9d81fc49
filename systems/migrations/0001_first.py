"""Maps and what is kept with them: all tables as they stood in November 2026. It takes the place of the migrations until then."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import hls_platform.identifiers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ('systems', '0001_initial'),
        ('systems', '0002_changes'),
        ('systems', '0003_views_and_actors'),
        ('systems', '0004_publications'),
        ('systems', '0005_kept_loops'),
        ('systems', '0006_guests'),
    ]
    initial = True

    dependencies = [
        ('relationships', '0001_first'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GuestsAllowed',
            fields=[
                ('circle', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='relationships.circle')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='SystemMap',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='maps', to='relationships.circle')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='what this map is about')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('look', models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict, help_text='What colours and sizes mean on it.')),
                ('extra', models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict, help_text='What a file said of it that we have no word for; it is given back.')),
                ('version', models.PositiveBigIntegerField(db_default=0, default=0, help_text='The number of its last change.')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Actor',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actors', to='systems.systemmap')),
                ('name', models.CharField(help_text='Of an organisation or a role, not of a person.', max_length=160, verbose_name='name')),
                ('kind', models.CharField(choices=[('organisation', 'an organisation'), ('role', 'a role')], default='organisation', max_length=20, verbose_name='kind')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='acts_as', to='relationships.organisation', verbose_name='the organisation here that it is')),
                ('description', models.TextField(blank=True, verbose_name='what they do')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='actor_has_a_name'), models.UniqueConstraint(models.F('map'), django.db.models.functions.text.Lower('name'), name='actor_once_on_a_map'), models.UniqueConstraint(fields=('map', 'organisation'), name='organisation_once_on_a_map'), models.CheckConstraint(condition=models.Q(('organisation', None), ('kind', 'organisation'), _connector='OR'), name='only_an_organisation_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Factor',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factors', to='systems.systemmap')),
                ('external_id', models.CharField(blank=True, help_text='Its id in the file it came from.', max_length=200)),
                ('label', models.CharField(max_length=300, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('cluster', models.CharField(blank=True, max_length=160, verbose_name='cluster')),
                ('kind', models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='kind')),
                ('tags', models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list)),
                ('attributes', models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict, help_text='What else is said of it, by name: text, a number, or yes and no.')),
                ('x', models.FloatField(blank=True, null=True)),
                ('y', models.FloatField(blank=True, null=True)),
                ('pinned', models.BooleanField(db_default=False, default=False, verbose_name='stays where it is')),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('removed', models.BooleanField(db_default=False, default=False)),
                ('stamps', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False, help_text='The number of the change that set each field last.')),
            ],
            options={
                'ordering': ['cluster', 'label'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('map', 'external_id'), name='factor_once_per_map')],
            },
        ),
        migrations.CreateModel(
            name='GuestLink',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guest_links', to='systems.systemmap')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(verbose_name='works until')),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='guest_link_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='KeptLoop',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept_loops', to='systems.systemmap')),
                ('name', models.CharField(max_length=120, verbose_name='what you call it')),
                ('words', models.TextField(blank=True, verbose_name='what you see in it')),
                ('way', models.CharField(help_text='The ids of its factors in order, the smallest of them first.', max_length=600)),
                ('kind', models.CharField(choices=[('reinforcing', 'reinforcing'), ('balancing', 'balancing'), ('unknown', 'not known')], help_text='When it was kept.', max_length=20)),
                ('number', models.PositiveBigIntegerField(help_text='The number of the map’s last change before that.')),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='kept_loop_has_a_name'), models.UniqueConstraint(fields=('map', 'way'), name='loop_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='systems.systemmap')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('reason', models.TextField(blank=True, verbose_name='why we keep this version')),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('content', models.JSONField(help_text='Factors and links, in our own map format.')),
            ],
            options={
                'ordering': ['-taken_at'],
            },
        ),
        migrations.CreateModel(
            name='ActsOn',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acts_on', to='systems.actor')),
                ('factor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acted_on_by', to='systems.factor')),
                ('how', models.TextField(blank=True, verbose_name='how they act on it')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('actor', 'factor'), name='acts_on_a_factor_once')],
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='systems.guestlink')),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='systems.systemmap')),
                ('name', models.CharField(max_length=60, verbose_name='your name')),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('came_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='systems.systemmap')),
                ('external_id', models.CharField(blank=True, max_length=200)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_out', to='systems.factor')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_in', to='systems.factor')),
                ('label', models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='name')),
                ('description', models.TextField(blank=True, db_default='', default='', verbose_name='description')),
                ('kind', models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='kind')),
                ('polarity', models.CharField(blank=True, choices=[('+', 'more leads to more'), ('-', 'more leads to less'), ('', 'not known yet')], max_length=1, verbose_name='direction of change')),
                ('strength', models.CharField(blank=True, max_length=40, verbose_name='strength')),
                ('delay', models.BooleanField(default=False, verbose_name='takes time')),
                ('confidence', models.CharField(blank=True, max_length=40, verbose_name='how sure we are')),
                ('evidence', models.TextField(blank=True, verbose_name='what makes us think so')),
                ('extra', models.JSONField(blank=True, default=dict)),
                ('removed', models.BooleanField(db_default=False, default=False)),
                ('stamps', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False, help_text='The number of the change that set each field last.')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('polarity__in', ['+', '-', ''])), name='link_polarity_is_known')],
            },
        ),
        migrations.CreateModel(
            name='View',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to='systems.systemmap')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('words', models.TextField(blank=True, help_text='What you would say while others look at it.', verbose_name='what it says')),
                ('shows', models.JSONField(blank=True, default=dict)),
                ('focus', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='systems.factor', verbose_name='look around')),
                ('steps', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MaxValueValidator(9)], verbose_name='how far around it')),
                ('look', models.JSONField(blank=True, default=dict, help_text='What colours and sizes mean in it; empty is as on the map.')),
                ('story', models.CharField(blank=True, help_text='Views with the same story are told one after another.', max_length=160, verbose_name='the story it is part of')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='its place in the story')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['story', 'place', 'name'],
                'indexes': [models.Index(fields=['map', 'story', 'place', 'name'], name='view_of_map')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='view_has_a_name'), models.CheckConstraint(condition=models.Q(('steps__lte', 9)), name='view_looks_not_too_far')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='systems.systemmap')),
                ('number', models.PositiveBigIntegerField()),
                ('seen', models.PositiveBigIntegerField(help_text='The number of the last change that whoever made it had seen.')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='systems.guest')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sets', models.JSONField()),
                ('undoes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='systems.change')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('map', 'number'), name='change_number_once_per_map'), models.CheckConstraint(condition=models.Q(('by', None), ('guest', None), _connector='OR'), name='change_by_a_person_or_a_guest'), models.CheckConstraint(condition=models.Q(('seen__lt', models.F('number'))), name='change_follows_what_was_seen')],
            },
        ),
        migrations.CreateModel(
            name='PublishedMap',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='systems.systemmap')),
                ('view', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='systems.view')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-published_at', '-id'],
                'indexes': [models.Index(fields=['-published_at', '-id'], name='published_map_newest')],
            },
        ),
        migrations.CreateModel(
            name='Contest',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contests', to='systems.systemmap')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contests', to='systems.change')),
                ('on', models.CharField(max_length=10)),
                ('thing', models.UUIDField()),
                ('field', models.CharField(max_length=140)),
                ('value', models.JSONField()),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settles', to='systems.change')),
            ],
            options={
                'ordering': ['change__number', 'id'],
                'constraints': [models.UniqueConstraint(fields=('change', 'on', 'thing', 'field'), name='contest_once_per_change')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.UUIDField(default=hls_platform.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='systems.publishedmap')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('words', models.TextField(blank=True, verbose_name='what it shows, and how it came about')),
                ('credit', models.CharField(blank=True, help_text='As it stands below the map. Name people only if they said yes.', max_length=300, verbose_name='whose work it is')),
                ('licence', models.CharField(choices=[('by', 'Anybody may use it and change it, and says where it is from (CC BY 4.0)'), ('by-sa', 'The same, and what is made of it is shared in the same way (CC BY-SA 4.0)'), ('zero', 'Anybody may do with it what they like (CC0 1.0)'), ('kept', 'It may be read here; all other rights stay with its authors')], default='by', max_length=10, verbose_name='what others may do with it')),
                ('why', models.TextField(blank=True, help_text='Everybody reads this beside the edition.', verbose_name='what is new in it')),
                ('content', models.JSONField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['publication', 'number'],
                'constraints': [models.UniqueConstraint(fields=('publication', 'number'), name='edition_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), ('number__gte', 1)), name='edition_has_a_title'), models.CheckConstraint(condition=models.Q(('licence__in', ['by', 'by-sa', 'zero', 'kept'])), name='edition_licence_is_known')],
            },
        ),
    ]
