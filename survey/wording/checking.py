"""Everything that keeps a filled-in text from being installed, and what should be looked at."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.wording.finding import Finding
from survey.wording.form import (
    AS_PUBLISHED,
    FACTS,
    FIXED,
    LABELLED,
    LAYOUTS,
    LONGEST,
    TURNED,
    fields_of,
)
from survey.wording.reading import FOLDER, LANGUAGES, read_file
from survey.wording.speech_marks import other_language

YEAR = re.compile(r"(19|20)[0-9]{2}")
LEFT_OVER = re.compile(
    r"\b(?:todo|xxx+|lorem|tbd|fyll inn|fill in|soc13_\d\d|gse_\d\d)\b|^[\s.…?_-]+$|\[\s*\.*\s*\]",
    re.IGNORECASE,
)
MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-z]+;|\*\*|__")
MAY_BREAK_LINES = {"notes", "lead"}
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def faults_in(content: Mapping[str, Any]) -> list[Finding]:
    """Return everything that is missing or wrong, all at once, each with its place."""
    faults = list(_of_what_it_is(content))
    if faults:
        return faults  # of which instrument is not known, so no more can be said
    faults += _of_facts(content)
    faults += _of_unknown_fields(content)
    if content["instrument"] in LABELLED:
        faults += _of_points(content)
    faults += _of_items(content)
    texts = dict(texts_in(content))
    faults += _of_signs(texts)
    if not faults:
        faults += [*_of_anchors(content), *_of_repeats(texts), *_of_other_texts(content, texts)]
    return faults


def doubts_in(content: Mapping[str, Any]) -> list[Finding]:
    """Return what may be as it should be, and is to be compared once more with the form."""
    doubts = [Finding("markup", place) for place, text in texts_in(content) if MARKUP.search(text)]
    seen: dict[tuple[str, str], str] = {}
    for key, item in _items(content).items():
        ends = (_plain(item.get("low", "")), _plain(item.get("high", "")))
        if all(ends) and (other := seen.get(ends[::-1])):
            doubts.append(Finding("swapped_ends", f"items.{key}", {"other": other}))
        seen.setdefault(ends, key)
    return doubts


def texts_in(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every text that is there, by its place."""
    for fact in FACTS:
        if isinstance(content.get(fact.key), str):
            yield fact.key, content[fact.key]
    points = content.get("points")
    for number, words in enumerate(points if isinstance(points, list) else [], 1):
        if isinstance(words, str):
            yield f"points.{number}", words
    for key, item in _items(content).items():
        for name in ("text", "low", "high"):
            if isinstance(item.get(name), str):
                yield f"items.{key}.{name}", item[name]


