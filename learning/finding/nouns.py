"""What can be found: one `Noun` for each kind of thing, from which its index, its triggers and its hits follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFLECTED = """concat_ws(E'\\n\\n', nullif({0}.text, ''), nullif({0}.what, ''), nullif({0}.so_what, ''), nullif({0}.now_what, ''),
            (SELECT string_agg(said, E'\\n\\n') FROM jsonb_array_elements_text({0}.answers) said WHERE said <> ''),
            (SELECT string_agg(alt, E'\\n\\n' ORDER BY created_at, id) FROM learning_attachment
             WHERE reflection_id = {0}.id AND removed_at IS NULL AND alt <> ''))"""
"""All the words of a reflection and of what is attached to it, in SQL; {0} is its table."""


@dataclass(frozen=True, kw_only=True)
class Noun:
    """One kind of thing that can be found, in SQL about `row`, a row of its table.

    A thing is found in one place: a circle, or a person's own things (`place` is the id of either). Whoever is there
    finds it. What is not `where` is found by nobody.
    """

    name: str
    """As filters in addresses and the API call it."""
    many: Promise | str
    """As people call them."""
    one: str | Promise = ""
    """What a hit says that it is."""
    rows: str
    """The table, called `row`, and what it is joined with."""
    words: str
    title: str = "''"
    """What it is called: counts for more than its words."""
    at: str = "row.created_at"
    place: str = "row.circle_id"
    where: str = "TRUE"
    heard: Mapping[str, str] = field(default_factory=dict)
    """Beside its own table: those whose rows say more of it, with the SQL that finds its ids for a `changed` row there."""
    view: str
    """The name of its page,"""
    keys: str = "row.id"
    """and what stands in the address of that."""
    shown_with: str = ""
    """What else is joined where a hit is shown,"""
    kind: str = "''"
    """for its kind (of a reflection),"""
    by: str = "''"
    """and for the name of whoever said it: empty where that is nobody's business."""
    on: str = ""
    """The day it is about, where that is not `at`."""
    same: str = "NULL::uuid"
    """What tells that two hits are one thing to whoever may know it."""
    shown_where: str = "TRUE"
    """What else is asked of a row before it is shown, about the %(person)s who asks and the %(circle)s asked about."""

    @property
    def table(self) -> str:
        return self.rows.split()[0]

    @property
    def hears(self) -> dict[str, str]:
        """Each table whose changes are heard, with the SQL that finds the ids of what is to be found anew."""
        return {self.table: "SELECT id FROM changed", **self.heard}


