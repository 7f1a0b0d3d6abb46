"""The evaluation as a page of plain text, made from its JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Figures = Mapping[str, Any]

LABELS = {
    "soc13_comprehensibility": "  comprehensibility",
    "soc13_manageability": "  manageability",
    "soc13_meaningfulness": "  meaningfulness",
    "soc13_total": "SOC-13 total",
    "gse_total": "GSE",
}
WAVES = {"pre": "before", "post": "after", "follow_up": "follow-up"}
ABSENT = "-"
WIDTH = 100
CHANGE_HEAD = (
    "outcome",
    "pairs",
    "before (SD)",
    "after (SD)",
    "change (SD)",
    "95 % interval",
    "d_z",
    "d_av",
    "g_av",
)
ALPHA_HEAD = ("scale", "when", "people", "items", "alpha", "95 % interval")


def evaluation_page(evaluation: Figures, title: str) -> str:
    """Return the page; a figure that does not exist is a dash, and the reason stands below."""
    sections = (
        _data(evaluation, title),
        _changes(evaluation.get("outcomes", {})),
        _alphas(evaluation.get("reliability", {})),
        _attrition(evaluation.get("attrition", {})),
        _uncertain(evaluation),
    )
    return "\n\n".join("\n".join(section) for section in map(list, sections) if section) + "\n"


def _data(evaluation: Figures, title: str) -> Iterator[str]:
    yield title
    yield "=" * len(title)
    data = evaluation.get("data", {})
    groups = data.get("n_groups")
    yield (
        f"{_count(data.get('n_rows'))} rows, {_count(data.get('n_participants'))} participants"
        + ("." if groups is None else f"; groups: {_count(groups)}.")
    )
    if late := data.get("n_late_pre"):
        yield f"First answers after three or more meetings: {_count(late)}, left out below."
    yield from _reasons({"": data})


def _changes(outcomes: Figures) -> Iterator[str]:
    if not outcomes:
        return
    yield "Change, after minus before, in points; people with the score both times"
    rows = []
    for column in _in_order(outcomes):
        figures = outcomes[column]
        effect = figures.get("effect_size") or {}
        rows.append(
            (
                LABELS.get(column, column),
                _count(figures.get("n_pairs")),
                _mean_and_sd(figures.get("pre")),
                _mean_and_sd(figures.get("post")),
                _mean_and_sd(figures.get("change"), sign="+"),
                _interval((figures.get("t_test") or {}).get("ci95"), sign="+"),
                *(_number(effect.get(name), sign="+") for name in ("d_z", "d_av", "g_av")),
            )
        )
    yield from _table(CHANGE_HEAD, rows)
    yield from _reasons({_name(column): outcomes[column] for column in _in_order(outcomes)})


def _alphas(reliability: Figures) -> Iterator[str]:
    rows = []
    named = {}
    for wave, scales in reliability.items():
        when = WAVES.get(wave, wave)
        for column in _in_order(scales):
            figures = scales[column]
            named[f"{_name(column)} {when}"] = {"why": figures.get("why")}
            rows.append(
                (
                    LABELS.get(column, column),
                    when,
                    _count(figures.get("n")),
                    _count(figures.get("k")),
                    _number(figures.get("alpha")),
                    _interval(figures.get("alpha_ci95")),
                )
            )
    if rows:
        yield "Cronbach's alpha, people with no open item in the scale"
        yield from _table(ALPHA_HEAD, rows)
        yield from _reasons(named)


def _attrition(attrition: Figures) -> Iterator[str]:
    if not attrition:
        return
    yield "Who came back, of those who answered something before"
    rate = attrition.get("rate")
    interval = attrition.get("rate_ci95")
    yield (
        f"before {_count(attrition.get('n_pre'))}, after {_count(attrition.get('n_post'))}, "
        f"both {_count(attrition.get('n_both'))}, lost {_count(attrition.get('n_lost'))}"
    )
    if rate is not None:
        between = f", 95 % interval {interval[0]:.0%} to {interval[1]:.0%}" if interval else ""
        yield f"lost: {rate:.0%}{between}"
    yield from _reasons({"": attrition})


def _uncertain(evaluation: Figures) -> Iterator[str]:
    """Say what the figures cannot show; these lines hold whatever the figures are."""
    yield "What is uncertain"
    lines = ["There is no comparison group: this shows what changed, not why."]
    outcomes = evaluation.get("outcomes", {})
    if outcomes and not any("clustered" in figures for figures in outcomes.values()):
        lines.append(
            "The intervals take people one by one. People in one group are often alike, so the "
            "true uncertainty is somewhat larger."
        )
    if evaluation.get("attrition", {}).get("n_lost"):
        lines.append(
            "Those who did not answer after are not in the change; it may have gone otherwise "
            "with them."
        )
    if "regression_to_the_mean" not in evaluation:
        lines.append(
            "Regression to the mean is not in these figures: people who begin when life is "
            "hardest tend to score higher next time, also without a group."
        )
    plan = evaluation.get("plan", {})
    if plan:
        chosen = f"primary {_name(plan['primary'])}, secondary {_name(plan['secondary'])}"
        lines.append(f"Outcomes chosen in the plan: {chosen}. The others only explore.")
    if bounds := plan.get("about_bounds"):
        lines.append(f"{bounds[:1].upper()}{bounds[1:]}.")
    yield from _wrapped([f"- {line}" for line in lines])


def _name(column: str) -> str:
    return LABELS.get(column, column).strip()


def _in_order(scales: Figures) -> list[str]:
    """Return the columns, each total before its subscales."""
    order = ["soc13_total", *(name for name in LABELS if name != "soc13_total")]
    others = [name for name in scales if name not in order]
    return [name for name in order if name in scales] + others


def _reasons(named: Mapping[str, Any]) -> list[str]:
    """Return why figures are absent: each ``why`` below a name once, with all its names."""
    found: dict[str, list[str]] = {}
    for name, figures in named.items():
        for why in dict.fromkeys(_whys(figures)):
            found.setdefault(why, []).append(name)
    lines = [f"{', '.join(names)}: {why}".removeprefix(": ") for why, names in found.items()]
    return _wrapped(lines)


def _whys(figures: Any) -> Iterator[str]:
    if isinstance(figures, Mapping):
        for name, entry in figures.items():
            if name == "why":
                yield from [str(entry)] if entry else []
            else:
                yield from _whys(entry)


def _wrapped(lines: Sequence[str]) -> list[str]:
    return [part for line in lines for part in textwrap.wrap(line, WIDTH, subsequent_indent="  ")]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows under their heads: the first column to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, ["-" * width for width in widths], *rows):
        first, *others = (
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join([first, *others])


def _count(value: int | None) -> str:
    return ABSENT if value is None else f"{value:,}"


def _number(value: float | None, sign: str = "") -> str:
    return ABSENT if value is None else format(value, f"{sign}z.2f")


def _mean_and_sd(figures: Figures | None, sign: str = "") -> str:
    figures = figures or {}
    return f"{_number(figures.get('mean'), sign)} ({_number(figures.get('sd'))})"


def _interval(interval: Sequence[float] | None, sign: str = "") -> str:
    if interval is None:
        return ABSENT
    low, high = (_number(end, sign) for end in interval)
    return f"{low} to {high}"
