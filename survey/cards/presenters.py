"""Printings and groups in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from flask_babel import gettext

from survey.cards.papers import Sheet
from survey.language import language_name
from survey.week_words import week_in_words

SHOWN_OF_KEY = 4  # characters that tell groups apart which are alike in everything else


class BatchLike(Protocol):
    """What is shown of a printing."""

    number: int
    group_id: str | None
    n_cards: int
    language: str
    week: str
    state: str


class GroupLike(Protocol):
    """What is shown of a group."""

    id: str
    started_week: str


class ReturnLike(Protocol):
    """What is shown of cards that came back."""

    n_cards: int
    week: str


@dataclass(frozen=True)
class Row:
    """One printing in a table."""

    number: int
    group: str
    n_cards: int
    language: str
    week: str
    state: str


def group_names(groups: Iterable[tuple[GroupLike, str, str, str]]) -> dict[str, str]:
    """Return what each group is called on the pages about cards, by its id."""
    listed = list(groups)
    plain = {
        group.id: label or _plain(group, point, place) for group, point, place, label in listed
    }
    names = list(plain.values())
    return {
        key: f"{name} ({key[:SHOWN_OF_KEY]})" if names.count(name) > 1 else name
        for key, name in plain.items()
    }


def _plain(group: GroupLike, point: str, place: str) -> str:
    """Return words for a group that nobody has given a name."""
    begun: str = gettext(
        "%(point)s, %(place)s, begun in %(week)s",
        point=point,
        place=place,
        week=week_in_words(group.started_week),
    )
    return begun


def rows(batches: Iterable[BatchLike], names: dict[str, str]) -> list[Row]:
    """Return the printings as they stand in the table."""
    return [row(one, names) for one in batches]


def row(batch: BatchLike, names: dict[str, str]) -> Row:
    """Return one printing in words."""
    return Row(
        number=batch.number,
        group=names.get(batch.group_id or "", gettext("The whole study")),
        n_cards=batch.n_cards,
        language=language_name(batch.language),
        week=week_in_words(batch.week),
        state=_state(batch.state),
    )


def _state(state: str) -> str:
    words: str = {
        "asked": gettext("Asked for"),
        "printed": gettext("Printed"),
        "replaced": gettext("Replaced by new cards"),
        "lost": gettext("The cards are lost"),
    }[state]
    return words


def returns(entries: Iterable[ReturnLike]) -> list[tuple[str, str]]:
    """Return each entry's week and what it says."""
    return [
        (
            one.week,
            gettext(
                "%(count)s cards, entered in %(week)s",
                count=one.n_cards,
                week=week_in_words(one.week),
            ),
        )
        for one in entries
    ]


@dataclass(frozen=True)
class ToPrint:
    """One kind of sheet, with the name of its file in each language."""

    title: str
    files: list[tuple[str, str]]  # key of the language, name of the file


def sheets(named: Mapping[str, Sheet]) -> list[ToPrint]:
    """Return what there is to print beside the cards."""
    titles = {
        ("handout", ""): gettext("A page for the starter: what to say, and how people draw"),
        ("paper", "pre"): gettext("The questionnaire on paper, first time"),
        ("paper", "post"): gettext("The questionnaire on paper, second time"),
    }
    return [
        ToPrint(
            title,
            [(one.language, name) for name, one in named.items() if (one.kind, one.wave) == key],
        )
        for key, title in titles.items()
    ]
