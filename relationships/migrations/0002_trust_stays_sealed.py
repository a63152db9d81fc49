"""The seal of trust reflections, whoever talks to the database: opened once, when both sides handed in, and unchanged after."""

from django.db import migrations

SEAL = """
CREATE FUNCTION trust_opens_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(OLD.id::text, 0));
  IF OLD.opened_at IS NOT NULL OR to_jsonb(NEW) - 'opened_at' <> to_jsonb(OLD) - 'opened_at' THEN
    RAISE EXCEPTION 'Round % stays as it is.', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF (SELECT count(*) FROM relationships_trustreflection WHERE round_id = NEW.id AND handed_in_at IS NOT NULL) <> 2 THEN
    RAISE EXCEPTION 'Round % opens when both sides have written.', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER trust_opens_once BEFORE UPDATE ON relationships_trustround
FOR EACH ROW EXECUTE FUNCTION trust_opens_once();

CREATE FUNCTION opened_trust_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Behind whoever opens it, so that what is read next is how it stands.
  PERFORM pg_advisory_xact_lock(hashtextextended(OLD.round_id::text, 0));
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.round_id, NEW.side) IS DISTINCT FROM (OLD.id, OLD.round_id, OLD.side) THEN
      RAISE EXCEPTION 'A trust reflection stays on its side.' USING ERRCODE = 'check_violation';
    END IF;
    IF current_user = 'hls_rights' THEN  -- an erasure takes the words of whoever leaves
      RETURN NEW;
    END IF;
  END IF;
  IF EXISTS (SELECT FROM relationships_trustround WHERE id = OLD.round_id AND opened_at IS NOT NULL) THEN
    RAISE EXCEPTION 'What both sides opened stays as it is.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;

CREATE TRIGGER opened_trust_stays BEFORE UPDATE OR DELETE ON relationships_trustreflection
FOR EACH ROW EXECUTE FUNCTION opened_trust_stays();
"""

UNSEAL = """
DROP TRIGGER opened_trust_stays ON relationships_trustreflection;
DROP TRIGGER trust_opens_once ON relationships_trustround;
DROP FUNCTION opened_trust_stays();
DROP FUNCTION trust_opens_once();
"""


class Migration(migrations.Migration):
    replaces = [("relationships", "0013_trust_stays_sealed")]
    dependencies = [("relationships", "0001_first")]
    operations = [migrations.RunSQL(SEAL, UNSEAL)]
