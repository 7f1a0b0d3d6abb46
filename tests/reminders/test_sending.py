"""When reminders are sent, and that nobody ever gets more than two."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from survey.models import Contact, Study
from survey.models.guards import Guard
from survey.models.study import CLOSED, DRAFT, OPEN
from survey.reminders import claims, sending
from survey.weeks import weeks_later
from tests.factories import make_answered, writing
from tests.reminding import DUE, Mailbox, stored_addresses

BEFORE, WEEK_AFTER, SECOND = (weeks_later(DUE, later) for later in (-1, 1, 3))
KARI = "kari@example.no"
FIVE = [f"person{number}@example.no" for number in range(5)]


def set_state(app: Flask, state: str) -> None:
    with writing(app) as session:
        session.execute(update(Study).values(state=state))


def test_a_person_gets_two_reminders_three_weeks_apart_and_never_a_third(
    app: Flask, office: Any, mailbox: Mailbox
) -> None:
    office.add()
    weeks = []
    for later in range(-30, 30):
        for _ in range(2):
            weeks += [later] * office.run(weeks_later(DUE, later)).n_sent
    assert weeks == [0, 3]
    assert mailbox.recipients == [KARI] * 2
    assert not stored_addresses(app)


def test_the_address_is_there_until_the_second_reminder_and_gone_right_after_it(
    app: Flask, office: Any, mailbox: Mailbox
) -> None:
    office.add()
    assert office.run(DUE) == sending.Run(n_sent=1)
    assert office.counts() == [(1, DUE)]
    assert office.run(SECOND) == sending.Run(n_sent=1, n_erased=1)
    assert not stored_addresses(app)


def test_a_reminder_sent_late_is_still_followed_by_three_quiet_weeks(
    office: Any, mailbox: Mailbox
) -> None:
    office.add()
    sent = [office.run(weeks_later(DUE, later)).n_sent for later in (2, 3, 4, 5)]
    assert sent == [1, 0, 0, 1]


def test_nobody_is_written_to_before_the_second_wave_is_due(
    app: Flask, office: Any, mailbox: Mailbox
) -> None:
    office.add()
    assert office.run(BEFORE) == sending.Run()
    assert stored_addresses(app) == [KARI]


@pytest.mark.parametrize("week", [BEFORE, DUE, SECOND])
def test_whoever_has_answered_again_gets_no_reminder_and_loses_the_address(
    app: Flask, office: Any, mailbox: Mailbox, week: str
) -> None:
    make_answered(app, office.add(), "post", {}, week=week)
    assert office.run(week) == sending.Run(n_erased=1)
    assert mailbox.received == []


def test_a_closed_study_reminds_nobody_and_keeps_no_address(
    app: Flask, office: Any, mailbox: Mailbox
) -> None:
    office.add()
    set_state(app, CLOSED)
    assert office.run(BEFORE) == sending.Run(n_erased=1)
    assert mailbox.received == []


def test_a_study_that_is_not_open_reminds_nobody_and_keeps_the_address(
    app: Flask, office: Any, mailbox: Mailbox
) -> None:
    office.add()
    set_state(app, DRAFT)
    assert office.run() == sending.Run()
    set_state(app, OPEN)
    assert office.run().n_sent == 1


@pytest.mark.parametrize(("later", "is_there"), [(7, True), (8, False), (100, False)])
def test_eight_weeks_after_it_was_due_the_address_is_gone_whatever_went_wrong(
    app: Flask, office: Any, mailbox: Mailbox, later: int, *, is_there: bool
) -> None:
    office.add()
    assert office.run(weeks_later(DUE, later)).n_sent == is_there
    assert bool(stored_addresses(app)) == is_there


def test_an_address_the_server_refuses_stops_nobody_else_and_is_tried_again(
    office: Any, mailbox: Mailbox
) -> None:
    for address in FIVE:
        office.add(address)
    mailbox.refused = {FIVE[2]}
    assert office.run() == sending.Run(n_sent=4, n_refused=1)
    assert sorted(mailbox.recipients) == [*FIVE[:2], *FIVE[3:]]
    assert office.counts() == [(0, None), *[(1, DUE)] * 4]
    mailbox.refused = set()
    assert office.run(WEEK_AFTER) == sending.Run(n_sent=1)
    assert sorted(mailbox.recipients) == FIVE


def test_a_second_reminder_that_is_refused_is_counted_back_to_the_first(
    office: Any, mailbox: Mailbox
) -> None:
    office.add()
    office.run()
    mailbox.data_answer = "451 try later"
    assert office.run(SECOND) == sending.Run(n_refused=1)
    assert office.counts() == [(1, DUE)]
    mailbox.data_answer = "250 taken"
    assert office.run(SECOND) == sending.Run(n_sent=1, n_erased=1)


@pytest.mark.parametrize(("week", "left"), [(DUE, 1), (SECOND, 0)])
def test_a_connection_that_breaks_after_the_text_was_sent_is_never_tried_again(
    office: Any, mailbox: Mailbox, week: str, left: int
) -> None:
    office.add()
    if week == SECOND:
        office.run(DUE)
    mailbox.breaks_after_data = True
    assert office.run(week) == sending.Run(n_unknown=1, n_erased=1 - left)
    received = len(mailbox.received)
    assert office.run(week) == sending.Run()
    assert len(mailbox.received) == received
    assert len(office.counts()) == left


def test_a_program_that_dies_right_after_sending_does_not_send_it_again(
    office: Any, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add()
    really = sending.hand_over

    def dies(*arguments: Any) -> None:
        really(*arguments)
        raise KeyboardInterrupt

    for week, received in ((DUE, 1), (SECOND, 2)):
        monkeypatch.setattr(sending, "hand_over", dies)
        with pytest.raises(KeyboardInterrupt):
            office.run(week)
        monkeypatch.setattr(sending, "hand_over", really)
        assert office.run(week) == sending.Run()
        assert len(mailbox.received) == received
    assert office.run(weeks_later(SECOND, 1)) == sending.Run(n_erased=1)
    assert len(mailbox.received) == 2


def test_a_program_that_dies_before_sending_leaves_the_second_reminder_to_come(
    office: Any, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add()

    def dies(*_arguments: Any, **_options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(sending, "reminder", dies)
        with pytest.raises(KeyboardInterrupt):
            office.run()
    assert office.run() == sending.Run()
    assert office.run(SECOND).n_sent == 1


def test_where_nothing_can_be_written_nothing_is_sent(
    app: Flask, office: Any, mailbox: Mailbox
) -> None:
    office.add()
    with app.extensions["database"].begin() as connection:
        connection.execute(Guard("no_room", "contact", "UPDATE", "full"))
    with pytest.raises(Exception, match="full"):
        office.run()
    assert mailbox.received == []


def test_three_runs_at_once_send_each_reminder_once(office: Any, mailbox: Mailbox) -> None:
    for address in FIVE:
        office.add(address)
    done: list[sending.Run] = []
    together = threading.Barrier(3)

    def run_together() -> None:
        together.wait()
        done.append(office.run())

    threads = [threading.Thread(target=run_together) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mailbox.recipients) == FIVE
    assert sum(one.n_sent for one in done) == len(FIVE)
    assert office.counts() == [(1, DUE)] * len(FIVE)


@pytest.mark.parametrize("what", ["removes", "answers", "was sent to"])
def test_what_happens_during_a_run_is_seen_before_anything_is_sent(
    app: Flask, office: Any, what: str
) -> None:
    card = office.add()
    key = app.config["SETTINGS"].contact_key
    with app.app_context():
        (waiting,) = claims.to_send(DUE)
        if what == "removes":
            claims.erase(waiting)
        elif what == "answers":
            make_answered(app, card, "post", {}, week=DUE)
        else:
            assert claims.claim(waiting, DUE, key) is not None
        assert claims.claim(waiting, DUE, key) is None


def test_a_server_that_cannot_be_reached_counts_nothing(office: Any) -> None:
    office.add()
    done = office.run()
    assert (done.n_sent, office.counts()) == (0, [(0, None)])
    assert "cannot be reached (ConnectionRefusedError)" in done.stopped


def test_an_address_sealed_for_another_card_is_left_alone_and_stops_nobody(
    app: Flask, office: Any, mailbox: Mailbox
) -> None:
    mine, other = office.add(), office.add("ola@example.no")
    with writing(app) as session:
        sealed = session.get_one(Contact, mine.participant_id).sealed
        session.get_one(Contact, other.participant_id).sealed = sealed
    assert office.run() == sending.Run(n_sent=1, n_unreadable=1)
    assert mailbox.recipients == [KARI]
    assert office.counts() == [(0, None), (1, DUE)]


def test_no_log_line_names_anybody_however_the_sending_ends(
    office: Any,
    mailbox: Mailbox,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # the test's own server
    card = office.add()
    office.add("ola@example.no")
    mailbox.refused = {KARI}
    office.run()
    mailbox.refused, mailbox.breaks_after_data = set(), True
    office.run()
    assert sorted(mailbox.recipients) == [KARI, "ola@example.no"]
    said = caplog.text + "".join(capfd.readouterr())
    assert "example.no" not in said
    assert card.participant_id not in said
