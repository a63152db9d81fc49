"""A reply to a nudge becomes a draft, once: of whoever's address it came to, and of nobody else."""

import io
import json
import sys
from email.message import EmailMessage

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from hls_platform.actions import Refused
from learning.actions import discard_draft, write_reflection
from learning.actions.nudges import send_due_nudges
from learning.actions.replies import make_reply_address, receive_letter, take_reply_address_away
from learning.models import Draft, ReplyAddress
from learning.nudging.replies import NotForUs, address_for, read_letter, written_in
from tests.factories import a_person
from tests.learning.test_nudges import a_nudge, utc

REPLIED = "She said: nobody asked me before.\r\n\r\nOn Fri, 27 Nov 2026 at 16:00, Learning together <no-reply@example.org> wrote:\r\n> ~ ~ ~ Reply\r\n> Was there a moment?\r\n"


@pytest.fixture(autouse=True)
def _takes_replies(settings):
    settings.REPLY_ADDRESS = "reply@example.org"


def a_letter(to: str, body: str = REPLIED, **headers: str) -> bytes:
    letter = EmailMessage()
    letter["From"] = "anybody@example.net"
    letter["To"] = f"Learning <{to}>"
    letter["Date"] = "Fri, 27 Nov 2026 17:00:00 +0000"
    letter["Message-ID"] = "<one@example.net>"
    for name, said in headers.items():
        del letter[name.replace("_", "-")]
        letter[name.replace("_", "-")] = said
    letter.set_content(body)
    return letter.as_bytes()


@pytest.mark.parametrize(
    ("body", "mine"),
    [
        (REPLIED, "She said: nobody asked me before."),
        ("Mine.\n\n-- \nAmina\nHarbour Trust", "Mine."),
        ("Mine.\nTwo lines.\n\nSent from my iPhone", "Mine.\nTwo lines."),
        ("Mine.\n\n-----Original Message-----\nFrom: us", "Mine."),
        ("Mine.\n________________________________\nFrom: us", "Mine."),
        ("Mine.\n\nFrom: Learning\nSent: Friday\nTo: Amina\nSubject: A moment\n\nWas there", "Mine."),
        (
            "Mine.\n\nAm Fr., 27. Nov. 2026 um 16:00 Uhr schrieb Learning\n<no-reply@example.org>:\n\n> Was",
            "Mine.",
        ),
        (
            "From: my window I saw it.\nFour things:\n1 a\n2 b:",
            "From: my window I saw it.\nFour things:\n1 a\n2 b:",
        ),
        ("> quoted\n> only", ""),
    ],
)
def test_what_one_wrote_is_told_from_what_one_answers(body, mine):
    assert written_in(body) == mine


