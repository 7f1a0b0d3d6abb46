"""Made-up facts of reports, as hypothesis draws them, and what a document says, read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import strategies as st

from survey.report.document import Block, Document
from survey.report.example import example_facts
from survey.report.facts import (
    NO_ANSWER,
    Area,
    Figures,
    Headline,
    Individuals,
    OutcomeFacts,
    Part,
    PartLine,
    ReportFacts,
    Shares,
)

EXAMPLE = example_facts()


def tenths(low: float, high: float) -> st.SearchStrategy[float]:
    """Draw points with one decimal."""
    return st.integers(round(low * 10), round(high * 10)).map(lambda one: one / 10)


@st.composite
def figures(draw: st.DrawFn, outcome: OutcomeFacts) -> Figures:
    """Draw what one line may show: the interval lies around the change."""
    mean, half = draw(tenths(-9, 9)), draw(tenths(0.1, 12))
    means = [draw(tenths(outcome.lowest, outcome.highest)) for _ in range(2)]
    spreads = [draw(tenths(2, 15)) for _ in range(3)]
    ends = round(mean - half, 1), round(mean + half, 1)
    return Figures(means[0], spreads[0], means[1], spreads[1], mean, spreads[2], *ends)


@st.composite
def outcomes(draw: st.DrawFn) -> tuple[OutcomeFacts, ...]:
    """Draw a first table; any line may be hidden."""
    return tuple(
        replace(line, figures=draw(st.none() | figures(line))) for line in EXAMPLE.outcomes
    )


def headlines() -> st.SearchStrategy[Headline]:
    """Draw what may be told of another set: everything, or with the total hidden."""
    assert EXAMPLE.nation is not None
    total, *others = EXAMPLE.nation.outcomes
    hidden = replace(EXAMPLE.nation, outcomes=(replace(total, figures=None), *others))
    return st.builds(
        replace,
        st.sampled_from((EXAMPLE.nation, hidden)),
        n_pairs=st.integers(10, 400),
        edition=st.integers(1, 9),
    )


@st.composite
def shares(draw: st.DrawFn, key: str, names: tuple[str, ...]) -> Shares:
    """Draw parts that may be told, or none."""
    parts = tuple(Part(name, draw(st.integers(7, 60))) for name in names)
    return draw(st.sampled_from((Shares(key, None), Shares(key, parts))))


AREAS = (EXAMPLE.area, Area("pool", None, "Ofoten"), Area("study"))
KINDS = ("contact_point", "group_type", "life_problem", "municipality", "county")


@st.composite
def reports(draw: st.DrawFn) -> ReportFacts:
    """Draw facts of any report: of a municipality, a pool or a study, with much or little in it."""
    n_groups = draw(st.integers(3, 60))
    climate = ("agreed", *draw(st.sampled_from((("not_agreed_or_no_answer",), ("not_agreed",)))))
    names = ("contact_point", "health_service", "other_or_no_answer")
    area = draw(st.sampled_from(AREAS))
    individual = Individuals("soc13_total", 0.74, draw(tenths(4, 30)), 7, 21, 6, 0.8)
    nothing = Individuals("gse_total", 0.54, None, None, None, None, None)
    if climate[1] == "not_agreed":
        climate = (*climate, NO_ANSWER)
    return replace(
        EXAMPLE,
        area=area,
        edition=replace(EXAMPLE.edition, number=draw(st.integers(1, 20))),
        n_invited_in_fives=draw(st.none() | st.integers(2, 90).map(lambda one: 5 * one)),
        n_pre_in_fives=5 * draw(st.integers(2, 90)),
        n_both_in_fives=5 * draw(st.integers(2, 90)),
        earlier=tuple(draw(st.lists(headlines(), max_size=2))),
        newest=draw(st.none() | headlines()),
        nation=draw(st.none() | headlines()),
        parts=tuple(
            PartLine(kind, f"Del {place}", draw(st.none() | headlines()), draw(st.booleans()))
            for place, kind in enumerate(draw(st.lists(st.sampled_from(KINDS), max_size=3)))
        ),
        n_pairs=draw(st.integers(max(10, n_groups), 400)),
        n_groups=n_groups,
        outcomes=draw(outcomes()),
        climate=(
            *(draw(shares(line.key, climate)) for line in EXAMPLE.climate[:4]),
            *(Shares(line.key, None) for line in EXAMPLE.climate[4:]),
        ),
        overall=draw(st.none() | shares("overall_change", ("better", "as_before", "worse"))),
        individuals=(draw(st.sampled_from((individual, replace(individual, **HIDDEN)))), nothing),
        found_by=None if area.is_municipality else draw(shares("found_by", names)),
        weeks_between=draw(st.none() | st.integers(8, 80)),
        has_several_wordings=draw(st.booleans()),
        is_example=draw(st.booleans()),
    )


HIDDEN = dict.fromkeys(("threshold", "improved", "unchanged", "deteriorated", "by_chance"))


def words_of_block(block: Block) -> Iterator[str]:
    """Yield everything a reader meets in a block, also what stands for a picture."""
    match block.kind:
        case "paragraph":
            yield block.text
        case "bullets":
            yield from block.items
        case "terms":
            yield from (f"{one.word}: {one.meaning}." for one in block.items)
        case "table":
            yield f"{block.caption}."
            yield from (f"{'; '.join(row)}." for row in (block.header, *cells_of(block)))
        case "picture":
            yield f"{block.caption}."
            yield block.description
        case "highlights":
            yield from (f"{one.name}: {one.large} ({one.figures})." for one in block.items)


def cells_of(table: Block) -> tuple[tuple[str, ...], ...]:
    """Return the cells of a table, line by line."""
    return tuple(row.cells for row in table.rows)


def words_of(document: Document, *keys: str) -> str:
    """Return what a document says, or only its sections of some keys, with plain spaces."""
    said = [
        words
        for section in document.sections
        if not keys or section.key in keys
        for block in section.blocks
        for words in words_of_block(block)
    ]
    return re.sub(r"\s+", " ", " ".join(said))
