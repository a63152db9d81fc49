"""What the tables of people and circles, and those of sign-in, hold of a person."""

from django.utils.translation import gettext_lazy as _

from hls_platform.security.held import ME, Held

CIRCLE = "(SELECT name FROM relationships_circle WHERE id = circle_id)"
ERASED_ADDRESS = f"({ME}::text || '@erased.invalid')"
LEFT = _("A person who left")
ONLY_YOU = _("Only you")
SIGN_IN = _("Only you, and the part of this place that signs people in")

HELD = [
    Held(
        table="relationships_person",
        by=("id",),
        title=_("Your name and your address"),
        seen_by=_("Your name: the people of your circles. Both: whoever administers this place"),
        done_at="relationships:me",
        shown=("name", "email", "joined_at", "last_login", "digest_letters", "is_administrator"),
        words={"name": LEFT},
        becomes={
            "email": ERASED_ADDRESS,
            "password": "'!'",
            "is_active": "false",
            "is_administrator": "false",
            "digest_letters": "false",
            "last_login": "NULL",
            "erased_at": "wall.moment()",
        },
    ),
    Held(
        table="hls_platform_keptanswer",  # of the frame, which knows no addresses
        by=("person_id", "body"),
        # Another's copy may name the person too: an invitation to their address, an answer to their question.
        whose=f"person_id = {ME} OR position({ME}::text IN body) > 0 OR position(wall.my_address() IN body) > 0",
        goes=True,
    ),
    Held(
        table="relationships_membership",
        by=("person_id", "circle_id"),
        title=_("The circles you are or were in"),
        seen_by=_("The people of each circle, and whoever administers this place"),
        done_at="relationships:me",
        shown=("role", "since", "until"),
        names={"circle": CIRCLE},
        stays="That somebody was there, and when, is what a circle’s other words rest on; the name is gone.",
    ),
    Held(
        table="relationships_invitation",
        by=("accepted_by_id", "email", "circle_id"),
        whose=f"accepted_by_id = {ME} OR email IN ((SELECT wall.my_address()), {ERASED_ADDRESS})",
        title=_("Invitations that were sent to you"),
        seen_by=_("Whoever invited you, and those who lead or facilitate the circle"),
        shown=("email", "role", "created_at", "expires_at", "accepted_at", "withdrawn_at"),
        names={"circle": CIRCLE},
        becomes={"email": ERASED_ADDRESS, "withdrawn_at": "coalesce(withdrawn_at, wall.moment())"},
    ),
    Held(
        table="relationships_invitation",
        by=("invited_by_id", "circle_id"),
        title=_("Invitations that you sent"),
        seen_by=_("You, and those who lead or facilitate the circle"),
        shown=("email", "role", "created_at", "accepted_at", "withdrawn_at"),
        names={"circle": CIRCLE},
        stays="The address in it is somebody else’s, and the link may be on its way to them.",
    ),
    Held(
        table="relationships_breakglass",
        by=("asked_by_id", "circle_id"),
        title=_("Times you asked, as an administrator, to read a circle"),
        seen_by=_("The people of that circle, and administrators"),
        shown=("reason", "hours", "asked_at", "approved_at", "until", "ended_at"),
        names={"circle": CIRCLE},
        words={"asked_by_name": LEFT},
    ),
    Held(
        table="relationships_breakglass",
        by=("approved_by_id", "circle_id"),
        title=_("Times you allowed an administrator to read a circle"),
        seen_by=_("The people of that circle, and administrators"),
        shown=("reason", "hours", "asked_at", "approved_at", "until", "ended_at"),
        names={"circle": CIRCLE},
        words={"approved_by_name": LEFT},
    ),
    Held(
        table="relationships_apitoken",
        by=("person_id",),
        title=_("Tokens for programs"),
        seen_by=ONLY_YOU,
        done_at="relationships:tokens",
        shown=("name", "scopes", "created_at", "expires_at", "revoked_at", "last_used_on"),
        goes=True,
    ),
    Held(
        table="relationships_subscription",
        by=("person_id", "circle_id"),
        title=_("Webhooks"),
        seen_by=ONLY_YOU,
        done_at="relationships:webhooks",
        shown=("url", "events", "created_at", "last_sent_at", "failures", "fault", "stopped_at"),
        names={"circle": CIRCLE},
        goes=True,
    ),
    Held(
        table="relationships_letter",
        by=("person_id", "circle_id"),
        title=_("Letters about your circles"),
        seen_by=ONLY_YOU,
        shown=("about", "told_of", "created_at", "sent_at", "dropped_at"),
        names={"circle": CIRCLE},
        goes=True,
    ),
    Held(
        table="relationships_download",
        by=("person_id",),
        title=_("Downloads of what is held about you"),
        seen_by=ONLY_YOU,
        shown=("asked_at", "made_at", "expires_at"),
        goes=True,
    ),
    Held(
        table="relationships_erasure",
        by=("person_id", "done_at"),
        stays="The list by which an older back-up is made to forget again: an id, keyed hashes, no words.",
    ),
    Held(
        table="account_emailaddress",
        by=("user_id", "id"),
        title=_("Addresses that are yours, or that you began to change to"),
        seen_by=SIGN_IN,
        done_at="account_email",
        shown=("email", "verified", '"primary"'),
        goes=True,
    ),
    Held(
        table="account_emailconfirmation",
        by=("email_address_id",),
        whose=f"email_address_id IN (SELECT id FROM account_emailaddress WHERE user_id = {ME})",
        goes=True,
    ),
    Held(
        table="mfa_authenticator",
        by=("user_id",),
        title=_("Passkeys and codes"),
        seen_by=SIGN_IN,
        done_at="mfa_index",
        shown=("type", "created_at", "last_used_at"),
        goes=True,
    ),
    Held(
        table="usersessions_usersession",
        by=("user_id", "session_key"),
        title=_("Where you are signed in"),
        seen_by=_("Only you; an administrator can end it, and sees nothing of it"),
        done_at="relationships:sessions",
        shown=("created_at", "ip", "last_seen_at", "user_agent"),
        goes=True,
    ),
    Held(
        table="socialaccount_socialaccount",
        by=("user_id",),
        title=_("Your accounts elsewhere, by which you sign in"),
        seen_by=SIGN_IN,
        done_at="socialaccount_connections",
        shown=("provider", "uid", "date_joined", "last_login"),
        goes=True,
    ),
]
