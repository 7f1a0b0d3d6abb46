"""The attempt on the file that is kept: it must be able to succeed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import TooFewAlike
from survey.export.alike import Rules, generalise, rules_at_the_end
from survey.study_end.intruder import Member, attempt

NAMES = ("place", "age", "gender", "group_type")
AGES, GENDERS = ("18-39", "40-59", "60-74", "75+", "unknown"), ("woman", "man", "unknown")
PLACES = ("1806", "1804", "0301")


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    header = list(rows[0])
    lines = [",".join(header), *(",".join(str(row[one]) for one in header) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def row(number: int, **traits: str) -> dict[str, Any]:
    return {**traits, "soc13_total_pre": 40 + number, "soc13_total_post": 50 + number}


def member(group: str, **traits: str) -> Member:
    known = {"place": "1806", "age": "40-59", "gender": "woman", "group_type": "led"}
    return Member(group, known | traits)


def test_a_group_that_is_alone_with_its_traits_is_found(tmp_path: Path) -> None:
    rows = [row(number, place="1806") for number in range(8)]
    file = write(tmp_path / "a.csv", rows)
    people = [member("one") for _ in range(8)]
    with pytest.raises(TooFewAlike, match="few rows"):
        attempt(file, people, 6, 5)
    attempt(file, [*people[:3], *(member("two") for _ in range(5))][:8], 6, 3)


def test_five_rows_are_too_few(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", [row(number, place="1806") for number in range(5)])
    with pytest.raises(TooFewAlike):
        attempt(file, [], 6, 5)


def test_people_known_more_finely_than_the_file_tells_are_still_found(tmp_path: Path) -> None:
    rows = [row(number, place="18", age="18-59") for number in range(9)]
    file = write(tmp_path / "a.csv", rows)
    people = [member("one", age=age) for age in ("18-39", "40-59") for _ in range(4)]
    with pytest.raises(TooFewAlike):
        attempt(file, [*people, member("two")], 6, 5)


def test_one_score_of_everybody_alike_is_everybodys(tmp_path: Path) -> None:
    rows = [row(number, place="1806") | {"soc13_total_post": 60} for number in range(12)]
    with pytest.raises(TooFewAlike, match="same score"):
        attempt(write(tmp_path / "a.csv", rows), [], 6, 5)


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from(AGES),
        st.sampled_from(GENDERS),
    ),
    min_size=1,
    max_size=60,
)


def made_file(path: Path, people: list[tuple[str, str, str]], by: Rules) -> list[Member]:
    """Make a file as the program does of these people, and return them as a starter knows them."""
    traits = [
        (PLACES[ord(group) % 3], age, gender, "self_organised") for group, age, gender in people
    ]
    groups: dict[tuple[str, ...], Counter[str]] = {}
    for one, (group, _age, _gender) in zip(traits, people, strict=True):
        groups.setdefault(one, Counter())[group] += 1
    coarse = generalise(Counter(traits), NAMES, by, groups)
    rows = [
        row(number, **dict(zip(coarse.names, became, strict=True)))
        for number, one in enumerate(traits)
        if (became := coarse.became[one]) is not None
    ]
    write(path, rows)
    return [
        Member(group, dict(zip(NAMES, one, strict=True)))
        for one, (group, _age, _gender) in zip(traits, people, strict=True)
    ]


@given(people=PEOPLE)
def test_no_file_that_the_rules_let_through_gives_a_starter_few_rows(
    tmp_path_factory: pytest.TempPathFactory, people: list[tuple[str, str, str]]
) -> None:
    by, path = rules_at_the_end(), tmp_path_factory.getbasetemp() / "made.csv"
    try:
        members = made_file(path, people, by)
    except TooFewAlike:
        return
    attempt(path, members, by.k, by.residual)


def test_weaker_rules_are_found_out(tmp_path: Path) -> None:
    weak = Rules(1, 2, 0.5, rules_at_the_end().steps, residual=0)
    people = (
        [("a", "18-39", "woman")] * 4 + [("b", "75+", "man")] * 20 + [("c", "40-59", "man")] * 3
    )
    members = made_file(tmp_path / "weak.csv", people, weak)
    with pytest.raises(TooFewAlike):
        attempt(tmp_path / "weak.csv", members, 6, 5)
