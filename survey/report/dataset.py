"""The only place that turns the database into a frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.after_questions import AFTER, KEYS, QUESTIONS
from survey.background_questions import KEYS as BACKGROUND_KEYS
from survey.declined import declined_column, in_one_cell
from survey.models import Study
from survey.report import stored
from survey.report.pseudonyms import pseudonym
from survey.report.stored import DECLINED, NOT_ASKED, SKIPPED, Wording
from survey.report.used import PERSON_COLUMNS, WAVE_COLUMNS, Used, used
from survey.weeks import weeks_between

LATE = "3+"  # meetings before the first answers from which a person is analysed apart
ITEM_KEYS = [key for name in INSTRUMENT_KEYS for key in load_instrument(name).item_keys]
NUMBERS = [question.key for question in QUESTIONS if not question.is_in_words]


@dataclass(frozen=True)
class Part:
    """The rows of some people, whole: nobody's waves lie in two parts.

    codes: each item's stored code, on the rows of the frame: it tells declined, skipped and not
    asked apart, which are all empty in the frame. was_asked_after: likewise, for the questions
    after the instruments.
    """

    frame: pd.DataFrame
    people: pd.Series[str]  # the id of the participant of each row: never part of a file
    codes: dict[str, NDArray[np.uint8]]
    was_asked_after: NDArray[np.bool_]
    n_people: int


def read_study(session: Session, study: Study, export_key: str) -> pd.DataFrame:
    """Return everything answered in a study, one row for each participant and wave.

    Identifiers are keyed hashes, stable within the study and meaningless outside it; rows are in
    their order, which is random. Whoever has withdrawn is left out. Items are as answered, missing
    where declined or skipped; what was declined stands in a column of its own. Of those, and of
    what is asked beside the instruments, a column with nothing in it is left out. What people
    write in their own words is not read here, so nothing that leaves can hold it.
    """
    frames = [part.frame for part in parts(session, study, export_key)]
    if not frames:
        return pd.DataFrame(columns=[*PERSON_COLUMNS, *WAVE_COLUMNS, *ITEM_KEYS])
    return pd.concat(frames, ignore_index=True)[frame_columns(used(session, study))]


def frame_columns(filled: Used) -> list[str]:
    """Return the columns of a study's frame, in order."""
    own = [*BACKGROUND_KEYS, *KEYS, declined_column(AFTER)]
    declined = [declined_column(name) for name in INSTRUMENT_KEYS]
    columns = [*PERSON_COLUMNS, *WAVE_COLUMNS, *own, *ITEM_KEYS, *declined]
    left_out = {*own, *declined} - filled.columns
    return [column for column in columns if column not in left_out]


def parts(session: Session, study: Study, export_key: str) -> Iterator[Part]:
    """Yield everything answered in a study, some thousand people at a time, in random order."""
    people = stored.people_in_order(session, study, export_key)
    texts = stored.wordings(session)
    for some in stored.some_at_a_time(people):
        yield _part(session, study, some, texts, export_key)


