"""The date of the second time, as a file that tells nobody what it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from survey.administer.calendar_file import calendar_file
from survey.weeks import current_week, first_day, weeks_later
from tests.factories import Card, make_answered, make_card, make_study, random_responses
from tests.page_client import PageClient
from tests.pages import CardPage, answer_wave, begin

OpenClient = Callable[..., PageClient]
IN_CALENDAR = "Put the date in your calendar"
TITLES = {"nb": "Avtale", "nn": "Avtale", "en": "Appointment"}
DAY, TODAY = dt.date(2027, 6, 14), dt.date(2026, 12, 14)
TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\x85")
)


def event_of(content: bytes) -> Event:
    """Return the one event, read strictly by another program's reader."""
    calendar = Calendar.from_ical(content)
    assert calendar.errors == []
    (event,) = calendar.walk("VEVENT")
    assert event.errors == []
    return event


@pytest.fixture
def card(app: Flask) -> Card:
    return make_card(app, make_study(app, post_after_weeks=26, post_window_weeks=26))


@pytest.mark.parametrize("language", list(TITLES))
def test_the_thanks_and_the_page_for_who_comes_too_early_hand_out_the_first_day(
    app: Flask, open_client: OpenClient, card: Card, language: str
) -> None:
    client = open_client(language)
    pages = [
        answer_wave(client, card, random_responses(1), language),
        CardPage(client).type_code(card.code, 409),
    ]
    day = first_day(weeks_later(current_week(), 26))
    for page in pages:
        assert "/calendar" in page.links().values()
        response = client.get("/calendar")
        assert response.status_code == 200
        event = event_of(response.data)
        assert event.decoded("dtstart") == day
        assert event.decoded("dtend") == day + dt.timedelta(days=1)
        assert str(event["summary"]) == TITLES[language]


def test_the_file_has_a_neutral_name_and_stays_in_no_cache(client: PageClient, card: Card) -> None:
    answer_wave(client, card, {})
    headers = client.get("/calendar").headers
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Content-Disposition"] == 'attachment; filename="calendar.ics"'
    assert headers["Cache-Control"] == "no-store"


def test_the_file_holds_neither_code_nor_address_nor_study_nor_alarm(
    app: Flask, client: PageClient, card: Card
) -> None:
    answer_wave(client, card, {})
    content = client.get("/calendar").data.decode()
    lines = {line.partition(":")[0].partition(";")[0] for line in content.splitlines()}
    assert lines == {
        "BEGIN",
        "VERSION",
        "PRODID",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "CLASS",
        "TRANSP",
        "END",
    }
    for told in (card.code, card.participant_id, "try", "ammenheng", "localhost", "http", "VALARM"):
        assert told not in content


def test_two_files_have_nothing_in_common_but_the_day() -> None:
    first, second = (event_of(calendar_file(DAY, "Avtale", TODAY)) for _ in range(2))
    assert first["uid"] != second["uid"]
    assert len(first["uid"]) == 32


def test_the_moment_it_was_made_is_told_to_the_day_only() -> None:
    event = event_of(calendar_file(DAY, "Avtale", TODAY))
    assert event.decoded("dtstamp") == dt.datetime(2026, 12, 14, tzinfo=dt.UTC)


def test_it_takes_no_time_of_the_day_and_others_who_share_the_calendar_see_no_title() -> None:
    event = event_of(calendar_file(DAY, "Avtale", TODAY))
    assert (str(event["transp"]), str(event["class"])) == ("TRANSPARENT", "PRIVATE")
    assert not isinstance(event.decoded("dtstart"), dt.datetime)


@given(title=TEXT, day=st.dates(dt.date(2020, 1, 1), dt.date(2099, 12, 30)))
def test_any_title_in_any_language_is_read_back_and_no_line_is_too_long(
    title: str, day: dt.date
) -> None:
    content = calendar_file(day, title, TODAY)
    assert str(event_of(content).get("summary")) == title
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert all(line.decode() for line in lines)


def test_a_long_title_is_folded() -> None:
    content = calendar_file(DAY, "å" * 100, TODAY)
    assert b"\r\n \xc3" in content
    assert str(event_of(content)["summary"]) == "å" * 100


def test_signs_that_mean_something_in_the_file_are_escaped_in_a_title() -> None:
    assert rb"SUMMARY:A\, b\; c\\n" in calendar_file(DAY, r"A, b; c\n", TODAY)


def test_there_is_no_file_where_no_date_lies_ahead(
    app: Flask, client: PageClient, card: Card
) -> None:
    client.open("/calendar", 403)
    begin(client, card)
    client.open("/calendar", 404)
    open_at_once = make_card(app, make_study(app, "soon", post_after_weeks=0))
    page = answer_wave(client, open_at_once, {})
    assert IN_CALENDAR not in page.links()
    client.open("/calendar", 404)


def test_there_is_no_file_after_the_second_time(app: Flask, client: PageClient, card: Card) -> None:
    make_answered(app, card, "pre", random_responses(1))
    make_answered(app, card, "post", random_responses(2), after={})
    CardPage(client).type_code(card.code, 409)
    client.open("/calendar", 404)
