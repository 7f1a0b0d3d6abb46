"""How single people changed: counted together, and drawn for the researcher where scores are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from survey.evaluation.distribution_picture import ends_of, spread_of, spread_picture
from survey.evaluation.document import Block, Figures, Paragraph, Picture, Section, Table
from survey.evaluation.names import EXPLORATORY, in_order, name_of, role_of
from survey.evaluation.numbers import bare, count, one_decimal, points, signed
from survey.evaluation.reasons import reasons
from survey.evaluation.slopes_picture import MOST_LINES, Pairs, changes_of, slopes_picture

Scores = Mapping[str, tuple[ArrayLike, ArrayLike]]  # points before and after, by column

HEAD = (
    "outcome",
    "reliability",
    "SD before",
    "error of measurement",
    "threshold (its range)",
    "people",
    "improved",
    "unchanged",
    "deteriorated",
    "by chance each way",
)
ABOUT = (
    "A change is called reliable if it is larger than what measurement error alone gives in 95 of "
    "100 people. These are counts in everyone together; they judge no single person. Improved, "
    "unchanged and deteriorated belong together, and by chance alone some would stand in both."
)
SHARES = (5, 25, 50, 75, 95)


def individuals(evaluation: Figures, scores: Scores | None) -> Section | None:
    """Return the section; scores are points before and after by column, in one order of people."""
    outcomes = evaluation.get("outcomes", {})
    reliable = {
        one: outcomes[one]["reliable_change"]
        for one in in_order(outcomes)
        if outcomes[one].get("reliable_change")
    }
    blocks: list[Block] = []
    if reliable:
        blocks += [Paragraph(ABOUT), _reliable_change(reliable)]
    blocks += _directions(outcomes)
    blocks += _pictures(scores or {}, evaluation)
    return (
        Section("individuals", "Person by person, counted together", tuple(blocks))
        if blocks
        else None
    )


def _reliable_change(reliable: Mapping[str, Sequence[Figures]]) -> Table:
    rows, named = [], {}
    for column, entries in reliable.items():
        for entry in entries:
            kind, _, _ = str(entry.get("reliability_source", "")).partition(",")
            named[f"{name_of(column)} ({kind})"] = entry
            rows.append(
                (
                    name_of(column),
                    f"{bare(entry.get('reliability'))} ({kind})",
                    points(entry.get("sd_pre")),
                    points(entry.get("standard_error_of_measurement")),
                    _threshold(entry),
                    count(entry.get("n")),
                    count(entry.get("improved")),
                    count(entry.get("unchanged")),
                    count(entry.get("deteriorated")),
                    one_decimal(entry.get("expected_by_chance")),
                )
            )
    caption = "Reliable change, people; thresholds in points, by the reliability that is used"
    return Table("reliable-change", caption, HEAD, tuple(rows), reasons(named))


def _threshold(entry: Figures) -> str:
    told, ends = one_decimal(entry.get("threshold95")), entry.get("threshold_range")
    return f"{told} ({one_decimal(ends[0])} to {one_decimal(ends[1])})" if ends else told


def _directions(outcomes: Figures) -> Iterator[Table]:
    if not outcomes:
        return
    rows = []
    for column in in_order(outcomes):
        change = outcomes[column].get("change") or {}
        rows.append(
            (name_of(column), *(count(change.get(one)) for one in ("n_up", "n_zero", "n_down")))
        )
    head = ("outcome", "higher after", "the same", "lower after")
    yield Table(
        "directions", "People by the direction of any change, however small", head, tuple(rows)
    )


def _pictures(scores: Scores, evaluation: Figures) -> Iterator[Block]:
    """Yield those of the plan's outcomes, then those of the others, folded away."""
    order = in_order(scores)
    exploring = [column for column in order if role_of(column, evaluation) == EXPLORATORY]
    for column in sorted(order, key=exploring.__contains__):
        is_detail = column in exploring
        pairs = np.column_stack([np.asarray(points, np.float64) for points in scores[column]])
        pairs = pairs[~np.isnan(pairs).any(axis=1)]
        if len(pairs):
            yield replace(_distribution(column, pairs), is_detail=is_detail)
            yield replace(_slopes(column, pairs), is_detail=is_detail)


def _distribution(column: str, pairs: Pairs) -> Picture:
    spread = spread_of(pairs)
    name = name_of(column)
    title = f"Scores before and after: {name}"
    description = (
        f"{count(len(pairs))} people with both scores; mean before {points(spread.mean_before)}, "
        f"after {points(spread.mean_after)}. Bars to the left count people before, bars to the "
        "right after, from low scores at the bottom to high ones on top."
    )
    rows = tuple(
        (f"{low} to under {end}", count(n_before), count(n_after))
        for (low, end), n_before, n_after in zip(
            ends_of(spread), spread.before, spread.after, strict=True
        )
    )
    key = f"scores-{column}"
    table = Table(
        f"{key}-table",
        f"People by score: {name}",
        ("points", "before", "after"),
        rows,
        is_detail=True,
    )
    svg = spread_picture(key, spread, title=title, description=description)
    return Picture(f"{title} (people who have both)", svg, table)


def _slopes(column: str, pairs: Pairs) -> Picture:
    name = name_of(column)
    changes = np.sort(changes_of(pairs))
    up, same, down = (int((np.sign(changes) == sign).sum()) for sign in (1, 0, -1))
    title = f"From before to after, person by person: {name}"
    description = (
        f"A line for each of {count(min(len(pairs), MOST_LINES))} of {count(len(pairs))} people: "
        f"{count(up)} scored higher after, {count(same)} the same, {count(down)} lower."
    )
    rows = (
        *(
            (f"{share} % of people changed by at most", signed(_quantile(changes, share)))
            for share in SHARES
        ),
        ("higher after", count(up)),
        ("the same", count(same)),
        ("lower after", count(down)),
    )
    key = f"slopes-{column}"
    table = Table(
        f"{key}-table",
        f"Change of single people: {name}, points and people",
        ("what", "figure"),
        rows,
        is_detail=True,
    )
    svg = slopes_picture(key, pairs, title=title, description=description)
    return Picture(f"{title} (for the researcher only: single people can be seen)", svg, table)


def _quantile(ordered: NDArray[np.float64], share: int) -> float:
    """Return the smallest change that so many per cent of people do not exceed."""
    place = max(-(-share * len(ordered) // 100) - 1, 0)
    return float(ordered[place])
