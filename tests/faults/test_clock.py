"""The server's clock is wrong for a while: no answer is lost, and nobody is shut out for long."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from flask import Flask
from itsdangerous import timed
from sqlalchemy import select

from survey.administer.attempts import MOST_FROM_ONE
from survey.auth import sessions
from survey.auth.attempts import LIMITS
from survey.codes import new_code
from survey.models import Administration, Job, StaffSession
from survey.models.job import FAILED
from survey.my_answers.operations import MOST_TRIES_IN_A_DAY
from survey.report import artefacts
from survey.weeks import current_week
from tests.factories import (
    make_card,
    make_staff,
    make_study,
    random_responses,
    read,
    staff_of,
    stored_responses,
    writing,
)
from tests.own_pages import answer_with_word, type_word
from tests.page_client import PageClient
from tests.pages import CardPage, CheckPage, GroupPage, QuestionsPage, SignInPage, begin, items_on

YEAR = 365
SetClock = Callable[..., None]
CLOCK = dt


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Set the clock that the program reads: ahead or back of the right time."""
    by = dt.timedelta()

    class Shifted(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return dt.datetime.now(tz) + by

    shifted = SimpleNamespace(**{**vars(dt), "datetime": Shifted})
    for name, module in list(sys.modules.items()):
        if name.startswith("survey.") and getattr(module, "dt", None) is CLOCK:
            monkeypatch.setattr(module, "dt", shifted)
    ticking = SimpleNamespace(time=lambda: time.time() + by.total_seconds())
    monkeypatch.setattr(timed, "time", ticking)  # of the session's cookie

    def run(**distance: float) -> None:
        nonlocal by
        by = dt.timedelta(**distance)

    return run


@pytest.mark.parametrize("days", [-YEAR, YEAR])
@pytest.mark.parametrize("page_at_jump", [2, 4])
def test_a_clock_that_jumps_between_two_pages_costs_the_code_once_more_and_no_answer(
    app: Flask, client: PageClient, set_clock: SetClock, days: int, page_at_jump: int
) -> None:
    card = make_card(app, make_study(app))
    said = {key: 1 + number % 4 for number in range(1, 6) for key in items_on(number)}
    begin(client, card)
    for number in range(1, 6):
        page = QuestionsPage(client, number)
        given = {key: said[key] for key in items_on(number)}
        if number == page_at_jump:
            set_clock(days=days)
            asked = client.send(page.page, 403, **given)
            asked = client.send(asked, code=card.code)
            if asked.path == "/language":
                client.send(asked, language="en")
        else:
            page.answer(**given)
    GroupPage(client).say("none")
    CheckPage(client).send_in()
    assert stored_responses(app, card, "pre") == said
    for (row,) in read(app, select(Administration)):
        assert row.started_week <= row.submitted_week


def test_when_the_clock_is_right_again_no_later_week_than_this_is_stored(
    app: Flask, client: PageClient, set_clock: SetClock
) -> None:
    card = make_card(app, make_study(app))
    set_clock(days=YEAR)
    begin(client, card)
    QuestionsPage(client, 1).answer()
    set_clock()
    begin(client, card)
    for number in range(1, 6):
        QuestionsPage(client, number).answer()
    GroupPage(client).say("none")
    CheckPage(client).send_in()
    for (row,) in read(app, select(Administration)):
        assert (row.started_week, row.submitted_week) == (current_week(), current_week())


@pytest.mark.parametrize("ahead", [{"hours": 2}, {"days": YEAR}])
def test_a_wait_that_began_while_the_clock_was_ahead_is_over_when_it_is_right(
    app: Flask, client: PageClient, set_clock: SetClock, ahead: dict[str, float]
) -> None:
    card = make_card(app, make_study(app))
    now = dt.datetime.now(tz=dt.UTC)
    if "hours" in ahead and now.hour >= 22:  # the same day, or the count is another one anyway
        ahead = {"minutes": 90 - now.minute}
    set_clock(**ahead)
    for _ in range(MOST_FROM_ONE):
        CardPage(client).type_code(new_code())
    CardPage(client).type_code(card.code, 429)
    set_clock()
    assert CardPage(client).type_code(card.code).path == "/language"


def test_so_is_the_wait_of_somebody_who_signs_in(
    app: Flask, client: PageClient, set_clock: SetClock
) -> None:
    email = make_staff(app, "researcher")
    hours = 2 if dt.datetime.now(tz=dt.UTC).hour < 22 else 24
    set_clock(hours=hours)
    for _ in range(LIMITS["pair"].most):
        SignInPage(client).sign_in(email, "not the password at all")
    set_clock()
    assert SignInPage(client).sign_in(email).path != "/staff/sign-in"


def test_and_the_wait_of_somebody_who_typed_a_wrong_word(
    app: Flask, client: PageClient, set_clock: SetClock
) -> None:
    card = make_card(app, make_study(app, post_after_weeks=26))
    answer_with_word(client, card, random_responses(1))
    set_clock(days=YEAR)
    come_back_then(client, card)
    for _ in range(MOST_TRIES_IN_A_DAY):
        type_word(client, "another word")
    set_clock()
    come_back_then(client, card)
    assert type_word(client).path == "/my-answers"


def come_back_then(client: PageClient, card: object) -> None:
    page = CardPage(client)
    client.post(page.page.form(), code=card.code)  # type: ignore[attr-defined]


def test_a_session_from_a_clock_that_was_ahead_does_not_last_until_then(
    app: Flask, client: PageClient, set_clock: SetClock
) -> None:
    email = make_staff(app, "researcher")
    set_clock(days=YEAR)
    SignInPage(client).sign_in(email)
    staff = staff_of(app, email)
    with writing(app) as session:
        assert sessions.n_alive(session, staff) == 1
        set_clock()
        assert sessions.n_alive(session, staff) == 0
    assert client.open("/staff/").path == "/staff/sign-in"
    assert SignInPage(client).sign_in(email).path != "/staff/sign-in"
    assert len(read(app, select(StaffSession))) == 1


def test_a_job_from_a_clock_that_was_ahead_is_tried_again(app: Flask, set_clock: SetClock) -> None:
    study = make_study(app)
    set_clock(days=YEAR)
    with writing(app) as session:
        job = Job(
            study_id=study.id, kind="evaluation", area="all", state=FAILED,
            changed_at=artefacts.now(),
        )  # fmt: skip
        session.add(job)
        session.flush()
        assert not artefacts._may_be_tried_again(job)
        set_clock()
        assert artefacts._may_be_tried_again(job)
