from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models

# What an entry says stays; once only it gets its place and its seal. The database's own number of the transaction is
# no part of what it says: where the trail is restored, it is another one. Whoever owns the table can take this away;
# the seals then tell what was done (manage.py verify_audit).
STAYS = """
CREATE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE'
    AND (OLD.place IS NULL OR (NEW.place, NEW.seal) IS NOT DISTINCT FROM (OLD.place, OLD.seal))
    AND to_jsonb(NEW) - '{place,seal,transaction}'::text[] = to_jsonb(OLD) - '{place,seal,transaction}'::text[]
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'What was done stays written down as it was.' USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON hls_platform_auditentry
FOR EACH ROW EXECUTE FUNCTION audit_entry_stays();
"""
STAYS_NO_MORE = """
DROP TRIGGER audit_entry_stays ON hls_platform_auditentry;
DROP FUNCTION audit_entry_stays();
"""


class Migration(migrations.Migration):
    atomic = False  # so that people go on writing while the indexes are made

    dependencies = [
        ('hls_platform', '0003_entries_of_a_person'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditentry',
            name='concerns_id',
            field=models.UUIDField(help_text='The person to whom, or to whose things, somebody else did it.', null=True),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='place',
            field=models.BigIntegerField(editable=False, help_text='Which one it is in the chain, counted from 1.', null=True),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='seal',
            field=models.BinaryField(help_text='The hash of the seal before it and of what it says.', max_length=32, null=True),
        ),
        AddIndexConcurrently(
            model_name='auditentry',
            index=models.Index(fields=['circle_id', 'verb', 'id'], name='audit_of_circle_by_verb'),
        ),
        AddIndexConcurrently(
            model_name='auditentry',
            index=models.Index(fields=['person_id', 'id'], name='audit_by_person'),
        ),
        AddIndexConcurrently(
            model_name='auditentry',
            index=models.Index(condition=models.Q(('concerns_id__isnull', False)), fields=['concerns_id', 'id'], name='audit_concerning'),
        ),
        AddIndexConcurrently(
            model_name='auditentry',
            index=models.Index(condition=models.Q(('place', None)), fields=['id'], name='audit_waiting'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.UniqueConstraint(condition=models.Q(('place__isnull', False)), fields=('place',), name='one_entry_a_place'),
        ),
        AddConstraintNotValid(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('place', None), ('seal', None)), models.Q(('place__isnull', False), ('seal__isnull', False)), _connector='OR'), name='a_place_has_a_seal'),
        ),
        # audit_by_person begins with the same column.
        RemoveIndexConcurrently('auditentry', 'audit_of_person'),
        ValidateConstraint('auditentry', 'a_place_has_a_seal'),
        migrations.RunSQL(STAYS, STAYS_NO_MORE),
    ]
