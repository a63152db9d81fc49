"""What the frame's own tables hold of a person."""

from django.utils.translation import gettext_lazy as _

from hls_platform.security.held import ME, Held

HELD = [
    Held(
        table="hls_platform_auditentry",
        by=("person_id", "concerns_id", "subject_type", "subject_id"),
        whose=f"person_id = {ME} OR concerns_id = {ME} OR subject_type = 'relationships.person' AND subject_id = {ME}::text",
        title=_("What you did here, and what was done to you and what is yours, without words"),
        seen_by=_(
            "You; the people of a circle, what was done in it; an administrator, what was done to people and circles"
        ),
        shown=("at", "verb", "subject_type", "subject_id", "circle_id", "facts"),
        stays="It says that something was done and holds no words; its person is an id that leads to nobody any more. "
        "Others rely on it, and it is chained: a row taken out would look like a row tampered with.",
    ),
]
