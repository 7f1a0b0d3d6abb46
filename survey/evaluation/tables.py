"""Tables made from parts of an evaluation, a row for each outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.evaluation.document import Block, Figures, Heading, Paragraph, Table
from survey.evaluation.names import in_order, name_of, status_of
from survey.evaluation.reasons import reasons


@dataclass(frozen=True)
class At:
    """What prints the figure at a path such as `t_test.p`; where there is none, as none."""

    path: str
    form: Callable[[Any], str]

    def __call__(self, figures: Figures) -> str:
        """Return the figure as it is printed."""
        *parts, last = self.path.split(".")
        for name in parts:
            figures = part(figures, name)
        return self.form(figures.get(last))

    def is_in(self, figures: Figures) -> bool:
        """Return whether the evaluation knows of the figure, be it null."""
        *parts, last = self.path.split(".")
        for name in parts:
            figures = part(figures, name)
        return last in figures


Cell = At | Callable[[Figures], str]
Column = tuple[str, Cell]


def known(columns: Iterable[Column], rows: Iterable[Figures]) -> tuple[Column, ...]:
    """Return the columns that any row has something for: an older evaluation lacks some."""
    every = list(rows)
    return tuple(
        (head, cell)
        for head, cell in columns
        if not isinstance(cell, At) or any(cell.is_in(figures) for figures in every)
    )


def outcome_table(  # noqa: PLR0913 - a table has a name, a caption, columns and rows
    key: str,
    caption: str,
    columns: Sequence[Column],
    by_outcome: Mapping[str, Figures],
    *,
    parts: Iterable[str] | None = None,
    is_detail: bool = False,
) -> Table:
    """Return a row for each outcome; parts name those whose reasons stand below, all if None."""
    order = in_order(by_outcome)
    shown = known(columns, by_outcome.values())
    wanted = None if parts is None else list(parts)
    return Table(
        key=key,
        caption=caption,
        head=("outcome", *(head for head, _ in shown)),
        rows=tuple(
            (name_of(column), *(cell(by_outcome[column]) for _, cell in shown)) for column in order
        ),
        reasons=reasons({name_of(one): _chosen(by_outcome[one], wanted) for one in order}),
        is_detail=is_detail,
    )


def having(by_outcome: Mapping[str, Figures], *parts: str) -> dict[str, Figures]:
    """Return the outcomes that hold any of these parts."""
    return {
        column: figures
        for column, figures in by_outcome.items()
        if any(figures.get(part) is not None for part in parts)
    }


def part(figures: Figures, name: str) -> Figures:
    """Return a part of some figures; an empty one where it is not there or null."""
    return figures.get(name) or {}


def about(section: Figures, heading: str, note: object = None) -> Iterator[Block]:
    """Yield the heading of a part, with its status, and the note that the part brings."""
    yield Heading(heading, status_of(section))
    if told := sentence(section.get("note", "") if note is None else note):
        yield Paragraph(told, is_remark=True)


def told_once(by_outcome: Mapping[str, Figures], name: str) -> tuple[str, ...]:
    """Return the sentences under a name, each once, with the outcomes it holds for."""
    named: dict[str, list[str]] = {}
    for column in in_order(by_outcome):
        if words := by_outcome[column].get(name):
            named.setdefault(words, []).append(name_of(column))
    return tuple(f"{', '.join(names)}: {sentence(words)}" for words, names in named.items())


def sentence(words: object) -> str:
    """Return words of the evaluation as a sentence: a capital first, a full stop last."""
    told = str(words)
    told = f"{told[:1].upper()}{told[1:]}"
    return told if not told or told.endswith(".") else f"{told}."


def _chosen(figures: Figures, parts: list[str] | None) -> Any:
    if parts is None:
        return figures
    return {name: figures[name] for name in parts if name in figures}