def _part(
    session: Session, study: Study, people: Sequence[str], texts: dict[str, Wording], key: str
) -> Part:
    rows = stored.sittings(session, people)
    frame = pd.DataFrame(
        dict(zip(stored.SITTING_COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    )
    frame["participant"] = _pseudonyms(frame["participant_id"], study, key)
    frame["group"] = _pseudonyms(frame["group_id"], study, key)
    frame = frame.sort_values(["participant", "wave"], ascending=[True, False], ignore_index=True)
    codes = _add_administrations(frame, stored.administrations(session, people), texts)
    is_there = frame["mode"].notna().to_numpy()
    if not is_there.all():  # sent in, but no instrument with it
        frame = frame[is_there].reset_index(drop=True)
        codes = {name: code[is_there] for name, code in codes.items()}
    was_asked_after = frame["was_asked_after"].to_numpy(dtype=bool)
    ids = frame["participant_id"]
    return Part(_completed(frame, codes), ids, codes, was_asked_after, len(people))


def _add_administrations(
    frame: pd.DataFrame, sent_in: Sequence[Any], texts: dict[str, Wording]
) -> dict[str, NDArray[np.uint8]]:
    """Put week, mode, language and wording into the frame; return the codes of the items."""
    sittings = zip(frame["participant_id"].tolist(), frame["wave_id"].tolist(), strict=True)
    places = {sitting: row for row, sitting in enumerate(sittings)}
    told: dict[str, list[Any]] = {
        name: [None] * len(frame) for name in ("week", "mode", "language", "wording")
    }
    packed = {name: np.zeros(len(frame), dtype=np.int64) for name in INSTRUMENT_KEYS}
    # By instrument, so that the language is the first one's and the wordings stand in one order.
    by_instrument: dict[str, list[Any]] = {name: [] for name in reversed(INSTRUMENT_KEYS)}
    for one in sent_in:
        by_instrument[one[2]].append(one)
    for person, wave, instrument, wording, mode, week, answers in chain(*by_instrument.values()):
        row, text = places[person, wave], texts[wording]
        told["week"][row], told["mode"][row], told["language"][row] = week, mode, text.language
        others = told["wording"][row]
        told["wording"][row] = f"{others} {text.sign}" if others else text.sign
        packed[instrument][row] = int(answers or 0)
    for name, values in told.items():
        frame[name] = pd.Series(values, dtype="str")
    return {name: stored.unpacked(numbers, name) for name, numbers in packed.items()}


def _completed(frame: pd.DataFrame, codes: dict[str, NDArray[np.uint8]]) -> pd.DataFrame:
    """Return the frame with every column there can be, each of its own type."""
    more: dict[str, Any] = {"late_pre": _late_pre(frame), "weeks_since_pre": _weeks(frame)}
    for name in INSTRUMENT_KEYS:
        keys = load_instrument(name).item_keys
        for place, key in enumerate(keys):
            code = codes[name][:, place]
            is_open = np.isin(code, (NOT_ASKED, DECLINED, SKIPPED))
            values = np.where(is_open, 0, code).astype(np.int64)
            more[key] = pd.arrays.IntegerArray(values, is_open)
        more[declined_column(name)] = _declined(codes[name], keys)
    more |= {key: frame[key].astype("Int64") for key in NUMBERS}
    texts = [*PERSON_COLUMNS, "wave", "meetings_before", *BACKGROUND_KEYS, declined_column(AFTER)]
    texts += [question.key for question in QUESTIONS if question.is_in_words]
    more |= {key: frame[key].astype("str") for key in texts}
    kept = frame[["week", "language", "wording", "mode"]]
    own = [*BACKGROUND_KEYS, *KEYS, declined_column(AFTER)]
    declined = [declined_column(name) for name in INSTRUMENT_KEYS]
    columns = [*PERSON_COLUMNS, *WAVE_COLUMNS, *own, *ITEM_KEYS, *declined]
    return pd.concat([kept, pd.DataFrame(more, index=frame.index)], axis="columns")[columns]


def _declined(codes: NDArray[np.uint8], keys: Sequence[str]) -> pd.Series[str]:
    cells: list[str | None] = [None] * len(codes)
    is_declined = codes == DECLINED
    for row in np.flatnonzero(is_declined.any(axis=1)):
        cells[row] = in_one_cell(keys[int(place)] for place in np.flatnonzero(is_declined[row]))
    return pd.Series(cells, dtype="str")


def _pseudonyms(ids: pd.Series[str], study: Study, export_key: str) -> pd.Series[str]:
    known = {one: pseudonym(one, study.id, export_key) for one in ids.dropna().unique()}
    return ids.map(known)


def _late_pre(frame: pd.DataFrame) -> pd.Series[int]:
    late = set(frame.loc[frame["meetings_before"] == LATE, "participant_id"])
    return frame["participant_id"].isin(late).astype("int8")


def _weeks(frame: pd.DataFrame) -> pd.Series[int]:
    people, weeks = frame["participant_id"].tolist(), frame["week"].tolist()
    is_first = (frame["wave"] == "pre").tolist()
    first = {
        person: week for person, week, is_pre in zip(people, weeks, is_first, strict=True) if is_pre
    }
    known: dict[tuple[str, str], int] = {}
    since: list[int | None] = []
    for person, week in zip(people, weeks, strict=True):
        start = first.get(person)
        if start is not None and (start, week) not in known:
            known[start, week] = weeks_between(start, week)
        since.append(None if start is None else known[start, week])
    return pd.Series(since, index=frame.index, dtype="Int64")
