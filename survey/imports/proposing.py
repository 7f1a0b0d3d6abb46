"""A first mapping for a file, from its column names and from what its cells look like.

A proposal is looked at by a person before anything is stored; what is not certain is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from survey.imports.mapping import NOT_ASKED, ColumnMapping, Place
from survey.imports.placing import TURNED_NAME
from survey.imports.targets import AT_POST, AT_PRE, GROUP, ITEMS, OF_THE_PERSON, RANGES, TARGETS
from survey.imports.tools import LIMESURVEY, NETTSKJEMA, REDCAP, is_personal, recognise
from survey.models.study import POST, PRE

LAST_NUMBER = re.compile(r"(.*?)(\d+)(\D*)", re.DOTALL)
WAVE_WORDS = {
    PRE: r"pre|før|for|before|baseline|t1|first|forste|første",
    POST: r"post|etter|after|t2|second|andre|oppf\w*|follow\w*",
}
# A word at the beginning or the end of a name, with something between it and the rest.
AT_AN_END = r"^(?:{words})[_.\- ]+|[_.\- ]+(?:{words})$"
NAMED = {"soc13": r"soc|oas|sammenheng|samanheng", "gse": r"gse|mestring|meistring|efficacy"}
PEOPLE = r"participant|deltaker(?:_?id|nummer)?|deltakar|pid|kode|code|løpenummer|lopenummer"
LED_BY_NUMBER = re.compile(r"(-?\d+)\s*[-–—=:.)]\s*\S.*", re.DOTALL)
ANSWER_CODE = re.compile(r"A0?(\d)")
MOST_TEXTS = 30  # different ones in a column; with more it is no scale


@dataclass(frozen=True)
class Family:
    """Columns that differ by a number only: perhaps the items of an instrument."""

    pattern: str  # {n} where the number is
    wave: str
    columns: Mapping[int, str]


def propose(columns: Mapping[str, Sequence[str]], wave: str = "") -> ColumnMapping:
    """Return a mapping for a file of these columns; wave: of all its rows, where it says none."""
    tool = recognise(list(columns))
    families = list(_families(list(columns)))
    # Of two that fit, the one as answered: the later stands in place of the one before.
    families.sort(key=lambda one: not any(map(TURNED_NAME.search, one.columns.values())))
    found = {
        (key, family.wave): family
        for key in ITEMS
        for family in families
        if len(family.columns) == len(ITEMS[key])
        and re.search(NAMED[key], family.pattern, re.IGNORECASE)
    }
    found |= _only_ones(families, found)
    if any(at for _, at in found):
        found = {place: family for place, family in found.items() if place[1]}
    places = tuple(_places(tool, columns, found))
    return ColumnMapping(
        tool=tool,
        wave="" if any(at for _, at in found) or _has(places, "wave") else wave,
        places=places,
        values=_values(tool, columns, places),
    )


def _families(header: Sequence[str]) -> Iterator[Family]:
    """Yield columns that are alike but for a number that runs from one."""
    groups: dict[tuple[str, str, str], dict[int, str]] = {}
    for name in header:
        wave, rest = _wave_of(name)
        # The number that runs is most often the last, but not in Q1[SQ001]_2.
        if parts := LAST_NUMBER.fullmatch(rest):
            while more := LAST_NUMBER.fullmatch(parts[3]):
                parts = more
            before, number, after = (
                rest[: len(rest) - len(parts[3]) - len(parts[2])],
                parts[2],
                parts[3],
            )
            groups.setdefault((before, after, wave), {})[int(number)] = name
    for (before, after, wave), numbered in groups.items():
        if sorted(numbered) == list(range(1, len(numbered) + 1)):
            yield Family(f"{before}{{n}}{after}", wave, numbered)


def _wave_of(name: str) -> tuple[str, str]:
    """Return the wave that a column's name says, and the name without it."""
    for wave, words in WAVE_WORDS.items():
        rest = re.sub(AT_AN_END.format(words=words), "", name, count=1, flags=re.IGNORECASE)
        if rest != name and rest:
            return wave, rest
    return "", name


