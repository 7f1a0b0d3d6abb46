"""One run: erases what is done, and sends what is due, each over a connection of its own.

So whatever one address does to a connection concerns that address alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.config import Settings
from survey.errors import MailServerUnavailable, RemindersOff, SealedOtherwise
from survey.mail_settings import NEEDED
from survey.reminders import claims
from survey.reminders.mail_server import Outcome, connected, hand_over
from survey.reminders.message import reminder
from survey.weeks import current_week


@dataclass
class Run:
    """How many; never who."""

    n_sent: int = 0
    n_refused: int = 0  # tried again by the next run
    n_unknown: int = 0  # the connection broke; not tried again, since it may have come
    n_unreadable: int = 0  # sealed with another key
    n_erased: int = 0
    stopped: str = ""  # why the run ended before everybody's turn


def check_is_on(settings: Settings) -> None:
    """Raise RemindersOff unless the installation is set up for reminders."""
    if not settings.sends_reminders:
        raise RemindersOff(f"reminders are off: the settings {', '.join(NEEDED)} are needed")


def count_due() -> int:
    """Return how many reminders a run would try to send now."""
    return len(claims.to_send(current_week()))


def run(settings: Settings) -> Run:
    """Erase the addresses that have done their work, and send every reminder that is due.

    Raises RemindersOff after the first where the installation is not set up for the second.
    """
    week = current_week()
    done = Run(n_erased=claims.erase_done(week))
    check_is_on(settings)
    for participant_id in claims.to_send(week):
        try:
            with connected(settings) as server:
                claimed = claims.claim(participant_id, week, settings.contact_key)
                if claimed is None:  # answered, removed, or sent by another run meanwhile
                    continue
                message = reminder(claimed.recipient, settings.smtp_sender, is_last=claimed.is_last)
                _book(done, claimed, hand_over(server, message))
        except SealedOtherwise:
            done.n_unreadable += 1
        except MailServerUnavailable as error:
            done.stopped = str(error)
            break
    return done


def _book(done: Run, claimed: claims.Claim, outcome: Outcome) -> None:
    """Write down what became of a reminder."""
    if outcome is Outcome.REFUSED:
        claims.give_back(claimed)
        done.n_refused += 1
        return
    if claimed.is_last:
        claims.erase(claimed.participant_id)
        done.n_erased += 1
    if outcome is Outcome.TAKEN:
        done.n_sent += 1
    else:
        done.n_unknown += 1