@pytest.mark.django_db
class TestReplies:
    def test_a_reply_becomes_a_private_draft_once_and_can_be_saved(self):
        amina = a_person()
        a_nudge(amina)
        make_reply_address(by=amina)
        send_due_nudges(at=utc(2026, 11, 27, 16, 1))
        (to,) = mail.outbox[0].reply_to
        assert "~ ~ ~" in mail.outbox[0].body
        assert len(to.partition("@")[0]) <= 64
        draft = receive_letter(a_letter(to.upper()))
        assert draft.author == amina
        assert draft.words["text"] == "She said: nobody asked me before."
        assert receive_letter(a_letter(to)) is None
        write_reflection(by=amina, id=draft.pk, text="She said it.")
        assert receive_letter(a_letter(to)) is None
        other = receive_letter(a_letter(to, "Another", Message_ID="<two@example.net>"))
        discard_draft(by=amina, id=other.pk)
        assert receive_letter(a_letter(to, "Another", Message_ID="<two@example.net>")) is None
        assert not Draft.objects.exists()

    def test_it_is_off_until_asked_for_and_leads_nowhere_once_taken_away(self, settings):
        amina, ben = a_person("Amina"), a_person("Ben")
        a_nudge(amina)
        send_due_nudges(at=utc(2026, 11, 27, 16, 1))
        assert mail.outbox[0].reply_to == []
        address = address_for(make_reply_address(by=amina))
        assert make_reply_address(by=amina) == ReplyAddress.objects.get()
        assert not ReplyAddress.objects.visible_to(ben).exists()
        take_reply_address_away(by=amina)
        with pytest.raises(NotForUs):
            receive_letter(a_letter(address))
        assert address_for(make_reply_address(by=amina)) != address
        settings.REPLY_ADDRESS = ""
        with pytest.raises(Refused):
            make_reply_address(by=ben)
        with pytest.raises(NotForUs):
            receive_letter(a_letter(address))

    def test_only_an_address_that_we_signed_counts(self, settings):
        address = address_for(make_reply_address(by=a_person()))
        forged = address.replace(address[20], "a" if address[20] != "a" else "b")
        for to in (
            forged,
            "reply@example.org",
            "reply+x@example.org",
            address.replace("example.org", "example.org.evil.net"),
        ):
            with pytest.raises(NotForUs):
                receive_letter(a_letter(to))
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
        assert receive_letter(a_letter("somebody@example.org"), to=address)

    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"Return_Path": "<>"},
            {"X_Autoreply": "yes"},
            {"List_Id": "<all.example.net>"},
        ],
    )
    def test_what_a_machine_wrote_is_left_alone(self, headers):
        address = address_for(make_reply_address(by=a_person()))
        with pytest.raises(NotForUs):
            read_letter(a_letter(address, **headers))

    def test_html_alone_is_read_as_text_and_files_are_left_out_and_named(self):
        address = address_for(make_reply_address(by=a_person()))
        letter = EmailMessage()
        letter["To"] = address
        letter.set_content(
            "<html><head><style>p {}</style></head><body><p>Mine &amp; yours.</p><div>Two</div>"
            '<div class="gmail_quote">On Friday: <blockquote>Was there</blockquote></div></body></html>',
            subtype="html",
        )
        letter.add_attachment(b"\0\1", maintype="image", subtype="png", filename="x.png")
        draft = receive_letter(letter.as_bytes())
        assert (
            draft.words["text"] == "Mine & yours.\nTwo\n\n[A file that came with this letter was left out.]"
        )

    def test_letters_that_mean_harm_end_soon(self):
        address = address_for(make_reply_address(by=a_person()))
        nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(5000))
        for content in (
            b"To: " + address.encode() + b"\n" + nested.encode(),
            b"\0\xff" * 1000,
            a_letter(address, "   "),
            b"x" * (10 * 1024 * 1024 + 1),
        ):
            with pytest.raises(NotForUs):
                receive_letter(content)
        long = receive_letter(a_letter(address, "word " * 50_000))
        assert len(long.words["text"]) < 100_000
        assert "too long" in long.words["text"]
        strange = a_letter(address, "Mine", Message_ID="<3@x>").replace(
            b'charset="utf-8"', b'charset="x-none"'
        )
        assert receive_letter(strange.replace(b"Fri, 27 Nov", b"Someday, 99 Nov")).pk.version == 7

    def test_the_post_office_s_door_never_bounces_what_is_no_reply(self, monkeypatch):
        address = address_for(make_reply_address(by=a_person()))

        def handed(content: bytes) -> dict[str, object]:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
            said = io.StringIO()
            call_command("receive_letter", stdout=said)
            return json.loads(said.getvalue())

        assert handed(a_letter(address)) == {"kept": True, "why": ""}
        assert handed(a_letter(address)) == {"kept": False, "why": "kept before"}
        assert handed(b"To: you\n\nwords") == {"kept": False, "why": "not to an address of ours"}

    def test_the_page_turns_it_on_and_off(self, client):
        client.force_login(a_person())
        on_and_off, page = reverse("learning:reply_address"), reverse("learning:nudges")
        client.post(on_and_off, {"wanted": "yes"})
        assert "reply+" in client.get(page).content.decode()
        client.post(on_and_off, {"wanted": "no"})
        assert "reply+" not in client.get(page).content.decode()
