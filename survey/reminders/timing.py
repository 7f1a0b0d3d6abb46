"""When a reminder is due, and when an address has done its work. Weeks only, as everywhere."""

from __future__ import annotations

from enum import Enum

from survey.weeks import weeks_later

MOST_REMINDERS = 2
SECOND_AFTER_WEEKS = 3
# From then on nobody is written to any more, whatever went wrong before; participants are told so.
SENT_WITHIN_WEEKS = 8


class Next(Enum):
    """What is to be done with a stored address this week."""

    WAIT = "wait"
    SEND = "send"
    ERASE = "erase"


def what_next(*, due: str, week: str, n_sent: int, sent_week: str | None) -> Next:
    """Return what is to be done this week with the address of somebody who has not answered again.

    due: the week from which the second wave can be answered.
    n_sent, sent_week: how many reminders were sent, and when the last of them was.
    """
    if week >= weeks_later(due, SENT_WITHIN_WEEKS):
        return Next.ERASE
    if week < due:
        return Next.WAIT
    if sent_week is None:
        return Next.SEND
    if n_sent == MOST_REMINDERS:
        # In the same week it may be on its way just now, and be taken back if the server refuses.
        return Next.ERASE if week > sent_week else Next.WAIT
    return Next.SEND if week >= weeks_later(sent_week, SECOND_AFTER_WEEKS) else Next.WAIT
