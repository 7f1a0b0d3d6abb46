"""``sammenheng reminders`` as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import Consent, Contact
from survey.weeks import weeks_later
from tests.factories import make_answered, read
from tests.reminding import DUE, Mailbox, stored_addresses

Command = Callable[..., tuple[int, str]]


def test_the_command_says_how_many_and_never_to_whom(
    office: Any, mailbox: Mailbox, send_command: Command
) -> None:
    office.add()
    office.add("ola@example.no")
    mailbox.refused = {"ola@example.no"}
    office.set_week(DUE)
    assert send_command("send") == (
        0,
        (
            "Reminders sent: 1. Addresses erased: 0. "
            "Refused by the mail server, tried again next time: 1.\n"
        ),
    )


def test_a_dry_run_says_how_many_are_due_and_sends_and_erases_nothing(
    app: Flask, office: Any, mailbox: Mailbox, send_command: Command
) -> None:
    office.add()
    make_answered(app, office.add("ola@example.no"), "post", {}, week=DUE)
    office.set_week(DUE)
    assert send_command("send", "--dry-run") == (0, "Reminders due: 1. Nothing was sent.\n")
    assert mailbox.received == []
    assert len(stored_addresses(app)) == 2


def test_a_server_that_is_down_ends_the_command_with_the_reason(
    office: Any, send_command: Command
) -> None:
    office.add()
    office.set_week(DUE)
    code, said = send_command("send")
    assert code == 1
    assert "Reminders sent: 0." in said
    assert "sammenheng: the mail server at 127.0.0.1:" in said


def test_with_reminders_switched_off_what_is_done_is_still_erased(
    app: Flask, office: Any, send_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add()
    source = app.config["SETTINGS"].source
    kept = [one for one in source.read_text().splitlines() if not one.startswith(("smtp", "con"))]
    source.write_text("\n".join(kept))
    office.set_week(weeks_later(DUE, 8))
    for options in (["send", "--dry-run"], ["send"]):
        assert read(app, select(Contact))
        code, said = send_command(*options)
        assert code == 1
        assert "reminders are off: the settings contact_key, smtp_host, smtp_sender" in said
    assert not read(app, select(Contact))


def test_the_address_of_somebody_without_a_card_is_removed_when_they_ask(
    app: Flask, office: Any, send_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add()
    office.add("Ola@example.no")
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _words: " ola@EXAMPLE.no")
    assert send_command("forget") == (0, "Removed: 1.\n")
    assert stored_addresses(app) == ["kari@example.no"]
    assert send_command("forget") == (0, "Removed: 0.\n")


def test_removing_an_address_that_way_takes_the_consent_with_it(
    app: Flask, office: Any, send_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = office.add()
    with app.extensions["database"].begin() as connection:
        for purpose in ("contact", "evaluation"):
            row = {"id": purpose, "participant_id": card.participant_id, "purpose": purpose}
            rest = {"text_version": "1", "text_sha256": "", "language": "nb", "week": DUE}
            proof = row | rest | {"method": "web"}
            connection.execute(Consent.__table__.insert().values(proof))
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _words: "kari@example.no")
    send_command("forget")
    assert read(app, select(Consent.purpose)) == [("evaluation",)]


def test_what_is_no_address_is_refused_without_being_repeated(
    send_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _words: "ola at example")
    assert send_command("forget") == (1, "sammenheng: this is no e-mail address\n")
