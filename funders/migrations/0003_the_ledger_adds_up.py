"""What all have agreed, what was paid and what was said of a target stays as it was written, whoever talks to the database."""

from django.db import migrations

STAYS = """
CREATE FUNCTION money_stays_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
-- The arguments are the columns that may still change.
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '%: what is written here stays as it is.', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON funders_ledgerentry
FOR EACH ROW EXECUTE FUNCTION money_stays_as_written();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON funders_assent
FOR EACH ROW EXECUTE FUNCTION money_stays_as_written();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON funders_challengeanswer
FOR EACH ROW EXECUTE FUNCTION money_stays_as_written();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON funders_agreementversion
FOR EACH ROW EXECUTE FUNCTION money_stays_as_written('taken_back_at');
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON funders_targetchallenge
FOR EACH ROW EXECUTE FUNCTION money_stays_as_written('let_go_at', 'let_go_because');
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON funders_payment
FOR EACH ROW EXECUTE FUNCTION money_stays_as_written('approved_by_id', 'approved_at', 'paid_on', 'called_off_at');

CREATE FUNCTION approved_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A payment that was approved stays approved, by whoever did it.' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER approved_stays BEFORE UPDATE ON funders_payment
FOR EACH ROW WHEN (OLD.approved_by_id IS NOT NULL AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id)
EXECUTE FUNCTION approved_stays();
"""
PARTS = """
CREATE FUNCTION parts_add_up(terms jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(sum((part->>'amount')::numeric) = (terms->>'amount')::numeric, true)
  FROM jsonb_array_elements(terms->'parts') AS part
$$;
ALTER TABLE funders_agreementversion ADD CONSTRAINT agreement_parts_add_up CHECK (parts_add_up(terms)) NOT VALID;
ALTER TABLE funders_agreementversion VALIDATE CONSTRAINT agreement_parts_add_up;
"""
LEDGER = """
CREATE FUNCTION ledger_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  agreed numeric; due numeric; paid numeric; reversed funders_ledgerentry;
BEGIN
  -- In turn with everybody who changes this agreement (hls_platform.actions.in_turn), also past the actions.
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.agreement_id::text, 0));
  SELECT coalesce(sum(amount) FILTER (WHERE account = 'agreed'), 0),
    coalesce(sum(amount) FILTER (WHERE account = 'due'), 0),
    coalesce(sum(amount) FILTER (WHERE account = 'paid'), 0)
  INTO agreed, due, paid FROM funders_ledgerentry WHERE agreement_id = NEW.agreement_id;
  IF paid < 0 OR paid > due OR due > agreed THEN
    RAISE EXCEPTION 'Of % agreed and % due, % cannot be paid.', agreed, due, paid USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT FROM funders_ledgerentry WHERE agreement_id = NEW.agreement_id AND currency <> NEW.currency) THEN
    RAISE EXCEPTION 'The ledger of an agreement is in one currency.' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.payment_id IS NOT NULL AND NOT EXISTS (SELECT FROM funders_payment
      WHERE id = NEW.payment_id AND agreement_id = NEW.agreement_id AND amount = abs(NEW.amount)) THEN
    RAISE EXCEPTION 'A payment is entered as it is, and with its agreement.' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.reverses_id IS NOT NULL THEN
    SELECT * INTO reversed FROM funders_ledgerentry WHERE id = NEW.reverses_id;
    IF reversed.payment_id IS DISTINCT FROM NEW.payment_id OR reversed.kind <> NEW.account
      OR reversed.amount <> -NEW.amount THEN
      RAISE EXCEPTION 'An entry is reversed whole.' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NULL;
END
$$;
-- After the row: what its writer may not add is refused first, as elsewhere.
CREATE TRIGGER ledger_adds_up AFTER INSERT ON funders_ledgerentry
FOR EACH ROW EXECUTE FUNCTION ledger_adds_up();
"""
UNDO = """
DROP TRIGGER ledger_adds_up ON funders_ledgerentry;
DROP FUNCTION ledger_adds_up();
ALTER TABLE funders_agreementversion DROP CONSTRAINT agreement_parts_add_up;
DROP FUNCTION parts_add_up(jsonb);
DROP TRIGGER approved_stays ON funders_payment;
DROP FUNCTION approved_stays();
DROP FUNCTION money_stays_as_written() CASCADE;
"""


class Migration(migrations.Migration):
    replaces = [("funders", "0005_the_ledger_adds_up")]
    dependencies = [("funders", "0002_issued_reports_are_frozen")]
    operations = [migrations.RunSQL(STAYS + PARTS + LEDGER, UNDO)]
