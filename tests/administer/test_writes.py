"""Which of several savings of the same answer stands, however they arrive."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.administer.drafts import Answers
from survey.administer.writes import Stamp, read_stamp, settle

ITEM = "soc13_01"


@dataclass
class Line:
    """A draft at the end of a line on which messages wait, come twice, or come late."""

    answers: Answers = field(default_factory=Answers)

    def deliver(self, stamp: Stamp, value: int) -> str:
        settled = settle(self.answers.written, [ITEM], stamp)
        if settled.stands:
            self.answers = self.answers.with_responses([ITEM], {ITEM: value}, {}).with_writes(
                [ITEM], stamp
            )
            return "saved"
        return "repeated" if settled.repeated else "elsewhere"

    @property
    def value(self) -> int | None:
        return self.answers.responses.get(ITEM)


@given(st.lists(st.integers(0, 4), max_size=20))
def test_one_page_s_messages_in_any_order_and_number_leave_the_latest_that_came(
    arrivals: list[int],
) -> None:
    line = Line()
    for count in arrivals:
        assert line.deliver(Stamp("a", count, 0), count) in {"saved", "repeated"}
    assert line.value == max(arrivals, default=None)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8), st.data())
def test_pages_opened_one_after_the_other_never_let_an_earlier_one_undo_a_later_one(
    choices: list[int], data: st.DataObject
) -> None:
    """Each page makes one choice, which arrives at once; copies of earlier ones come at will."""
    line, sent = Line(), []
    for number, value in enumerate(choices):
        stamp = Stamp(f"page {number}", 1, line.answers.version)
        assert line.deliver(stamp, value) == "saved"
        sent.append((stamp, value))
        for late in data.draw(st.lists(st.sampled_from(sent), max_size=4)):
            assert line.deliver(*late) in {"repeated", "elsewhere"}
        assert line.value == value
    assert line.answers.version == len(choices)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 7)), max_size=20))
def test_a_page_that_is_told_of_another_and_sends_again_has_the_last_word(
    choices: list[tuple[str, int]],
) -> None:
    line, counts, known = Line(), {"a": 0, "b": 0}, {"a": 0, "b": 0}
    for page, value in choices:
        told = "elsewhere"
        while told == "elsewhere":
            counts[page] += 1
            told = line.deliver(Stamp(page, counts[page], known[page]), value)
            known[page] = line.answers.version
        assert (told, line.value) == ("saved", value)


def test_without_a_stamp_everything_is_written_and_later_messages_see_it() -> None:
    answers = Answers().with_writes([ITEM], Stamp("a", 3, 0))
    assert settle(answers.written, [ITEM], None).stands == (ITEM,)
    replaced = answers.with_writes([ITEM], None)
    assert settle(replaced.written, [ITEM], Stamp("a", 4, 1)).elsewhere == (ITEM,)
    assert settle(replaced.written, [ITEM], Stamp("a", 4, 2)).stands == (ITEM,)


def test_each_question_is_settled_by_itself() -> None:
    answers = Answers().with_writes(["own"], Stamp("a", 3, 0)).with_writes(["other"], None)
    settled = settle(answers.written, ["own", "other", "free"], Stamp("a", 2, 0))
    assert (settled.repeated, settled.elsewhere, settled.stands) == (
        ("own",),
        ("other",),
        ("free",),
    )


@pytest.mark.parametrize(
    "sent",
    [
        ("", "1", "0"),
        ("0123456789abcde", "1", "0"),
        ("0123456789abcdeg", "1", "0"),
        ("0123456789abcdef\n", "1", "0"),
        ("0123456789abcdef", "", "0"),
        ("0123456789abcdef", "+1", "0"),
        ("0123456789abcdef", "1", "-1"),
        ("0123456789abcdef", "1", "1" * 10),
        ("0123456789abcdef", "٣", "0"),
    ],
)
def test_a_stamp_that_no_script_makes_is_none(sent: tuple[str, str, str]) -> None:
    assert read_stamp(*sent) is None


def test_a_stamp_is_read_as_it_was_sent() -> None:
    assert read_stamp("0123456789abcdef", "7", "12") == Stamp("0123456789abcdef", 7, 12)
