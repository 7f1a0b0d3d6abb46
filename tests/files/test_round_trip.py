"""What one program writes as CSV is read as it was."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from survey.files.reading import read_items
from survey.files.writing import csv_header, csv_rows

ITEMS = [f"gse_{number:02}" for number in range(1, 11)]
TYPED = st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"]), max_size=12)
TEXT = st.one_of(TYPED, st.sampled_from(["a\nb", 'say "no"', "a;b,c\td", " x ", "0301", "NA"]))
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ANSWER = st.sampled_from(["", "1", "2", "3", "4"])
PERSON = st.tuples(TEXT, TEXT, *[ANSWER] * 10).filter(any)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]


def is_utf8_too(text: str) -> bool:
    """Return whether the bytes of a Western text are another text in UTF-8: nobody can tell."""
    try:
        return text.encode("cp1252").decode() != text
    except UnicodeDecodeError:
        return False


@settings(deadline=None)  # the first example waits for imports
@given(
    people=st.lists(PERSON, min_size=1, max_size=5),
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(ENCODINGS),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_csv_file_is_read_as_it_was_written(people, separator, encoding, line_end, quoting):
    assume(
        encoding != "cp1252" or not any(is_utf8_too(text) for person in people for text in person)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "answers.csv")
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=separator, lineterminator=line_end, quoting=quoting)
            writer.writerows([("place", "remark", *ITEMS), *people])
        frame = read_items(path).frame

    assert frame["place"].fillna("").tolist() == [person[0] for person in people]
    assert frame["remark"].fillna("").tolist() == [person[1] for person in people]
    answers = frame[ITEMS].fillna(0).astype(int).to_numpy().tolist()
    assert answers == [[int(answer or 0) for answer in person[2:]] for person in people]


@settings(deadline=None)
@given(
    texts=st.lists(ANY_TEXT, min_size=1, max_size=5),
    number=st.floats(allow_nan=False, allow_infinity=False),
)
def test_what_is_written_is_read_back_by_other_programs(texts, number):
    frame = pd.DataFrame({"text": pd.Series(texts, dtype="str"), "number": number})

    lines = b"".join([csv_header(frame.columns), *csv_rows(frame)]).decode()

    rows = list(csv.reader(io.StringIO(lines, newline="")))
    assert [row[0] for row in rows[1:]] == texts
    assert {float(row[1]) for row in rows[1:]} == {number}
