"""Migrations that would stop a place in use are found before they come into the repository."""

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Now

from tests.long_locks import findings

INDEX = models.Index(fields=["text"], name="by_text")
CHECK = models.CheckConstraint(condition=models.Q(text="x"), name="says_x")
ONCE = models.UniqueConstraint(fields=["text"], name="once")


def found(*operations: object, atomic: bool = True, **more: object) -> list[str]:
    """What is found in a migration of these operations, on a table with a text of at most 20 letters."""
    migration = type(
        "Migration", (migrations.Migration,), {"operations": operations, "atomic": atomic, **more}
    )
    before = ProjectState()
    columns = [
        ("id", models.BigAutoField(primary_key=True)),
        ("text", models.CharField(max_length=20, null=True)),
    ]
    before.add_model(ModelState("place", "Note", columns))
    return [what for what, _wrong in findings(migration("0002_next", "place"), before)]


def to(**options: object) -> migrations.AlterField:
    return migrations.AlterField(
        "note", "text", models.CharField(**{"max_length": 20, "null": True, **options})
    )


def nothing(apps: object, schema_editor: object) -> None:
    """A step of Python."""


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddIndex("note", INDEX),
        migrations.AddConstraint("note", CHECK),
        migrations.AddConstraint("note", ONCE),
        migrations.AddField("note", "more", models.CharField(max_length=9, default="")),
        migrations.AddField("note", "more", models.DateTimeField(db_default=Now())),
        migrations.AddField("note", "more", models.CharField(max_length=9, null=True, unique=True)),
        migrations.AddField("note", "more", models.ForeignKey("place.Note", models.CASCADE, null=True)),
        to(max_length=10),
        to(null=False),
        to(db_index=True),
        migrations.AlterField("note", "text", models.IntegerField(null=True)),
        migrations.RemoveField("note", "text"),
        migrations.RenameField("note", "text", "words"),
        migrations.RenameModel("Note", "Letter"),
        migrations.DeleteModel("Note"),
        migrations.RunPython(nothing),
        migrations.RunSQL("CREATE UNIQUE INDEX x ON place_note (text)"),
        migrations.RunSQL("ALTER TABLE place_note ADD CONSTRAINT x CHECK (text <> '')"),
        migrations.RunSQL(["SELECT 1", ("ALTER TABLE place_note ALTER COLUMN text TYPE bytea", [])]),
        migrations.RunSQL("-- all of them\nUPDATE place_note SET text = ''"),
        migrations.SeparateDatabaseAndState([migrations.RemoveField("note", "text")], []),
    ],
)  # fmt: skip
def test_what_locks_for_long_or_takes_away_is_found(operation):
    assert len(found(operation)) == 1


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("note", "more", models.CharField(max_length=9, null=True)),
        migrations.AddField("note", "more", models.CharField(max_length=9, db_default="")),
        migrations.AddField("note", "more", models.ForeignKey("place.Note", models.CASCADE, null=True, db_index=False)),
        to(max_length=30, help_text="wider"),
        migrations.AlterField("note", "text", models.TextField(null=True)),
        AddConstraintNotValid("note", CHECK),
        migrations.RunSQL("ALTER TABLE place_note ADD CONSTRAINT x CHECK (text <> '') NOT VALID"),
        migrations.RunSQL("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE place_note SET text = ''; END $$"),
    ],
)  # fmt: skip
def test_what_is_quick_and_only_adds_is_not(operation):
    assert found(operation) == []


def test_what_has_to_be_outside_a_transaction_is_found_inside_one():
    steps = [AddIndexConcurrently("note", INDEX), AddConstraintNotValid("note", CHECK)]
    both = [*steps, ValidateConstraint("note", "says_x"), migrations.RunPython(nothing)]
    assert found(*both) == ["AddIndexConcurrently note", "RunPython", "ValidateConstraint"]
    assert found(*both, atomic=False) == []


def test_a_new_table_can_be_built_as_one_likes_and_a_reason_lets_through_what_it_names():
    new = migrations.CreateModel(
        "Letter", [("id", models.BigAutoField(primary_key=True)), ("text", models.TextField())]
    )
    assert found(new, migrations.AddIndex("letter", INDEX), migrations.AddConstraint("letter", ONCE)) == []
    gone = migrations.RemoveField("note", "text")
    assert found(gone) == ["RemoveField note.text"]
    assert found(gone, reasons={"RemoveField note.text": "0.2 has stopped using it"}) == []
