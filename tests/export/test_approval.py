"""Nothing of real people leaves before a second person has said yes, and each step is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from survey.models import AuditEvent, Export, ExportPiece, ExportProposal, Participant, Study
from survey.models.study import EVALUATION
from tests.export.taking_out import fetched, make_proposal
from tests.factories import make_answered_groups, make_study, read, writing
from tests.page_client import Page, PageClient

Sign = Callable[..., PageClient]
FILES = "/staff/studies/real/files"
WANTED = {
    "kind": "research",
    "variables": ["gender", "age_band"],
    "purpose": "Whether women and men change alike",
    "valid_until": "2031-06-30",
}


@pytest.fixture
def real(app: Flask) -> Study:
    study = make_study(app, "real", kind=EVALUATION, name="Samtalegrupper")
    make_answered_groups(app, study, [4, 4])
    return study


def propose(researcher: PageClient, **changed: Any) -> Page:
    page = researcher.open(f"{FILES}/propose")
    return researcher.send(page, **(WANTED | changed))


def approve(reviewer: PageClient) -> Page:
    page = reviewer.open("/staff/review")
    (link,) = [one for one in page.links().values() if "/review/files/" in one]
    return reviewer.press(reviewer.open(link), "Yes, approve")


def actions(app: Flask) -> list[tuple[str, str]]:
    events = read(app, select(AuditEvent.role, AuditEvent.action).order_by(AuditEvent.number))
    return [(role, action) for role, action in events if action.startswith(("export", "revo"))]


def test_data_of_real_people_go_from_a_proposal_over_a_second_person_to_a_package(
    app: Flask, real: Study, sign_in: Sign, do_jobs: Callable[[], int]
) -> None:
    researcher, reviewer = sign_in("researcher"), sign_in("reviewer")
    assert "Make a file" not in researcher.open(FILES).text
    propose(researcher)
    assert "Make a file" not in researcher.page.text
    assert "Waits for a reviewer" in researcher.page.text
    page = reviewer.open("/staff/review")
    shown = reviewer.open(next(one for one in page.links().values() if "/review/files/" in one))
    assert "Whether women and men change alike" in shown.text
    assert "People who have answered, in fives 10" in " ".join(shown.text.split())
    approve(reviewer)
    assert "Nothing waits for you." in reviewer.page.text
    page = researcher.open(FILES)
    assert "Approved" in page.text
    researcher.press(page, "Make the file", file_format="csv", shape="long", what=_only(app))
    assert "Refresh" in researcher.page.headers
    assert do_jobs() == 1
    package = fetched(researcher, FILES)
    assert set(package) == {"answers.csv", "datapackage.json", "codebook.html", "terms.txt"}
    header = package["answers.csv"].split(b"\n")[0].decode().split(",")
    assert not {"municipality", "group_type", "life_problem"} & set(header)
    assert len(package["answers.csv"].splitlines()) == 1 + 16
    (resource,) = json.loads(package["datapackage.json"])["resources"]
    digest = hashlib.sha256(package["answers.csv"]).hexdigest()
    assert resource["hash"] == f"sha256:{digest}"
    (row,) = read(app, select(Export))
    assert (row[0].sha256, row[0].rows_in_fives, row[0].state) == (digest, 15, "taken_out")
    assert (
        "30 June 2031" in package["terms.txt"].decode() or "2031" in package["terms.txt"].decode()
    )
    assert actions(app) == [
        ("researcher", "export_proposed"),
        ("reviewer", "export_approved"),
        ("researcher", "export_asked_for"),
        ("researcher", "export_fetched"),
    ]


def _only(app: Flask) -> str:
    ((one,),) = read(app, select(ExportProposal.id))
    return str(one)


def test_a_refusal_needs_a_reason_and_the_researcher_reads_it(
    app: Flask, real: Study, sign_in: Sign
) -> None:
    researcher, reviewer = sign_in("researcher"), sign_in("reviewer")
    propose(researcher)
    page = reviewer.open("/staff/review")
    (link,) = [one for one in page.links().values() if "/review/files/" in one]
    reviewer.press(reviewer.open(link), "No, refuse")
    assert "Write why" in reviewer.page.text
    reviewer.press(reviewer.page, "No, refuse", reason="Age is not needed for this.")
    page = researcher.open(FILES)
    assert "Refused: Age is not needed for this." in page.text
    assert "Make a file" not in page.text


def test_a_changed_list_is_a_new_proposal(app: Flask, real: Study, sign_in: Sign) -> None:
    researcher, reviewer = sign_in("researcher"), sign_in("reviewer")
    propose(researcher)
    approve(reviewer)
    propose(researcher, variables=["gender", "municipality"])
    hashes = read(app, select(ExportProposal.variables_sha256, ExportProposal.state))
    assert len({one for one, _ in hashes}) == 2
    assert sorted(state for _, state in hashes) == ["approved", "proposed"]
    assert researcher.open(FILES).text.count("Waits for a reviewer") == 1


def test_an_approval_ends_with_the_project(
    app: Flask, real: Study, sign_in: Sign, do_jobs: Callable[[], int]
) -> None:
    researcher, reviewer = sign_in("researcher"), sign_in("reviewer")
    propose(researcher)
    approve(reviewer)
    researcher.press(
        researcher.open(FILES), "Make the file", what=_only(app), file_format="csv", shape="long"
    )
    do_jobs()
    with writing(app) as session:
        session.execute(update(ExportProposal).values(valid_until=dt.date(2026, 1, 1)))
    page = researcher.open(FILES)
    assert "Make a file" not in page.text
    form = next(one for one in page.root.all("form") if one["action"].startswith(f"{FILES}/"))
    assert researcher.post(form).status_code == 404


def test_what_was_proposed_is_taken_back_by_who_proposed_it_and_by_nobody_else(
    app: Flask, real: Study, sign_in: Sign
) -> None:
    first, second = sign_in("researcher"), sign_in("researcher", "other@example.org")
    propose(first)
    assert "Take it back" not in second.open(FILES).text
    first.press(first.open(FILES), "Take it back")
    assert "Waits for a reviewer" not in first.page.text
    assert read(app, select(ExportProposal.state)) == [("taken_back",)]


@pytest.mark.parametrize(
    ("details", "rule"),
    [
        ({"state": "approved", "decided_by": "somebody"}, "two_people"),
        ({"state": "approved"}, "decided_by"),
        ({"state": "refused", "decided_by": "another"}, "reason"),
        ({"kind": "all"}, "kind"),
        ({"purpose": ""}, "purpose"),
    ],
)
def test_the_database_keeps_the_rule_of_two_people(
    app: Flask, real: Study, details: dict[str, Any], rule: str
) -> None:
    with pytest.raises(IntegrityError, match=f"ck_export_proposal_{rule}"):
        make_proposal(app, real, **details)


def test_a_day_that_has_passed_and_a_missing_purpose_are_said_at_the_field(
    real: Study, sign_in: Sign
) -> None:
    page = propose(sign_in("researcher"), valid_until="2020-01-01", purpose="")
    assert "This day has passed." in page.text
    assert "Write what the file is for." in page.text


def test_the_command_line_asks_for_the_second_person_too(
    app: Flask,
    real: Study,
    sign_in: Sign,
    installation: None,
    sammenheng: Callable[..., Any],
) -> None:
    refused = sammenheng("export", "real")
    assert refused.code == 1
    assert "a second person" in refused.err
    assert refused.out == ""
    researcher, reviewer = sign_in("researcher"), sign_in("reviewer")
    propose(researcher)
    approve(reviewer)
    taken = sammenheng("export", "real")
    assert taken.code == 0
    assert len(taken.out.splitlines()) == 17


def test_a_trial_goes_the_same_way_with_a_scripted_pair(
    app: Flask, sign_in: Sign, do_jobs: Callable[[], int]
) -> None:
    study = make_study(app, "try")
    make_answered_groups(app, study, [3])
    researcher = sign_in("researcher")
    page = researcher.open("/staff/studies/try/files")
    researcher.press(page, "Make the file", what="research", file_format="sav", shape="wide")
    assert do_jobs() == 1
    ((row,),) = read(app, select(ExportProposal))
    assert (row.proposed_by, row.decided_by) == ("scripted-first", "scripted-second")
    page = researcher.open("/staff/studies/try/files")
    assert "Ready. Every cell was read back and compared." in page.text
    assert "Proposed for this study" not in page.text


def test_deleting_a_study_takes_its_files_proposals_and_revocations_along(
    app: Flask, real: Study, sign_in: Sign, do_jobs: Callable[[], int]
) -> None:
    researcher, reviewer = sign_in("researcher"), sign_in("reviewer")
    propose(researcher)
    approve(reviewer)
    researcher.press(
        researcher.open(FILES), "Make the file", what=_only(app), file_format="csv", shape="long"
    )
    do_jobs()
    assert read(app, select(ExportPiece.number))
    with writing(app) as session:
        session.execute(delete(Participant).where(Participant.study_id == real.id))
        session.execute(delete(Study).where(Study.id == real.id))
    for table in (ExportProposal, Export, ExportPiece):
        assert not read(app, select(table))
