"""Marks as they are typed."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from survey.keying import readings
from survey.keying.readings import BadMark, Reading, differing, read_mark, read_week, settled
from survey.keying.sealing import reading_key, seal, unseal
from survey.paper.questions import Choice, Question

SCALE = Question(
    "soc13_01", 1, "?", tuple(Choice(n, n, "") for n in range(1, 8)), may_be_declined=True
)
WORDS = Question("status", 2, "?", (Choice(1, "still_in", "a"), Choice(2, "finished", "b")))
NUMBER = Question("meetings", 3, "?")
KEY = reading_key("p" * 32)


@pytest.mark.parametrize(
    ("question", "typed", "mark"),
    [
        (SCALE, "7", "7"),
        (SCALE, " 1 ", "1"),
        (SCALE, "07", "7"),
        (SCALE, "-", "-"),
        (SCALE, "–", "-"),
        (SCALE, "−", "-"),
        (SCALE, "X", "x"),
        (SCALE, "?", "?"),
        (WORDS, "2", "2"),
        (NUMBER, "0", "0"),
        (NUMBER, "1000", "1000"),
    ],
)
def test_a_mark_has_one_form_however_it_was_typed(
    question: Question, typed: str, mark: str
) -> None:
    assert read_mark(question, typed) == mark


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (SCALE, ""),
        (SCALE, "8"),
        (SCALE, "0"),
        (SCALE, "1 2"),
        (SCALE, "٣"),
        (SCALE, "²"),
        (SCALE, "--"),
        (WORDS, "3"),
        (WORDS, "x"),
        (NUMBER, "1001"),
        (NUMBER, "x"),
        (NUMBER, "9" * 5000),
    ],
)
def test_what_is_no_mark_of_the_question_is_refused(question: Question, typed: str) -> None:
    with pytest.raises(BadMark):
        read_mark(question, typed)


@given(st.text())
def test_whatever_is_typed_is_a_mark_or_refused(typed: str) -> None:
    for question in (SCALE, WORDS, NUMBER):
        try:
            mark = read_mark(question, typed)
        except BadMark:
            continue
        assert mark in {"-", "x", "?"} or question.range[0] <= int(mark) <= question.range[1]


@given(st.text())
def test_whatever_is_typed_for_a_day_is_a_week_or_refused(typed: str) -> None:
    try:
        week = read_week(typed)
    except BadMark:
        return
    assert week == "-" or week <= readings.current_week()


@pytest.mark.parametrize("typed", ["4 1 2026", "04.01.2026", "4/1-2026", "04012026"])
def test_a_day_is_read_however_it_is_written_and_only_its_week_is_kept(typed: str) -> None:
    assert read_week(typed) == "2026-W01"


@pytest.mark.parametrize("typed", ["", "31 2 2026", "4 13 2026", "4 1 26", "4 1", "1 1 2020", "x"])
def test_what_is_no_day_or_years_ago_is_refused(typed: str) -> None:
    with pytest.raises(BadMark):
        read_week(typed)


def test_a_day_to_come_is_refused_except_where_it_is_tomorrow_already() -> None:
    today = dt.datetime.now(tz=dt.UTC).date()
    tomorrow, later = today + dt.timedelta(days=1), today + dt.timedelta(days=2)
    assert read_week(f"{tomorrow:%d %m %Y}") == readings.current_week()
    with pytest.raises(BadMark):
        read_week(f"{later:%d %m %Y}")


def test_two_readings_differ_where_the_day_or_a_mark_does() -> None:
    first = Reading("2026-W40", {"a": "1", "b": "-"})
    assert differing(first, Reading("2026-W40", {"a": "1", "b": "-"})) == ()
    assert differing(first, Reading("2026-W41", {"a": "2", "b": "-"})) == ("week", "a")
    assert settled(first, {"week": "-", "b": "3"}) == Reading("-", {"a": "1", "b": "3"})


def test_a_sealed_reading_opens_in_its_place_and_with_its_key_only() -> None:
    reading = Reading("2026-W40", {"a": "1"})
    sealed = seal(reading, KEY, "here")
    assert unseal(sealed, KEY, "here") == reading
    assert b"2026" not in sealed
    for key, place in ((KEY, "there"), (reading_key("q" * 32), "here")):
        with pytest.raises(InvalidTag):
            unseal(sealed, key, place)
