"""What a reminder says, and what it is silent about."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from survey.reminders import sending
from survey.reminders.message import reminder
from survey.reminders.sealing import Recipient
from survey.weeks import current_week, weeks_later
from tests.factories import make_answered, make_card, make_study
from tests.reminding import Mailbox, make_contact

SUBJECTS = {"nb": "Påminnelse", "nn": "Påminning", "en": "Reminder"}
CARDS = {"nb": "Finn fram kortet ditt", "nn": "Finn fram kortet ditt", "en": "Find your card"}
STOPPING = {"nb": "svare på denne e-posten", "nn": "svare på denne e-posten", "en": "reply to this"}
NEVER = (
    "sammenheng",
    "http",
    "://",
    "www.",
    "study",
    "undersøk",
    "gruppe",
    "group",
    "kode",
    "code",
)


@pytest.fixture
def receive(app: Flask, mailbox: Mailbox) -> Callable[..., EmailMessage]:
    """Send one reminder to somebody, and return what came."""

    def one(language: str, **details: object) -> EmailMessage:
        study = make_study(app, f"grief-{language}", post_after_weeks=26, name="Grief and loss")
        card = make_card(app, study)
        make_answered(app, card, "pre", {}, week=weeks_later(current_week(), -26))
        make_contact(app, card, language=language, **details)
        with app.app_context():
            assert sending.run(app.config["SETTINGS"]).n_sent == 1
        assert card.code not in mailbox.received[-1].as_string()
        return mailbox.received[-1]

    return one


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_reminder_is_in_the_language_it_was_asked_for_in_and_silent_about_what_it_is(
    language: str, receive: Callable[..., EmailMessage], mailbox: Mailbox
) -> None:
    message = receive(language)
    text = message.get_content()
    assert message["Subject"] == SUBJECTS[language]
    assert message["Content-Language"] == language
    assert CARDS[language] in text
    assert STOPPING[language] in text
    whole = (message.as_string() + text).lower()
    assert [word for word in NEVER if word in whole] == []
    assert "grief" not in whole


def test_the_headers_are_those_of_an_automatic_message_from_a_plain_address(
    receive: Callable[..., EmailMessage],
) -> None:
    message = receive("nb")
    assert message["From"] == "post@example.no"
    assert message["To"] == "kari@example.no"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime.utcoffset().total_seconds() == 0
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    name, _, domain = message["Message-ID"].strip("<>").partition("@")
    assert (len(name), domain) == (32, "example.no")
    assert set(message.keys()) >= {"MIME-Version", "Content-Transfer-Encoding"}


def test_no_two_messages_have_the_same_id(app: Flask) -> None:
    recipient = Recipient("kari@example.no", "nb")
    with app.app_context():
        ids = {
            reminder(recipient, "post@example.no", is_last=True)["Message-ID"] for _ in range(50)
        }
    assert len(ids) == 50


@pytest.mark.parametrize(
    ("language", "last"),
    [
        ("nb", "Dette er den siste e-posten. Adressen din slettes nå."),
        ("nn", "Dette er den siste e-posten. Adressa di blir sletta no."),
        ("en", "This is the last e-mail. Your address is erased now."),
    ],
)
def test_the_second_says_that_it_is_the_last_and_the_first_that_one_more_may_come(
    app: Flask, language: str, last: str
) -> None:
    recipient = Recipient("kari@example.no", language)
    with app.app_context():
        first, second = (
            reminder(recipient, "post@example.no", is_last=is_last).get_content()
            for is_last in (False, True)
        )
    assert last in second
    assert last not in first
    assert STOPPING[language] not in second
    assert {"nb": "tre uker", "nn": "tre veker", "en": "three weeks"}[language] in first


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("is_last", [True, False])
def test_it_can_be_read_at_a_glance_and_no_line_is_too_long_on_the_way(
    app: Flask, language: str, *, is_last: bool
) -> None:
    with app.app_context():
        message = reminder(Recipient("k@example.no", language), "post@example.no", is_last=is_last)
    assert len(message.get_content().split()) < 75
    raw = message.as_bytes()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
