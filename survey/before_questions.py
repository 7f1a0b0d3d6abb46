"""What is asked beside the instruments at pre, on the page and on paper."""

from flask_babel import lazy_gettext

HOW_MANY_MEETINGS = lazy_gettext("How many times have you met with the group so far?")
MEETINGS_BEFORE = (
    ("none", lazy_gettext("None, this is before the first meeting")),
    ("1-2", lazy_gettext("One or two")),
    ("3+", lazy_gettext("Three or more")),
)
