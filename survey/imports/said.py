"""What somebody said on the page, as a mapping, and a mapping as the page begins with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scoring.instrument import load_instrument
from survey.imports.forms import LONG, WIDE
from survey.imports.mapping import ColumnMapping, Place, Said
from survey.imports.targets import AT_POST, ITEMS, OF_THE_PERSON
from survey.models.study import POST, PRE


def as_chosen(mapping: ColumnMapping, header: Sequence[str]) -> dict[str, Any]:
    """Return the fields of the page as a mapping fills them in."""
    ours = {place.theirs: f"{place.wave}:{place.ours}" for place in mapping.all_places}
    chosen: dict[str, Any] = {
        "layout": WIDE if mapping.is_wide else LONG,
        "wave": mapping.wave,
        "wording": mapping.wording,
        **{f"column_{place}": ours.get(name, "") for place, name in enumerate(header)},
    }
    for key in ITEMS:
        chosen[f"moved_{key}"] = key in mapping.shift
        chosen[f"turned_{key}"] = key in mapping.turned
        said = mapping.turned.get(key) or mapping.shift.get(key)
        chosen[f"reason_{key}"] = said.reason if said else ""
    return chosen


def as_mapping(
    before: ColumnMapping,
    header: Sequence[str],
    values: Sequence[tuple[str, str]],
    chosen: Mapping[str, Any],
) -> ColumnMapping:
    """Return the mapping that the page says, with what only the file can say from before."""
    tables = {name: dict(table) for name, table in before.values.items()}
    for place, (ours, text) in enumerate(values):
        if means := chosen.get(f"value_{place}"):
            tables.setdefault(ours, {})[text] = means
    places = [*_places(header, chosen)]
    if chosen["layout"] != (WIDE if before.is_wide else LONG):
        places = [*_laid_out(places, is_wide=chosen["layout"] == WIDE)]
    return replace(
        before,
        wave="" if chosen["layout"] == WIDE else chosen["wave"],
        wording=(chosen["wording"] or "").strip(),
        patterns={},
        places=tuple(places),
        values=tables,
        shift={
            key: Said(_reason(chosen, key), add=before.shift[key].add if key in before.shift else 1)
            for key in ITEMS
            if chosen.get(f"moved_{key}")
        },
        turned={
            key: Said(_reason(chosen, key), items=_turned(before, key))
            for key in ITEMS
            if chosen.get(f"turned_{key}")
        },
    )


def _places(header: Sequence[str], chosen: Mapping[str, Any]) -> Iterator[Place]:
    for place, theirs in enumerate(header):
        wave, _, ours = (chosen[f"column_{place}"] or "").partition(":")
        if ours:
            yield Place(theirs, ours, wave)


def _laid_out(places: Sequence[Place], *, is_wide: bool) -> Iterator[Place]:
    """Yield the columns for the other kind of rows, as far as it is certain what they are."""
    for one in places:
        if not is_wide and one.wave != POST:
            yield replace(one, wave="")
        elif is_wide and one.ours in OF_THE_PERSON:
            yield one
        elif is_wide and one.ours != "wave":
            yield replace(one, wave=POST if one.ours in AT_POST else PRE)


def _reason(chosen: Mapping[str, Any], key: str) -> str:
    return str(chosen[f"reason_{key}"]).strip()


def _turned(before: ColumnMapping, key: str) -> tuple[int, ...]:
    if key in before.turned:
        return before.turned[key].items
    return tuple(item.number for item in load_instrument(key).items if item.is_reversed)
