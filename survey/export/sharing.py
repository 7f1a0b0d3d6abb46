"""The file for open archives: few traits, made coarser until at least k people are alike.

A study is read twice. The first time people with the same traits are only counted, which decides
how coarse the file is made and who is left out; the second time the rows are written. In memory
there are the counts, some thousand people, and the order of the rows.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from scoring.scales import score
from survey.errors import TooFewAlike
from survey.export.alike import TRAITS, Coarse, Traits, generalise, known, rules, rules_at_the_end
from survey.export.columns import Column
from survey.files.chunks import ARROW, Chunk
from survey.files.fields import NUMBER, ORDINAL, SCALE, TEXT, Field
from survey.letter.fields import REUSE
from survey.models import Consent, Study
from survey.models.study import POST, PRE
from survey.report.dataset import Part, parts
from survey.report.sentences import outcome_label

GROUP = "group of"  # of each person, while few are looked for; in no file
SCALES = [scale for key in INSTRUMENT_KEYS for scale in load_instrument(key).scales]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Shared:
    """The columns, the rows, and what the manifest tells of how they came about."""

    names: list[str]
    rows: Iterator[tuple[Chunk, int]]
    notes: dict[str, Any]


def shared(
    session: Session,
    study: Study,
    variables: Collection[str],
    progress: Progress,
    *,
    is_end: bool = False,
) -> Shared:
    """Return a row for each person who said yes to reuse; raise TooFewAlike where none may be.

    variables: those that a second person has approved; the others are left out from the start.
    is_end: a row for everybody, since all else of them is taken away; then more must be alike.
    progress: told how many people more are counted. Signs and order of the rows come from a key
    that is drawn here and kept nowhere.
    """
    key = secrets.token_hex(32)
    approved = [one for one, variable in TRAITS.items() if variable in variables]
    by = rules_at_the_end() if is_end else rules()
    counts: Counter[Traits] = Counter()
    groups: defaultdict[Traits, Counter[str]] = defaultdict(Counter)
    for part in parts(session, study, key):
        people = _each_person(session, part, is_end=is_end)
        for traits, group in zip(_traits(people, approved), people[GROUP], strict=True):
            counts[traits] += 1
            groups[traits][group] += 1
        progress(part.n_people)
    if not counts:
        raise TooFewAlike("nobody has said yes to their answers being kept for later research")
    coarse = generalise(counts, approved, by, groups)
    fields = {name: one.field for name, one in columns().items()}
    names = ["row", *coarse.names, *(name for name in fields if name not in {"row", *TRAITS})]
    notes = {
        "rules_version": by.version,
        "k": coarse.smallest_class,
        "step": coarse.step,
        "generalised": dict(rules().steps[coarse.step]),
        "suppressed_share": round(coarse.suppressed_share, 3),
    }

    def chunk(part: Part) -> Chunk:
        people = _each_person(session, part, is_end=is_end)
        return _chunk(people, approved, coarse, fields)

    rows = ((chunk(part), part.n_people) for part in parts(session, study, key))
    return Shared(names, rows, {"disclosure_control": notes})


def _chunk(
    people: pd.DataFrame, approved: Sequence[str], coarse: Coarse, fields: dict[str, Field]
) -> Chunk:
    """Return the rows of those of some people who are alike with enough others."""
    became = [coarse.became[traits] for traits in _traits(people, approved)]
    kept = [one is not None for one in became]
    out = people[kept].drop(columns=[*TRAITS, GROUP])
    traits = zip(*(one for one in became if one is not None), strict=True)
    told = dict.fromkeys(coarse.names, ()) | dict(zip(coarse.names, traits, strict=False))
    cells = {"row": out.index, **told, **{name: out[name] for name in out.columns}}
    return Chunk(
        pa.table(
            {
                name: pa.array(values, ARROW[fields[name].kind], from_pandas=True)
                for name, values in cells.items()
            }
        )
    )


def _traits(people: pd.DataFrame, approved: Sequence[str]) -> list[Traits]:
    """Return the approved traits of each person; what is empty or not said is one more value."""
    if not approved:
        return [()] * len(people)
    told = [[known(one) for one in people[name].tolist()] for name in approved]
    return list(zip(*told, strict=True))


def _each_person(session: Session, part: Part, *, is_end: bool) -> pd.DataFrame:
    """Return traits, group and scores of those who are to be in it, by the sign of each."""
    frame = part.frame
    if not is_end:
        frame = frame[part.people.isin(_who_agreed(session, part)).to_numpy()]
    scores = score(frame)[[one.column for one in SCALES]]
    both = pd.concat([frame, scores], axis="columns").set_index("participant")
    pre, post = (both[both["wave"] == wave] for wave in (PRE, POST))
    out = both.groupby(level=0)[["municipality", "group_type"]].first()
    out.columns = pd.Index(["place", "group_type"])
    group = both.groupby(level=0)["group"].first()
    out[GROUP] = group.where(group.notna(), group.index)  # without a group: a group of one's own
    out["age"], out["gender"] = pre["age_band"], pre["gender"]
    for one in SCALES:
        out[f"{one.column}_pre"] = pre[one.column]
        out[f"{one.column}_post"] = post[one.column]
        out[f"{one.column}_change"] = out[f"{one.column}_post"] - out[f"{one.column}_pre"]
    return out


def _who_agreed(session: Session, part: Part) -> set[str]:
    """Return the ids of those of some people who ticked the box for later research."""
    people = part.people.unique().tolist()
    return set(
        session.scalars(
            select(Consent.participant_id).where(
                Consent.participant_id.in_(people), Consent.purpose == REUSE
            )
        )
    )


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
