"""Figures as the reader's language writes them, with one decimal."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale

from survey.release.gate import NOT_SHOWN
from survey.weeks import first_day

MINUS = "\N{MINUS SIGN}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
ONE_DECIMAL = Decimal("0.1")


def as_printed(value: float) -> Decimal:
    """Return a figure as it is printed, so that no sentence is about a digit nobody sees."""
    rounded = Decimal(str(value)).quantize(ONE_DECIMAL, rounding=ROUND_HALF_EVEN)
    return rounded or Decimal("0.0")  # never minus nothing


def printed(value: float) -> float:
    """Return a figure with no digit beyond those that are printed."""
    return float(as_printed(value))


def points(value: float | None) -> str:
    """Return points with one decimal; the sign for what is not shown where there is none."""
    if value is None:
        return NOT_SHOWN
    return number(as_printed(value), "0.0")


def number(value: Decimal | float, pattern: str) -> str:
    """Return a number in a CLDR pattern, with a true minus."""
    return format_decimal(value, format=pattern, locale=_locale()).replace("-", MINUS)


def points_with_spread(mean: float, sd: float) -> str:
    """Return a mean with its standard deviation in brackets, kept on one line."""
    return f"{points(mean)}{NO_BREAK_SPACE}({points(sd)})"


def month_of_week(week: str) -> str:
    """Return the month and year most of an ISO week lies in: a report shows no closer time."""
    thursday = first_day(week) + dt.timedelta(days=3)
    return str(format_date(thursday, "MMMM y", locale=_locale()))


def _locale() -> Locale:
    return get_locale() or Locale("en")
