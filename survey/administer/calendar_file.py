"""The date of the second time as a file for a calendar (RFC 5545) that tells nobody what it is."""

from __future__ import annotations

import datetime as dt
import secrets

LONGEST_LINE = 75  # bytes, by the standard
# No alarm: it would light up a phone that lies on the table.
EVENT = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Calendar//EN",
    "BEGIN:VEVENT",
    "UID:{uid}",
    "DTSTAMP:{today}T000000Z",
    "DTSTART;VALUE=DATE:{day}",
    "DTEND;VALUE=DATE:{day_after}",
    "SUMMARY:{title}",
    "CLASS:PRIVATE",
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
    "END:VCALENDAR",
)


def calendar_file(day: dt.date, title: str, today: dt.date) -> bytes:
    """Return a calendar with one event that takes the whole day; two of them have nothing common.

    today: when the file is made; the standard wants a moment, and the day is enough.
    """
    filled_in = {
        "uid": secrets.token_hex(16),
        "today": f"{today:%Y%m%d}",
        "day": f"{day:%Y%m%d}",
        "day_after": f"{day + dt.timedelta(days=1):%Y%m%d}",
        "title": _escaped(title),
    }
    return b"".join(_folded(line.format(**filled_in)) for line in EVENT)


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text


def _folded(line: str) -> bytes:
    """Return a line with its end, broken so that no part is too long and no letter is cut."""
    parts = [b""]
    for letter in line:
        encoded = letter.encode()
        if len(parts[-1]) + len(encoded) > LONGEST_LINE:
            parts.append(b" ")
        parts[-1] += encoded
    return b"\r\n".join(parts) + b"\r\n"
