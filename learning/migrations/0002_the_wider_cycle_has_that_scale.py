"""A cycle that is nested says the scale of the wider one, and the wider one has that scale."""

from django.db import migrations

# Deferred like the keys that Django makes, so that a back-up can be put back in any order.
HAS = """
ALTER TABLE learning_learningcycle ADD CONSTRAINT cycle_s_wider_one_has_that_scale
FOREIGN KEY (wider_id, wider_scale) REFERENCES learning_learningcycle (id, scale)
ON DELETE SET NULL (wider_id) DEFERRABLE INITIALLY DEFERRED;
"""
NEED_NOT = """
ALTER TABLE learning_learningcycle DROP CONSTRAINT cycle_s_wider_one_has_that_scale;
"""


class Migration(migrations.Migration):
    replaces = [("learning", "0006_cycles_experiments_measures")]
    dependencies = [("learning", "0001_first")]
    operations = [migrations.RunSQL(HAS, NEED_NOT)]
