"""What was done stays written down as it was, whoever talks to the database."""

from django.db import migrations

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
    replaces = [("hls_platform", "0004_the_trail_is_sealed")]
    dependencies = [("hls_platform", "0001_first")]
    operations = [migrations.RunSQL(STAYS, STAYS_NO_MORE)]