NOUNS = (
    Noun(
        name="reflection",
        many=_("what I wrote"),
        one=_("You wrote"),
        rows="learning_reflection row",
        words=REFLECTED.format("row"),
        place="row.author_id",
        heard={"learning_attachment": "SELECT reflection_id FROM changed"},
        view="learning:reflection",
        kind="row.kind",
        on="row.happened_on",
    ),
    Noun(
        name="shared",
        many=_("what was shared"),
        rows="learning_share row JOIN learning_reflection reflection ON reflection.id = row.reflection_id",
        words=REFLECTED.format("reflection"),
        at="row.shared_at",
        where="row.withdrawn_at IS NULL",
        heard={
            "learning_reflection": "SELECT share.id FROM learning_share share JOIN changed ON changed.id = reflection_id",
            "learning_attachment": "SELECT share.id FROM learning_share share JOIN changed USING (reflection_id)",
        },
        view="learning:shared",
        shown_with="LEFT JOIN relationships_person author ON author.id = reflection.author_id AND NOT row.anonymous",
        kind="reflection.kind",
        same="CASE WHEN NOT row.anonymous THEN row.reflection_id END",
        shown_where="(reflection.author_id <> %(person)s OR %(circle)s::uuid IS NOT NULL)",
        by="coalesce(author.name, '')",
        on="reflection.happened_on",
    ),
    Noun(
        name="question",
        many=_("learning questions"),
        one=_("A learning question"),
        rows="learning_learningquestion row",
        title="row.text",
        words="""concat_ws(E'\\n\\n', row.why, (SELECT string_agg(text, E'\\n\\n' ORDER BY written_at DESC)
            FROM learning_understanding WHERE question_id = row.id))""",
        heard={"learning_understanding": "SELECT question_id FROM changed"},
        view="learning:question",
    ),
    Noun(
        name="insight",
        many=_("insights"),
        one=_("An insight"),
        rows="learning_insight row",
        title="row.text",
        words="row.what_changed",
        view="learning:insight",
    ),
    Noun(
        name="adaptation",
        many=_("adaptations"),
        one=_("What we do differently"),
        rows="learning_adaptation row",
        title="row.text",
        words="row.ended_because",
        on="row.since",
        view="learning:adaptation",
    ),
    Noun(
        name="cycle",
        many=_("learning cycles"),
        one=_("A learning cycle"),
        rows="learning_learningcycle row",
        title="row.name",
        words="""concat_ws(E'\\n\\n', row.to_learn, (SELECT string_agg(why, E'\\n\\n' ORDER BY written_at DESC)
            FROM learning_cyclestep WHERE cycle_id = row.id))""",
        heard={"learning_cyclestep": "SELECT cycle_id FROM changed"},
        view="learning:cycle",
    ),
    Noun(
        name="experiment",
        many=_("experiments"),
        one=_("An experiment"),
        rows="learning_experiment row",
        title="row.what",
        words="concat_ws(E'\\n\\n', row.why, row.notice, row.reason)",
        at="row.begun_at",
        view="learning:experiment",
    ),
    Noun(
        name="measure",
        many=_("measures"),
        one=_("A measure"),
        rows="learning_measure row",
        title="row.name",
        words="""concat_ws(E'\\n\\n', row.why, row.definition, (SELECT string_agg(story, E'\\n\\n' ORDER BY day DESC)
            FROM learning_observation WHERE measure_id = row.id))""",
        heard={"learning_observation": "SELECT measure_id FROM changed"},
        view="learning:measure",
    ),
    Noun(
        name="session",
        many=_("sessions"),
        one=_("A session"),
        rows="learning_sensemaking row",
        title="row.about",
        words="row.minute",
        at="row.begun_at",
        view="learning:session",
    ),
    Noun(
        name="theme",
        many=_("themes"),
        one=_("A theme"),
        rows="learning_theme row",
        title="row.name",
        words="''",
        where="row.became_id IS NULL",
        view="learning:theme",
    ),
    Noun(
        name="factor",
        many=_("factors of maps"),
        one=_("A factor"),
        rows="systems_factor row JOIN systems_systemmap map ON map.id = row.map_id",
        where="NOT row.removed",
        title="row.label",
        words="concat_ws(E'\\n\\n', row.description, row.cluster)",
        at="map.created_at",
        place="map.circle_id",
        view="learning:factor",
        keys="map.slug, row.id",
    ),
    Noun(
        name="map",
        many=_("maps"),
        one=_("A map"),
        rows="systems_systemmap row",
        title="row.name",
        words="row.description",
        view="systems:map",
        keys="row.slug",
    ),
    Noun(
        name="conversation",
        many=_("conversations"),
        one=_("A conversation"),
        rows="relationships_conversation row",
        title="row.about",
        words="row.notes",
        at="row.starts_at",
        place="row.partnership_id",
        view="funders:conversation",
    ),
    Noun(
        name="circle",
        many=_("circles"),
        one=_("A circle"),
        rows="relationships_circle row",
        title="row.name",
        words="row.purpose",
        place="row.id",
        where="row.kind <> 'partnership'",
        view="learning:circle",
        keys="row.slug",
    ),
    Noun(
        name="partnership",
        many=_("partnerships"),
        one=_("A partnership"),
        rows="relationships_circle row",
        title="row.name",
        words="row.purpose",
        place="row.id",
        where="row.kind = 'partnership'",
        view="funders:partnership",
        keys="row.slug",
    ),
)
