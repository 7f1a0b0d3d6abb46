"""What is asked the first time about how far the group has come."""

from __future__ import annotations

from flask_babel import lazy_gettext

MEETINGS_QUESTION = lazy_gettext("How many times have you met with the group so far?")
MEETINGS_BEFORE = (
    ("none", lazy_gettext("None, this is before the first meeting")),
    ("1-2", lazy_gettext("One or two")),
    ("3+", lazy_gettext("Three or more")),
)
