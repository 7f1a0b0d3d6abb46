"""The columns about people and waves that stand in every file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask_babel import gettext as _

from survey.files.fields import INTEGER, ORDINAL, SCALE, TEXT, Field

C = TypeVar("C")


def standing_columns(column: Callable[[Field, str], C]) -> Sequence[C]:
    """Return them in order, each made from its field and its meaning."""
    return [column(field, meaning) for field, meaning in (*_people(), *_waves())]


def _people() -> Sequence[tuple[Field, str]]:
    return (
        (
            Field("participant", TEXT, _("Participant"), width=12),
            _("A random sign for the person: the same at both waves, and in this study only."),
        ),
        (
            Field("group", TEXT, _("Group"), width=12),
            _("A random sign for the group, in this study only."),
        ),
        (
            Field("municipality", TEXT, _("Municipality"), width=8),
            _("The official number of the contact point's municipality."),
        ),
        (
            Field(
                "group_type",
                TEXT,
                _("How the group is run"),
                {"self_organised": _("without a leader"), "led": _("with a leader")},
                width=16,
            ),
            "",
        ),
        (
            Field(
                "life_problem",
                TEXT,
                _("Whether the members share one life problem"),
                {"same": _("the same"), "mixed": _("different")},
            ),
            "",
        ),
    )


def _waves() -> Sequence[tuple[Field, str]]:
    return (
        (
            Field(
                "wave",
                TEXT,
                _("When the answers were given"),
                {"pre": _("before"), "post": _("after")},
                width=16,
            ),
            "",
        ),
        (
            Field("weeks_since_pre", INTEGER, _("Weeks since the first answers"), measure=SCALE),
            _("Whole weeks between the person's own first answers and these."),
        ),
        (
            Field(
                "meetings_before",
                TEXT,
                _("Meetings before the first answers"),
                {"none": _("none"), "1-2": _("one or two"), "3+": _("three or more")},
                ORDINAL,
                has_gaps=True,
            ),
            _("Asked the first time."),
        ),
        (
            Field(
                "late_pre",
                INTEGER,
                _("Answered late the first time"),
                {0: _("no"), 1: _("yes")},
            ),
            _(
                "Three or more meetings before the first answers: analysed apart. "
                "0 also where the question was skipped."
            ),
        ),
        (
            Field(
                "language",
                TEXT,
                _("Language of the questions"),
                {"nb": "bokmål", "nn": "nynorsk", "en": "English"},
                width=16,
            ),
            "",
        ),
        (
            Field("wording", TEXT, _("Texts that were answered"), width=64),
            _("Each instrument, with the first eight signs of the hash of its text."),
        ),
        (
            Field(
                "mode",
                TEXT,
                _("How the answers were given"),
                {
                    "web": _("on the web"),
                    "paper": _("on paper"),
                    "imported": _("from another file"),
                },
            ),
            "",
        ),
    )
