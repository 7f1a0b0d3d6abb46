"""What participants are told of studies that have ended: when, and never which."""

from __future__ import annotations

from flask_babel import gettext

from survey.dates import day_in_words
from survey.extensions import db
from survey.study_end import ends


def told() -> list[str]:
    """Return what somebody reads whose card is not known; nothing where no study has ended so.

    Nobody can say whether this card was of such a study: that is what the end was for. So it is
    told to everybody whose card is not known, without a name.
    """
    days = [day_in_words(one) for one in ends.untied_on(db.session)]
    return [
        gettext(
            "If the card is from a study that ended here on %(day)s: what was answered is not tied "
            "to any card since that day. So nobody can find it, show it or erase it any more.",
            day=day,
        )
        for day in days
    ]
