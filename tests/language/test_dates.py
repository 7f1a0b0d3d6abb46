"""Days and lists are as each language writes them: held against the Unicode consortium's tables."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import format_date
from babel.lists import format_list
from flask import Flask
from flask_babel import force_locale

from survey.dates import begins, day_in_words, ends, month_in_words
from survey.language import LANGUAGES
from survey.letter.listing import listed

DAYS = [dt.date(2027, month, month + month % 2 * 17) for month in range(1, 13)]


@pytest.mark.parametrize("key", LANGUAGES)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_day_and_its_month_are_the_librarys(app: Flask, key: str, day: dt.date) -> None:
    locale = LANGUAGES[key].locale
    with app.test_request_context("/"), force_locale(locale):
        assert day_in_words(day) == format_date(day, "long", locale)
        assert month_in_words(day) == format_date(day, "MMMM y", locale)


@pytest.mark.parametrize("key", LANGUAGES)
@pytest.mark.parametrize("names", [[], ["Ada"], ["Ada", "Bo"], ["Ada", "Bo & Co", "Eli", "Tor"]])
def test_names_stand_one_after_the_other_as_the_library_puts_them(
    app: Flask, key: str, names: list[str]
) -> None:
    locale = LANGUAGES[key].locale
    with app.test_request_context("/"), force_locale(locale):
        assert listed(names) == format_list(names, locale=locale)


def test_a_week_begins_on_its_monday_and_ends_on_its_sunday(app: Flask) -> None:
    with app.test_request_context("/"), force_locale(LANGUAGES["en"].locale):
        assert (begins("2027-W09"), ends("2027-W09")) == ("1 March 2027", "7 March 2027")
        assert not ends("")
