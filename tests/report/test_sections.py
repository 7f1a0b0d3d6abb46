"""What stands in the report besides the finding: groups, other sets, parts, limits, overview."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import force_locale

from survey.report.document import Table
from survey.report.facts import Area, Part, PartLine, ReportFacts, Shares
from survey.report.sections import DOCUMENTS, report_document
from tests.report_facts import EXAMPLE, words_of

ORDER = [
    "found",
    "asked",
    "change",
    "group",
    "overall",
    "persons",
    "compare",
    "parts",
    "else",
    "limits",
    "method",
    "words",
    "overview",
]


def said(facts: ReportFacts, *keys: str) -> str:
    return words_of(report_document(facts), *keys)


def tables(facts: ReportFacts, key: str) -> list[Table]:
    found = next(one for one in report_document(facts).sections if one.key == key)
    return [block for block in found.blocks if isinstance(block, Table)]


@pytest.mark.usefixtures("app")
def test_the_report_goes_from_the_finding_to_the_overview() -> None:
    assert [section.key for section in report_document(EXAMPLE).sections] == ORDER


@pytest.mark.usefixtures("app")
def test_the_first_table_is_the_change_of_every_outcome(facts: ReportFacts) -> None:
    blocks = [block for part in report_document(facts).sections for block in part.blocks]
    first = next(block for block in blocks if isinstance(block, Table))
    assert [row.cells[0] for row in first.rows] == [
        "Sense of coherence, total",
        "Comprehensibility",
        "Manageability",
        "Meaningfulness",
        "Self-efficacy",
    ]
    assert first.rows[0].cells[2:] == (
        "58.3",
        "61.0",
        "2.7",
        "from 0.3 to 5.2",
        "higher afterwards",
    )


@pytest.mark.usefixtures("app")
def test_a_part_that_is_hidden_is_a_colon_and_one_that_is_not_there_a_dash() -> None:
    points, kinds = tables(EXAMPLE, "parts")
    assert points.rows[0].cells[1] == "24"
    assert points.rows[1].cells[1:] == (":",) * 4
    assert [row.cells[0] for row in kinds.rows] == ["Self-organised", "Led"]
    assert kinds.rows[1].cells[1:] == ("–",) * 4


@pytest.mark.usefixtures("app")
def test_parts_keep_the_order_they_were_given_in() -> None:
    headline = EXAMPLE.newest
    lines = tuple(PartLine("municipality", name, headline) for name in ("Vefsn", "Bodø", "Narvik"))
    (table,) = tables(replace(EXAMPLE, area=Area("study"), parts=lines), "parts")
    assert [row.cells[0] for row in table.rows] == ["Vefsn", "Bodø", "Narvik"]


@pytest.mark.usefixtures("app")
def test_only_what_was_given_is_compared_and_no_difference_is_judged(facts: ReportFacts) -> None:
    assert "compare" not in {section.key for section in report_document(facts).sections}
    (table,) = tables(EXAMPLE, "compare")
    assert [row.cells[0] for row in table.rows] == [
        "This edition (2, June 2027)",
        "The newest answers only",
        "Edition 1, November 2026",
        "The whole study",
    ]
    assert "Differences between editions are not judged." in said(EXAMPLE, "compare")
    alone = replace(EXAMPLE, earlier=(), newest=None, nation=None)
    assert "compare" not in {section.key for section in report_document(alone).sections}


@pytest.mark.usefixtures("app")
def test_hidden_counts_are_one_sentence_that_points_to_the_study_where_it_is_released() -> None:
    hidden = replace(
        EXAMPLE,
        climate=tuple(replace(one, parts=None) for one in EXAMPLE.climate),
        overall=Shares("overall_change", None),
        individuals=tuple(
            replace(one, improved=None, unchanged=None, deteriorated=None)
            for one in EXAMPLE.individuals
        ),
    )
    keys = [section.key for section in report_document(hidden).sections]
    assert keys[3] == "not_shown"
    assert not {"group", "overall", "persons"} & set(keys)
    assert "See the figures for the whole study." in said(hidden, "not_shown")
    assert "whole study" not in said(replace(hidden, nation=None), "not_shown")


@pytest.mark.usefixtures("app")
def test_what_people_say_of_the_group_is_said_to_be_no_tested_scale(facts: ReportFacts) -> None:
    told = said(facts, "group")
    assert "22 of 34 agreed that they trusted the others in the group." in told
    assert "the study's own and not a tested scale" in told
    assert "22 (65\N{NO-BREAK SPACE}%)".replace("\N{NO-BREAK SPACE}", " ") in told


@pytest.mark.usefixtures("app")
def test_how_people_found_the_group_is_told_of_a_study() -> None:
    parts = (Part("contact_point", 30), Part("other_or_no_answer", 16))
    whole = replace(EXAMPLE, area=Area("study"), found_by=Shares("found_by", parts))
    assert "Through a volunteer centre or another contact point: 30" in said(whole, "found_by")


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"n_pairs": 46, "n_groups": 9}, "With 46 people in 9 groups, a change of less than"),
        ({"n_pairs": 12}, "There are few people behind the figures."),
        ({"n_pre_in_fives": 70}, "About 20 of about 70 did not answer again."),
        ({}, "Some figures are not shown (:)"),
        ({"has_several_wordings": True}, "Not everybody read the questions in the same wording."),
        ({"weeks_between": 31}, "On average 31 weeks lay between the two answers."),
        ({"weeks_between": None}, "Participants answered at two points only."),
        (
            {"study": replace(EXAMPLE.study, has_stand_in=True)},
            "The questions were a stand-in text.",
        ),
    ],
)
def test_what_the_report_cannot_show_follows_its_own_figures(
    changed: dict[str, object], sentence: str
) -> None:
    plain = replace(
        EXAMPLE,
        n_pairs=60,
        n_pre_in_fives=50,
        has_several_wordings=False,
        weeks_between=20,
        parts=(),
        individuals=EXAMPLE.individuals[:1],
    )
    assert sentence not in said(plain, "limits")
    told = replace(plain, **changed) if changed else EXAMPLE
    assert sentence in said(told, "limits")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_overview_is_ready_to_be_taken_over(app: Flask, language: str) -> None:
    with force_locale(language):
        frame, ready = report_document(EXAMPLE).sections[-1].blocks
    assert "§\N{NO-BREAK SPACE}5" in frame.text
    assert "§\N{NO-BREAK SPACE}7" in frame.text
    assert ready.role == "copy"
    assert len(ready.text) < 400
    for part in ("46", "9", "ABCDE-12345", "2027"):
        assert part in ready.text


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("register", list(DOCUMENTS))
def test_an_edition_without_a_check_code_is_told_without_one(register: str) -> None:
    bare = replace(EXAMPLE, edition=replace(EXAMPLE.edition, check_code=""))
    document = DOCUMENTS[register](bare)
    assert document.foot == "Edition 2"
    assert "check code" not in words_of(document)
