"""The dates of editions: set beforehand, few, and said in words where one may not be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import AuditEvent, CutOff, Study
from survey.models.edition import PROPOSED
from survey.models.study import TRIAL
from survey.weeks import current_week, first_day, last_day, weeks_later
from tests.factories import make_study, read
from tests.page_client import Page, PageClient
from tests.released import ROUNDS, make_edition

Sign = Callable[..., PageClient]
REPORTS = "/staff/studies/real/reports"


@pytest.fixture
def coordinator(study: Study, sign_in: Sign) -> PageClient:
    """Be at a study whose first answers are more than 18 months old; one of its dates has come."""
    return sign_in("coordinator")


def add(client: PageClient, day: dt.date | str, address: str = REPORTS) -> Page:
    return client.press(client.open(address), "Add the date", day=str(day))


def dates(app: Flask) -> list[str]:
    return [week for (week,) in read(app, select(CutOff.week).order_by(CutOff.week))]


def test_a_date_is_the_week_of_the_day_and_can_be_taken_out_until_it_comes(
    app: Flask, coordinator: PageClient
) -> None:
    week = weeks_later(current_week(), 4)
    page = add(coordinator, first_day(week) + dt.timedelta(days=2))
    assert dates(app) == [ROUNDS[0][2], week]
    assert f"{last_day(week).day} {last_day(week):%B %Y}" in page.text
    coordinator.press(page, f"Take out week {int(week[6:])}, {week[:4]}")
    assert dates(app) == [ROUNDS[0][2]]
    actions = read(app, select(AuditEvent.action).where(AuditEvent.object_type == "cut_off"))
    assert actions == [("cut_offs_set",), ("cut_offs_set",)]


def test_a_date_that_has_come_stands(app: Flask, coordinator: PageClient) -> None:
    page = coordinator.open(REPORTS)
    assert "has come" in page.text
    assert not [one for one in page.root.all("form") if one["action"].endswith("/remove")]
    token = page.root.all("input", name="csrf_token")[0]["value"]
    gone = f"{REPORTS}/dates/{ROUNDS[0][2]}/remove"
    coordinator.browser.post(gone, data={"csrf_token": token})
    assert dates(app) == [ROUNDS[0][2]]


def test_a_date_that_there_is_not_is_not_found(coordinator: PageClient) -> None:
    page = add(coordinator, last_day(weeks_later(current_week(), 4)))
    form = next(one for one in page.root.all("form") if one["action"].endswith("/remove"))
    token = form.all("input", name="csrf_token")[0]["value"]
    nowhere = f"{REPORTS}/dates/2040-W01/remove"
    answer = coordinator.browser.post(nowhere, data={"csrf_token": token})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("weeks", "sentence"),
    [
        (-1, "This week is over, and a date is set beforehand."),
        (4, "This week is in the calendar already."),
        (29, "There are at most two editions a year. Choose a day at least 26 weeks from"),
    ],
)
def test_a_date_that_breaks_a_rule_is_refused_with_the_rule_and_the_remedy(
    app: Flask, coordinator: PageClient, weeks: int, sentence: str
) -> None:
    add(coordinator, last_day(weeks_later(current_week(), 4)))
    before = dates(app)
    page = add(coordinator, last_day(weeks_later(current_week(), weeks)))
    assert sentence in page.text
    assert "Choose" in page.text
    assert dates(app) == before


def test_dates_half_a_year_apart_are_taken(app: Flask, coordinator: PageClient) -> None:
    for weeks in (4, 30, 56):
        add(coordinator, last_day(weeks_later(current_week(), weeks)))
    assert len(dates(app)) == 4


def test_a_short_study_has_one_date(app: Flask, sign_in: Sign) -> None:
    make_study(app, "short")
    client = sign_in("coordinator")
    address = "/staff/studies/short/reports"
    add(client, last_day(weeks_later(current_week(), 10)), address)
    page = add(client, last_day(weeks_later(current_week(), 60)), address)
    assert "A study of less than 18 months has one edition." in page.text
    assert dates(app) == [weeks_later(current_week(), 10)]


@pytest.mark.parametrize("typed", ["", "tomorrow", "2026-13-40"])
def test_what_is_no_day_is_said_at_the_field(coordinator: PageClient, typed: str) -> None:
    page = add(coordinator, typed)
    assert page.root.one("a", href="#day").text


def test_nothing_is_proposed_before_a_date_has_come(app: Flask, sign_in: Sign) -> None:
    make_study(app, "early", kind="evaluation")
    client = sign_in("coordinator")
    address = "/staff/studies/early/reports"
    assert "Set a date first." in client.open(address).text
    add(client, last_day(current_week()), address)
    assert "There is nothing to propose before the next date is over." in client.page.text
    assert "Propose the edition" not in client.page.text


def test_in_a_trial_this_weeks_date_has_come_at_once(app: Flask, sign_in: Sign) -> None:
    make_study(app, "early", kind=TRIAL)
    client = sign_in("coordinator")
    add(client, last_day(current_week()), "/staff/studies/early/reports")
    assert "Propose the edition" in client.page.text


def test_whoever_asks_while_an_edition_is_under_way_is_told_how_it_is(
    app: Flask, study: Study, coordinator: PageClient
) -> None:
    before = coordinator.open(REPORTS)
    make_edition(app, study, PROPOSED)
    page = coordinator.press(before, "Propose the edition")
    assert "There is nothing to propose right now." in page.text
    assert "An edition is under way." in page.text