def _only_ones(
    families: Sequence[Family], found: Mapping[tuple[str, str], Family]
) -> dict[tuple[str, str], Family]:
    """Return instruments that no name tells, where just one family has as many columns."""
    proposed = {}
    for key, items in ITEMS.items():
        if any(name == key for name, _ in found):
            continue
        fitting = [one for one in families if len(one.columns) == len(items)]
        taken = [id(one) for one in found.values()]
        fitting = [one for one in fitting if id(one) not in taken]
        if len(fitting) == 1:
            proposed[key, fitting[0].wave] = fitting[0]
    return proposed


def _places(
    tool: str, columns: Mapping[str, Sequence[str]], found: Mapping[tuple[str, str], Family]
) -> Iterator[Place]:
    is_wide = any(wave for _, wave in found)
    taken: set[str] = set()
    for (key, wave), family in found.items():
        for number, theirs in sorted(family.columns.items()):
            taken.add(theirs)
            yield Place(theirs, ITEMS[key][number - 1], wave)
    used: set[tuple[str, str]] = set()
    has_groups = set(GROUP) <= set(columns)
    for theirs in columns:
        ours, wave = _named(tool, theirs, is_wide=is_wide)
        if theirs in taken or not ours or (ours, wave) in used or ours in _items(found):
            continue
        if (ours in GROUP and not has_groups) or (is_personal(tool, theirs) and ours not in MARKED):
            continue
        used.add((ours, wave))
        yield Place(theirs, ours, wave)


MARKED = frozenset({"participant", "wave", "week", "language"})  # columns of the tools' own


def _items(found: Mapping[tuple[str, str], Family]) -> set[str]:
    return {item for key, _ in found for item in ITEMS[key]}


def _named(tool: str, theirs: str, *, is_wide: bool) -> tuple[str, str]:
    """Return what a column's name says that it is, and of which wave."""
    wave, rest = _wave_of(theirs) if is_wide else ("", theirs)
    low = theirs.lower()
    if own := TOOLS_OWN.get(tool, {}).get(low):
        return (own, "") if own in OF_THE_PERSON or not is_wide else ("", "")
    if tool == REDCAP and not is_wide and low.endswith("_timestamp"):
        return "week", ""
    if re.fullmatch(PEOPLE, low):
        return "participant", ""
    if rest in TARGETS:
        if not is_wide or rest in OF_THE_PERSON:
            return rest, ""
        # What is asked at one wave only needs no word for it in its name.
        asked = wave or (POST if rest in AT_POST else PRE if rest in AT_PRE else "")
        return (rest, asked) if asked else ("", "")
    return "", ""


TOOLS_OWN = {
    NETTSKJEMA: {"$created": "week"},
    LIMESURVEY: {"submitdate": "week", "startlanguage": "language"},
    REDCAP: {"record_id": "participant", "redcap_event_name": "wave"},
}


def _has(places: Sequence[Place], ours: str) -> bool:
    return any(place.ours == ours for place in places)


def _values(
    tool: str, columns: Mapping[str, Sequence[str]], places: Sequence[Place]
) -> dict[str, dict[str, str]]:
    """Return what texts mean where they say it themselves: ``1 - aldri``, ``A3``, an event."""
    tables: dict[str, dict[str, str]] = {}
    instruments = {item: key for key, items in ITEMS.items() for item in items}
    for place in places:
        texts = sorted(set(columns[place.theirs]) - {""})
        if place.ours == "wave":
            tables["wave"] = {
                text: wave for text in texts for wave in [_event(text)] if wave and wave != text
            }
        elif place.ours in RANGES and len(texts) <= MOST_TEXTS:
            table = tables.setdefault(instruments.get(place.ours, place.ours), {})
            table |= dict(_told(tool, texts))
    return {name: table for name, table in tables.items() if table}


def _told(tool: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        if found := LED_BY_NUMBER.fullmatch(text):
            yield text, found[1]
        elif tool == LIMESURVEY and (code := ANSWER_CODE.fullmatch(text)):
            yield text, code[1]
        elif tool == LIMESURVEY and text == "N/A":  # it was not shown
            yield text, NOT_ASKED


def _event(text: str) -> str:
    """Return the wave that an event's name says: baseline_arm_1 is before."""
    for wave, words in WAVE_WORDS.items():
        if re.search(rf"(?:^|[^a-zæøå])(?:{words})(?:$|[^a-zæøå])", text.lower()):
            return wave
    return ""
