"""Items one by one: which go against their total, and how far each moved beside the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scoring.instrument import all_instruments
from survey.evaluation.document import Block, Figures, Notes, Paragraph, Picture, Table
from survey.evaluation.drift_picture import DriftRow, drift_picture
from survey.evaluation.names import WAVES
from survey.evaluation.numbers import count, points, signed, signed_interval
from survey.evaluation.reasons import reasons
from survey.evaluation.tables import about

DRIFT_HEAD = (
    "item",
    "people",
    "before",
    "after",
    "change",
    "95 % interval",
    "beside the others",
    "95 % interval",
)
AXIS = "Change beside the other items, points"


def item_blocks(section: Figures) -> Iterator[Block]:
    """Yield what is said of single items, before any change of scores is interpreted."""
    yield from _direction(section)
    yield from _drift(section)


def _direction(section: Figures) -> Iterator[Block]:
    direction = section.get("item_direction") or {}
    if not direction:
        return
    lines = [
        f"{WAVES.get(wave, wave).capitalize()}: {_listed(against, 'goes against its total')}"
        f"{_not_judged(direction, wave)}."
        for wave, against in (direction.get("against") or {}).items()
    ]
    yield from about(section, "Direction of items", direction.get("note", ""))
    yield Notes(tuple(lines))


def _listed(items: list[str], words: str) -> str:
    return f"{', '.join(items)} {words}" if items else f"no item {words}"


def _not_judged(direction: Figures, wave: str) -> str:
    items = (direction.get("not_judged") or {}).get(wave) or []
    return f"; not judged: {', '.join(items)}" if items else ""


def _drift(section: Figures) -> Iterator[Block]:
    drift = section.get("item_drift") or {}
    by_item = drift.get("by_item") or {}
    if not by_item:
        return
    yield from about(section, "Drift of items", drift.get("note", ""))
    standing_out = [item for item, figures in by_item.items() if _stands_out(figures)]
    yield Paragraph(
        f"Of {count(len(by_item))} items {count(len(standing_out))} moved otherwise than the rest, "
        f"by an interval that leaves out zero{_named(standing_out)}."
    )
    for instrument in all_instruments():
        own = {key: by_item[key] for key in instrument.item_keys if key in by_item}
        if own:
            yield _picture(instrument.key, instrument.name, own)


def _picture(key: str, name: str, by_item: Mapping[str, Figures]) -> Picture:
    rows = [_marks(item, figures) for item, figures in by_item.items()]
    told = "; ".join(f"{row.label} {row.numbers}" for row in rows)
    title = f"How far each item moved beside the others: {name}"
    svg = drift_picture(
        f"drift-{key}", rows, title=title, axis=AXIS, description=f"Points. {told}."
    )
    table = Table(
        f"drift-{key}-table",
        f"Items before and after, in points: {name}",
        DRIFT_HEAD,
        tuple(_row(item, figures) for item, figures in by_item.items()),
        reasons(by_item),
        is_detail=True,
    )
    caption = f"{title}. Filled: the interval leaves out zero; of twenty items one does by chance"
    return Picture(caption, svg, table)


def _marks(item: str, figures: Figures) -> DriftRow:
    ends = figures.get("relative_ci95")
    estimate = figures.get("relative_change")
    return DriftRow(
        label=item,
        numbers=signed_interval(ends) if ends else signed(estimate),
        estimate=estimate,
        ends=(ends[0], ends[1]) if ends else None,
        is_marked=_stands_out(figures),
    )


def _stands_out(figures: Figures) -> bool:
    ends = figures.get("relative_ci95")
    return ends is not None and not ends[0] <= 0 <= ends[1]


def _named(items: list[str]) -> str:
    return f": {', '.join(items)}" if items else ""


def _row(item: str, figures: Figures) -> tuple[str, ...]:
    return (
        item,
        count(figures.get("n")),
        points(figures.get("pre_mean")),
        points(figures.get("post_mean")),
        signed(figures.get("mean_change")),
        signed_interval(figures.get("ci95")),
        signed(figures.get("relative_change")),
        signed_interval(figures.get("relative_ci95")),
    )
