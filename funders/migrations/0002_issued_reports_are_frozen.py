"""An issued report stays as it is, whoever talks to the database: words can only be taken out of it."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION only_words_were_taken_out(before jsonb, after jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  -- The same document, section by section and item by item; an item may have become a digest alone.
  SELECT before - 'sections' = after - 'sections'
    AND jsonb_array_length(before->'sections') = jsonb_array_length(after->'sections')
    AND NOT EXISTS (
      SELECT FROM ROWS FROM (
        jsonb_array_elements(before->'sections'), jsonb_array_elements(after->'sections')
      ) AS section(was, is_now)
      WHERE was - 'items' <> is_now - 'items'
        OR jsonb_array_length(was->'items') <> jsonb_array_length(is_now->'items')
        OR EXISTS (
          SELECT FROM ROWS FROM (
            jsonb_array_elements(was->'items'), jsonb_array_elements(is_now->'items')
          ) AS item(said, says)
          WHERE said <> says AND says - 'digest' <> '{"withdrawn": true}'
        )
    )
$$;

CREATE FUNCTION issued_report_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'content' = to_jsonb(OLD) - 'content'
    AND only_words_were_taken_out(OLD.content, NEW.content) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'Report % is issued, and stays as it is.', OLD.number USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER issued_report_stays BEFORE UPDATE OR DELETE ON funders_report
FOR EACH ROW WHEN (OLD.state = 'issued') EXECUTE FUNCTION issued_report_stays();

CREATE FUNCTION signature_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  signed uuid := CASE TG_OP WHEN 'INSERT' THEN NEW.report_id ELSE OLD.report_id END;
BEGIN
  IF EXISTS (SELECT FROM funders_report WHERE id = signed AND state = 'issued') THEN
    RAISE EXCEPTION 'The signatures of an issued report stay as they are.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;

CREATE TRIGGER signature_stays BEFORE INSERT OR UPDATE OR DELETE ON funders_signoff
FOR EACH ROW EXECUTE FUNCTION signature_stays();
"""

THAW = """
DROP TRIGGER signature_stays ON funders_signoff;
DROP TRIGGER issued_report_stays ON funders_report;
DROP FUNCTION signature_stays();
DROP FUNCTION issued_report_stays();
DROP FUNCTION only_words_were_taken_out(jsonb, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("funders", "0001_first")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
