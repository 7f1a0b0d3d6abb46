"""All answers of a data set as bytes, gathered part by part, ready to be evaluated."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from scoring.instrument import Instrument
from scoring.keying import Codes, KeyedItems, key_items
from scoring.people import ROW_NAMES, as_text
from survey.files.dataset import ROWS, Dataset, Part
from survey.files.header import Header
from survey.files.parquet_file import FIRST_ROW
from survey.files.pieces import Seen, Tally, checked_frames, sound

PARTICIPANT = "participant"  # nearly as many texts as rows


@dataclass(frozen=True)
class Keyed:
    """Some rows, keyed; nothing if cells were wrong.

    codes: by instrument, shape (items, rows). texts: the other columns. labels: rows of the file.
    """

    seen: Seen
    codes: tuple[Codes, ...] = ()
    texts: Mapping[str, pa.Array] | None = None
    labels: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Keying:
    """What is made of each part: keyed answers, and the text of the columns that are evaluated.

    empty: what else than an empty cell is no text, by column.
    """

    header: Header
    columns: tuple[str, ...]
    empty: Mapping[str, str]
    rows: int = ROWS

    def __call__(self, part: Part) -> Iterator[Keyed]:
        """Yield the part's rows, keyed."""
        for frame, seen in checked_frames(part, self.header, self.rows):
            yield Keyed(seen) if frame is None else self._keyed(frame, seen)

    def _keyed(self, frame: pd.DataFrame, seen: Seen) -> Keyed:
        texts = {
            name: self._text(name, frame[name]) for name in self.columns if name in frame.columns
        }
        codes = tuple(items.codes for items in key_items(frame))
        return Keyed(seen, codes, texts, frame.index.to_numpy(np.int64))

    def _text(self, name: str, column: pd.Series[Any]) -> pa.Array:
        if name in self.empty and column.dtype == "str":
            column = column.mask(column == self.empty[name])
        text = pa.array(as_text(column), pa.string())
        return text if name == PARTICIPANT else text.dictionary_encode()


@dataclass(frozen=True)
class RowNames:
    """What a row of many files is called: its row in the file, and the file's name."""

    files: tuple[str, ...]
    starts: tuple[int, ...]  # the label of each file's first row

    def __call__(self, label: int) -> str:
        """Return the name of the row with this label."""
        place = bisect_right(self.starts, label) - 1
        return f"{label - self.starts[place] + FIRST_ROW} of {self.files[place]}"


@dataclass(frozen=True)
class Gathered:
    """keyed: all answers. frame: a row for each, with the other columns as text."""

    keyed: tuple[KeyedItems, ...]
    frame: pd.DataFrame
    notes: tuple[str, ...]


def gather(dataset: Dataset, pieces: Iterable[Keyed]) -> Gathered:
    """Return all answers of the data set from what `Keying` made of its parts, in their order.

    23 bytes a row for the answers, and the other columns as whole numbers beside the few texts
    there are; a participant's text stands once a row. Raises BadAnswers with all faults, BadFile.
    """
    tally = Tally(dataset)
    instruments = tuple(dict.fromkeys(_instruments(dataset.header)))
    codes = [np.empty((len(one.items), dataset.n_rows), np.uint8) for one in instruments]
    texts: dict[str, list[pa.Array]] = {}
    labels = _Labels(dataset)
    n = 0
    for piece in sound(pieces, tally):
        n_new = piece.codes[0].shape[1]
        for whole, some in zip(codes, piece.codes, strict=True):
            whole[:, n : n + n_new] = some
        for name, text in (piece.texts or {}).items():
            texts.setdefault(name, []).append(text)
        labels.add(piece)
        n += n_new
    keyed = tuple(
        KeyedItems(one, rows[:, :n]) for one, rows in zip(instruments, codes, strict=True)
    )
    frame = pd.DataFrame({name: _column(name, texts.pop(name)) for name in list(texts)})
    pa.default_memory_pool().release_unused()  # what reading held is of use to the figures now
    return Gathered(keyed, labels.put_on(frame, n), (*dataset.notes, *tally.notes))


def _instruments(header: Header) -> Iterator[Instrument]:
    """Yield the instruments in the order in which they are keyed."""
    empty = pd.DataFrame({name: np.empty(0) for name in header.named})
    yield from (items.instrument for items in key_items(empty))


def _column(name: str, pieces: Sequence[pa.Array]) -> pd.Series[Any]:
    """Return a column's pieces as one: of texts as they are, or of places among a few texts."""
    whole = pa.chunked_array(pieces)
    if name == PARTICIPANT:
        text = whole.cast(pa.large_string()).combine_chunks()
        return pd.Series(pd.array(text, dtype=pd.StringDtype(na_value=np.nan)))
    whole = whole.unify_dictionaries()
    texts = whole.chunk(0).dictionary.to_pylist()
    places = np.concatenate([one.indices.fill_null(-1).to_numpy() for one in whole.chunks])
    return pd.Series(pd.Categorical.from_codes(places, pd.Index(texts, dtype=object)))


class _Labels:
    """The labels of rows: written out only where empty rows were left out between them."""

    def __init__(self, dataset: Dataset) -> None:
        self.is_one_file = len(dataset.files) == 1
        sizes = [
            sum(part.n_rows for part in dataset.parts if part.path == file)
            for file in dataset.files
        ]
        starts = [0, *accumulate(sizes)]
        self.start = dict(zip(dataset.files, starts, strict=False))
        self.names = RowNames(tuple(file.name for file in dataset.files), tuple(starts[:-1]))
        self.pieces: list[tuple[int, int, NDArray[np.int64] | None]] = []

    def add(self, piece: Keyed) -> None:
        """Take the labels of the next rows."""
        first = self.start[piece.seen.path] - (0 if self.is_one_file else FIRST_ROW)
        found = piece.labels if piece.labels is not None else np.empty(0, np.int64)
        if piece.seen.n_left_out or not len(found):
            self.pieces.append((0, 0, found + first))
        else:
            self.pieces.append((int(found[0]) + first, len(found), None))

    def put_on(self, frame: pd.DataFrame, n: int) -> pd.DataFrame:
        """Label the n rows of the frame: as in the file, or counted on through all the files."""
        if all(some is None for *_, some in self.pieces):
            first = self.pieces[0][0]
            frame = frame.set_axis(pd.RangeIndex(first, first + n))
        else:
            labels = [
                np.arange(first, first + size) if some is None else some
                for first, size, some in self.pieces
            ]
            frame = frame.set_axis(pd.Index(np.concatenate(labels)))
        if not self.is_one_file:
            frame.attrs[ROW_NAMES] = self.names
        return frame
