"""The reminder itself: short, and silent about what it reminds of."""

from __future__ import annotations

import datetime as dt
import secrets
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from flask_babel import force_locale, gettext

from survey.email_address import domain_of
from survey.language import LOCALES
from survey.reminders.sealing import Recipient


def reminder(recipient: Recipient, sender: str, *, is_last: bool) -> EmailMessage:
    """Return the e-mail in the language in which it was asked for.

    It has no link and names neither the study nor the card's code: the card says where to go, and
    whoever else reads this e-mail learns only that something was to be remembered.
    """
    with force_locale(LOCALES[recipient.language]):
        subject, paragraphs = gettext("Reminder"), _paragraphs(is_last=is_last)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = recipient.address
    message["Subject"] = subject
    message["Date"] = format_datetime(dt.datetime.now(tz=dt.UTC))
    # Not the library's own, which holds the clock and the number of the process.
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{domain_of(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(paragraphs) + "\n", cte="quoted-printable")
    message["Content-Language"] = recipient.language  # set_content would take it away again
    return message


def _paragraphs(*, is_last: bool) -> list[str]:
    hello = [
        gettext("Hello!"),
        gettext(
            "You asked for a reminder, and now it is time. Find your card: it says what to do."
        ),
        gettext("If you have stopped, your answer matters just as much."),
    ]
    if is_last:
        return [*hello, gettext("This is the last e-mail. Your address is erased now.")]
    return [
        *hello,
        gettext(
            "If need be, one more e-mail comes in three weeks. After that your address is erased."
        ),
        gettext(
            "If you do not want it, reply to this e-mail and say so. You can also remove the "
            "address yourself with the card."
        ),
    ]
