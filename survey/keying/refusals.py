"""Why a paper is not keyed, in the words a keyer reads."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from survey.errors import SurveyError

NO_SUCH_FORM = lazy_gettext(
    "No form has this number. Compare with the foot of the paper, and type it again."
)
NO_SUCH_CARD = lazy_gettext(
    "No card has this number. Compare with the paper. If it is the same there, the card may have "
    "been erased: then the form cannot be used."
)
TOO_MANY = lazy_gettext(
    "Several numbers that no card has were typed. Wait ten minutes, and type the number again."
)
OTHER_STUDY = lazy_gettext("The card and the form belong to different studies. Compare with both.")
ALREADY_ANSWERED = lazy_gettext(
    "These questions have been answered with this card already. The first answers stand, and this "
    "form cannot be used."
)
WITHDRAWN = lazy_gettext(
    "The person with this card has withdrawn from the study. The form cannot be used."
)
NOT_OPEN = lazy_gettext("The study takes no answers now. Ask the coordinator before you go on.")
WRONG_ORDER = lazy_gettext(
    "By this day the second answers would come before the first ones. Look at the day once more. "
    "If it stands so on the paper, type a hyphen."
)


class Refused(SurveyError):
    """A paper cannot be keyed, or not as it was typed; ``field`` is what to look at."""

    def __init__(self, field: str, reason: LazyString) -> None:
        super().__init__("a form on paper was refused")  # never what was typed
        self.field = field
        self.reason = reason


class OtherPaperOpened(SurveyError):
    """The page belongs to a paper that is no longer the one in hand."""