def _items(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    items = content.get("items")
    found = items if isinstance(items, dict) else {}
    return {key: item for key, item in found.items() if isinstance(item, dict)}


def _of_what_it_is(content: Mapping[str, Any]) -> Iterator[Finding]:
    known = {"instrument": INSTRUMENT_KEYS, "language": LANGUAGES, "kind": ("installed",)}
    for place, choices in known.items():
        if content.get(place) not in choices:
            yield Finding("none_of", place, {"choices": ", ".join(choices)})
    if content.get("instrument") in INSTRUMENT_KEYS:
        version = load_instrument(content["instrument"]).version
        if content.get("instrument_version") != version:
            yield Finding("none_of", "instrument_version", {"choices": version})


def _of_facts(content: Mapping[str, Any]) -> Iterator[Finding]:
    for fact in FACTS:
        value = content.get(fact.key, "")
        if not isinstance(value, str):
            yield Finding("no_text", fact.key)
        elif not value and not fact.may_be_empty:
            yield Finding("missing_fact", fact.key)
        elif len(value) > fact.longest:
            yield Finding("too_long", fact.key, {"count": len(value), "most": fact.longest})
    if content.get("year") and not YEAR.fullmatch(str(content["year"])):
        yield Finding("no_year", "year")
    yield from _of_layout(content.get("anchor_layout"))


def _of_layout(layout: object) -> Iterator[Finding]:
    if not layout or layout == AS_PUBLISHED:
        return
    if layout not in LAYOUTS:
        yield Finding("none_of", "anchor_layout", {"choices": ", ".join(LAYOUTS)})
    else:
        yield Finding("turned" if layout == TURNED else "unknown_layout", "anchor_layout")


def _of_unknown_fields(content: Mapping[str, Any]) -> Iterator[Finding]:
    known = {*FIXED, *(one.key for one in FACTS), "items"}
    if content["instrument"] in LABELLED:
        known.add("points")
    elif "points" in content:
        yield Finding("points_here", "points")
        known.add("points")
    yield from (Finding("no_such_field", key) for key in content if key not in known)


def _of_points(content: Mapping[str, Any]) -> Iterator[Finding]:
    wanted = load_instrument(content["instrument"]).n_points
    points = content.get("points")
    if not isinstance(points, list) or len(points) != wanted:
        yield Finding("points_count", "points", {"count": wanted})
        return
    for number, words in enumerate(points, 1):
        if not isinstance(words, str) or not words:
            yield Finding("missing_point", f"points.{number}", {"number": number})
        elif len(words) > LONGEST["points"]:
            facts: dict[str, str | int] = {"count": len(words), "most": LONGEST["points"]}
            yield Finding("too_long", f"points.{number}", facts)
    said = [_plain(one) for one in points if isinstance(one, str) and one]
    if len(set(said)) < len(said):
        yield Finding("points_alike", "points")


def _of_items(content: Mapping[str, Any]) -> Iterator[Finding]:
    instrument, items = load_instrument(content["instrument"]), _items(content)
    for item in instrument.items:
        if item.key not in items:
            yield Finding("missing_item", f"items.{item.key}", {"number": item.number})
            continue
        for name in fields_of(instrument.key):
            yield from _of_field(items[item.key], item.key, item.number, name)
        for name in items[item.key].keys() - set(fields_of(instrument.key)):
            yield Finding("no_such_field", f"items.{item.key}.{name}")
    given = content.get("items")
    for key in given if isinstance(given, dict) else {}:
        if key not in instrument.item_keys:
            yield Finding("other_item", f"items.{key}", {"instrument": instrument.key})


def _of_field(item: Mapping[str, Any], key: str, number: int, name: str) -> Iterator[Finding]:
    value, place = item.get(name, ""), f"items.{key}.{name}"
    if not isinstance(value, str):
        yield Finding("no_text", place)
    elif not value:
        kind = "missing_text" if name == "text" else f"missing_{name}"
        yield Finding(kind, place, {"number": number})
    elif len(value) > LONGEST[name]:
        yield Finding("too_long", place, {"count": len(value), "most": LONGEST[name]})


def _of_signs(texts: Mapping[str, str]) -> Iterator[Finding]:
    for place, text in texts.items():
        allowed = "\n" if place in MAY_BREAK_LINES else ""
        unseen = next(
            (one for one in text if unicodedata.category(one) in UNSEEN and one not in allowed), ""
        )
        if unseen:
            yield Finding("unseen_sign", place, {"sign": f"U+{ord(unseen):04X}"})
        elif LEFT_OVER.search(text) and place != "notes":
            yield Finding("left_over", place)


def _of_anchors(content: Mapping[str, Any]) -> Iterator[Finding]:
    if content["instrument"] in LABELLED:
        return
    ends = {key: (_plain(one["low"]), _plain(one["high"])) for key, one in _items(content).items()}
    for key, (low, high) in ends.items():
        if low == high:
            yield Finding("same_ends", f"items.{key}")
    if len(set(ends.values())) == 1:
        yield Finding("ends_never_change", "items")


def _of_repeats(texts: Mapping[str, str]) -> Iterator[Finding]:
    questions = {place: _plain(text) for place, text in texts.items() if place.endswith(".text")}
    counted = Counter(questions.values())
    first: dict[str, str] = {}
    for place, text in questions.items():
        if counted[text] > 1 and text in first:
            yield Finding("said_twice", place, {"other": first[text]})
        first.setdefault(text, place)


def _of_other_texts(content: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[Finding]:
    questions = {place: text for place, text in texts.items() if place.endswith(".text")}
    known = _stand_ins(content["instrument"])
    yield from (Finding("stand_in", place) for place in questions if _plain(texts[place]) in known)
    other = other_language(content["language"], questions.values())
    if other:
        yield Finding("other_language", "language", {"said": content["language"], "found": other})


@cache
def _stand_ins(instrument_key: str) -> frozenset[str]:
    files = [read_file(FOLDER / f"{instrument_key}.{language}.toml") for language in LANGUAGES]
    return frozenset(_plain(one["text"]) for file in files for one in file["items"].values())


def _plain(text: str) -> str:
    return " ".join(text.casefold().strip(" .?!").split())
