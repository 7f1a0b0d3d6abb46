"""How long each kind is kept, as numbers; ``rules.py`` says what goes.

Each is a little shorter than what is promised: the job runs once a day, so a thing goes on the
last day of its term, not on the first day after it. Where only the ISO week of something is known
it is taken to be from that week's Monday.
"""

from __future__ import annotations

import datetime as dt

from survey.weeks import week_of

MONTHS_IN_HALF_A_YEAR = dt.timedelta(days=181)  # the shortest six months there are
UNUSED_CARDS = MONTHS_IN_HALF_A_YEAR
DRAFTS = dt.timedelta(days=30)
ATTEMPTS = dt.timedelta(days=1)
STAFF_SESSIONS = dt.timedelta(hours=24)
UPLOADS = dt.timedelta(hours=1)
PREPARED_FILES = dt.timedelta(days=30)
JOBS = dt.timedelta(days=7)
AUDIT_LOG = dt.timedelta(days=730)  # two years without the day that a leap year adds
BACKUPS = dt.timedelta(days=30)  # how long a backup may know what is gone
A_RUN_EACH = dt.timedelta(days=1)


def newest_week_over(now: dt.datetime, term: dt.timedelta) -> str:
    """Return the newest week of which nothing may be left when the next run comes."""
    return week_of((now + A_RUN_EACH - term).date())


def newest_moment_over(now: dt.datetime, term: dt.timedelta) -> dt.datetime:
    """Return the same for what is known to the second; what is kept for hours goes when it is over.

    A term of a day or less cannot be kept to by a run each day: what reads such a thing looks at
    its age by itself and never takes one that is over.
    """
    return now - term if term <= A_RUN_EACH else now + A_RUN_EACH - term
