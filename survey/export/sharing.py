"""The file for open archives: few traits, made coarser until at least k people are alike.

Held in memory as a whole, about 300 bytes for each person: who is alike is known only when all
are there, and the order of the rows is drawn anew.
"""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from scoring.scales import score
from survey.errors import TooFewAlike
from survey.export.columns import Column
from survey.files.fields import ARROW, NUMBER, ORDINAL, SCALE, TEXT, Field
from survey.letter.fields import REUSE
from survey.models import Consent, Participant, Study
from survey.models.study import POST, PRE
from survey.report.dataset import Part
from survey.report.sentences import outcome_label

RULES_FILE = Path(__file__).with_name("sharing.toml")
TRAITS = {
    "place": "municipality",
    "age": "age_band",
    "gender": "gender",
    "group_type": "group_type",
}
UNKNOWN = "unknown"
COARSE = {"18-39": "18-59", "40-59": "18-59", "60-74": "60+", "75+": "60+"}
SCALES = [scale for key in INSTRUMENT_KEYS for scale in load_instrument(key).scales]


@dataclass(frozen=True)
class Rules:
    """One version of the rules."""

    version: int
    k: int
    most_suppressed: float
    steps: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Shared:
    """The rows, and what the manifest tells of how they came about."""

    table: pa.Table
    n_people: int
    notes: dict[str, Any]


@cache
def rules() -> Rules:
    """Return the rules that are in force."""
    with RULES_FILE.open("rb") as file:
        raw = tomllib.load(file)
    return Rules(raw["version"], raw["k"], raw["most_suppressed"], tuple(raw["steps"]))


def shared(
    session: Session, study: Study, people: Iterator[Part], variables: Collection[str]
) -> Shared:
    """Return a row for each person who said yes to reuse; raise TooFewAlike where none may be.

    variables: those that a second person has approved; the others are left out from the start.
    """
    agreed = _who_agreed(session, study)
    frames = [_one_row_each(part, agreed) for part in people]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    if frame.empty:
        raise TooFewAlike("nobody has said yes to their answers being kept for later research")
    approved = [one for one, variable in TRAITS.items() if variable in variables]
    traits, kept, step = generalise(frame[approved], rules())
    out = pd.concat([traits[kept], frame.loc[kept].drop(columns=list(TRAITS))], axis="columns")
    out.insert(0, "row", [secrets.token_hex(8) for _row in range(len(out))])
    out = out.sort_values("row", ignore_index=True)
    fields = {one.name: one.field for one in columns().values()}
    arrays = {
        name: pa.array(out[name], ARROW[fields[name].kind], from_pandas=True)
        for name in out.columns
    }
    notes = {
        "rules_version": rules().version,
        "k": smallest_class(traits[kept]),
        "step": step,
        "generalised": dict(rules().steps[step]),
        "suppressed_share": round(float(1 - kept.mean()), 3),
    }
    return Shared(pa.table(arrays), len(out), {"disclosure_control": notes})


def generalise(traits: pd.DataFrame, by: Rules) -> tuple[pd.DataFrame, pd.Series[bool], int]:
    """Return coarser traits, who is kept, and the step of the ladder; raise TooFewAlike.

    traits: of place (a municipality's number), age, gender and group_type those that are
    approved; what is empty or not said is one more value.
    """
    for number, step in enumerate(by.steps):
        coarse = _at(step, traits)
        kept = _class_sizes(coarse) >= by.k
        if kept.any() and 1 - kept.mean() <= by.most_suppressed:
            return coarse, kept, number
    raise TooFewAlike(f"fewer than {by.k} people would be alike, however coarse the file is made")


def smallest_class(traits: pd.DataFrame) -> int:
    """Return how many people are alike in every trait, in the smallest class."""
    return int(_class_sizes(traits).min())


def _class_sizes(traits: pd.DataFrame) -> pd.Series[int]:
    if not len(traits.columns):
        return pd.Series(len(traits), index=traits.index)
    names = list(traits.columns)
    return traits.groupby(names, dropna=False)[names[0]].transform("size")


def _at(step: Mapping[str, Any], traits: pd.DataFrame) -> pd.DataFrame:
    known = traits.astype(object).where(traits.notna(), UNKNOWN)
    known = known.replace({"prefer_not_to_say": UNKNOWN})
    out = pd.DataFrame(index=traits.index)
    if step["place"] != "none" and "place" in known:
        place = known["place"]
        is_county = step["place"] == "county"
        out["place"] = place.where(place == UNKNOWN, place.str[:2]) if is_county else place
    if step["age"] and "age" in known:
        out["age"] = known["age"].replace(COARSE) if step["age"] == 2 else known["age"]
    for name in ("gender", "group_type"):
        if step[name] and name in known:
            out[name] = known[name]
    return out


def _who_agreed(session: Session, study: Study) -> set[str]:
    """Return the ids of those who ticked the box for later research."""
    return set(
        session.scalars(
            select(Consent.participant_id)
            .join(Participant, Participant.id == Consent.participant_id)
            .where(Participant.study_id == study.id, Consent.purpose == REUSE)
        )
    )


def _one_row_each(part: Part, agreed: set[str]) -> pd.DataFrame:
    frame = part.frame[part.people.isin(agreed).to_numpy()]
    scores = score(frame)[[one.column for one in SCALES]]
    both = pd.concat([frame, scores], axis="columns")
    both = both.set_index(part.people[frame.index])
    pre, post = (both[both["wave"] == wave] for wave in (PRE, POST))
    out = both.groupby(level=0)[["municipality", "group_type"]].first()
    out.columns = pd.Index(["place", "group_type"])
    out["age"], out["gender"] = pre["age_band"], pre["gender"]
    for one in SCALES:
        out[f"{one.column}_pre"] = pre[one.column]
        out[f"{one.column}_post"] = post[one.column]
        out[f"{one.column}_change"] = out[f"{one.column}_post"] - out[f"{one.column}_pre"]
    return out


def columns() -> dict[str, Column]:
    """Return every column there can be, in the words of the language that is set."""
    when = {"pre": _("before"), "post": _("after"), "change": _("after minus before")}
    found = [
        Column(
            Field("row", TEXT, _("Row"), width=16), _("Drawn for this file only; it tells nothing.")
        ),
        Column(
            Field("place", TEXT, _("Municipality or county"), width=8),
            _("The official number: four digits for a municipality, two for a county."),
        ),
        Column(Field("age", TEXT, _("Age"), measure=ORDINAL, width=24), ""),
        Column(Field("gender", TEXT, _("Gender"), width=24), ""),
        Column(Field("group_type", TEXT, _("How the group is run"), width=16), ""),
    ]
    for scale in SCALES:
        for key, words in when.items():
            label = f"{outcome_label(scale.column)} ({words})"
            one = Field(f"{scale.column}_{key}", NUMBER, label, measure=SCALE)
            width = scale.highest - scale.lowest
            low, high = (-width, width) if key == "change" else (scale.lowest, scale.highest)
            found.append(Column(one, "", low, high))
    return {one.name: one for one in found}
