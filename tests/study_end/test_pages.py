"""Two people end a study on their pages; afterwards the pages say what has become of it."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from survey.models import AuditEvent, Export, ExportProposal, Participant, StoredLetter, Study
from survey.models.study import EVALUATION, OPEN
from survey.models.study_end import StudyEnd
from survey.retention import operations as retention
from survey.study_end import carrying_out
from tests.factories import make_card, make_study, read, writing
from tests.page_client import Page, PageClient
from tests.pages import CardPage, begin
from tests.study_end.studies import make_full_study, people_of

Sign = Callable[..., PageClient]
PAGE = "/staff/studies/try/end"
SAID = {"kind": "anonymise", "reports": "none", "files_deleted": "y"}


@pytest.fixture
def study(app: Flask) -> Study:
    return make_full_study(app, kind=EVALUATION)


def propose(coordinator: PageClient, **changed: Any) -> Page:
    return coordinator.press(
        coordinator.open(PAGE), "Put it before the second person", **(SAID | changed)
    )


def decide(reviewer: PageClient, button: str, **said: str) -> Page:
    page = reviewer.open("/staff/review")
    (link,) = [one for one in page.links().values() if "/review/ends/" in one]
    return reviewer.press(reviewer.open(link), button, **said)


def fetched_file(researcher: PageClient) -> bytes:
    page = researcher.open(PAGE)
    (form,) = [one for one in page.root.all("form") if one["action"].endswith("/end/file")]
    response = researcher.post(form)
    assert response.status_code == 200
    return response.data


def actions(app: Flask) -> list[tuple[str, str]]:
    events = read(app, select(AuditEvent.role, AuditEvent.action).order_by(AuditEvent.number))
    return [(role, one) for role, one in events if one.startswith(("study_", "kept"))]


@pytest.mark.usefixtures("study")
def test_one_proposes_another_approves_and_the_program_carries_it_out(
    app: Flask, sign_in: Sign, do_jobs: Callable[[], int]
) -> None:
    researcher, reviewer = sign_in("researcher"), sign_in("reviewer")
    assert "Nothing is deleted before" in propose(researcher).text
    assert do_jobs() == 0
    decide(reviewer, "Yes, end the study")
    waiting = researcher.open(PAGE)
    assert "The study is being ended" in waiting.text
    assert "Refresh" in waiting.headers
    assert do_jobs() == 1
    done = researcher.open(PAGE)
    assert "one file of scores is kept" in done.text
    assert "Final on" in done.text
    assert read(app, select(func.count()).select_from(Participant)) == [(0,)]
    assert actions(app) == [
        ("researcher", "study_end_proposed"),
        ("reviewer", "study_end_approved"),
        ("program", "study_anonymised"),
    ]
    protocol = researcher.open(f"{PAGE}/protocol")
    assert "researcher@example.org" in protocol.text
    assert "reviewer@example.org" in protocol.text
    assert "what people wrote in their own words" in protocol.text


@pytest.mark.usefixtures("study")
def test_the_kept_file_is_fetched_by_a_researcher_and_each_time_is_in_the_log(
    app: Flask, sign_in: Sign, do_jobs: Callable[[], int]
) -> None:
    researcher, reviewer = sign_in("researcher"), sign_in("reviewer")
    coordinator = sign_in("coordinator")
    propose(researcher)
    decide(reviewer, "Yes, end the study")
    do_jobs()
    assert "Fetch the file" not in coordinator.open(PAGE).text
    fetched = fetched_file(researcher)
    with zipfile.ZipFile(io.BytesIO(fetched)) as package:
        assert "answers.csv" in package.namelist()
        resource = json.loads(package.read("datapackage.json"))
    assert resource["disclosure_control"]["k"] >= 6
    assert actions(app)[-1] == ("researcher", "kept_file_fetched")


def test_nobody_approves_what_they_proposed_and_a_no_needs_its_reason(
    app: Flask, study: Study, sign_in: Sign, do_jobs: Callable[[], int]
) -> None:
    before = people_of(app, study)
    researcher, reviewer = sign_in("researcher"), sign_in("reviewer")
    propose(researcher)
    assert "Write why" in decide(reviewer, "No, refuse").text
    reviewer.press(reviewer.page, "No, refuse", reason="An article is still to come.")
    assert "An article is still to come." in researcher.open(PAGE).text
    assert do_jobs() == 0
    assert people_of(app, study) == before


def test_what_was_proposed_can_be_taken_back_and_until_then_the_study_is_not_reopened(
    app: Flask, study: Study, sign_in: Sign
) -> None:
    coordinator = sign_in("coordinator")
    page = propose(coordinator)
    token = next(one["value"] for one in page.root.all("input") if one["name"] == "csrf_token")
    answer = coordinator.browser.post(
        "/staff/studies/try/set-up/state", data={"csrf_token": token, "end": "open"}
    )
    assert read(app, select(Study.state)) == [("closed",)]
    assert answer.status_code == 409
    coordinator.press(coordinator.open(PAGE), "Take it back")
    assert "The two ways" in coordinator.open(PAGE).text
    assert people_of(app, study)


@pytest.mark.usefixtures("study")
def test_a_proposal_says_that_files_outside_are_deleted(sign_in: Sign) -> None:
    coordinator = sign_in("coordinator")
    page = coordinator.press(
        coordinator.open(PAGE), "Put it before the second person", kind="delete", reports="none"
    )
    assert "Delete the research files first" in page.text


def test_the_page_says_what_must_be_done_first(app: Flask, sign_in: Sign) -> None:
    study = make_study(app, kind=EVALUATION)
    with writing(app) as session:
        session.add(
            ExportProposal(
                study_id=study.id,
                kind="research",
                variables=[],
                variables_sha256="0" * 64,
                purpose="To see",
                valid_until=retention.now().date(),
                state="proposed",
                proposed_by="somebody",
                proposed_week="2026-W10",
            )
        )
    page = sign_in("coordinator").open(PAGE)
    assert "The study is not closed." in page.text
    assert "waits for a second person" in page.text
    assert "Put it before" not in page.text


def test_a_letter_that_promised_erasing_leaves_only_deleting(
    app: Flask, study: Study, sign_in: Sign
) -> None:
    promise = {"facts": {"at_the_end": "erased", "project_end": "2026-01-31"}}
    with writing(app) as session:
        session.add(StoredLetter(study_id=study.id, version=1, content=promise, sha256="a" * 64))
        newer = {"facts": {"at_the_end": "untied", "project_end": "2026-01-31"}}
        session.add(StoredLetter(study_id=study.id, version=2, content=newer, sha256="b" * 64))
    coordinator = sign_in("coordinator")
    assert "so they must be deleted" in coordinator.open(PAGE).text
    page = coordinator.press(coordinator.open(PAGE), "Put it before the second person", 409, **SAID)
    assert "cannot be ended yet" in page.text


def test_where_a_file_for_sharing_is_out_no_second_one_is_made(
    app: Flask, study: Study, sign_in: Sign
) -> None:
    with writing(app) as session:
        proposal = ExportProposal(
            study_id=study.id,
            kind="sharing",
            variables=[],
            variables_sha256="0" * 64,
            purpose="To share",
            valid_until=retention.now().date(),
            state="approved",
            proposed_by="one",
            decided_by="other",
            proposed_week="2026-W10",
        )
        session.add(proposal)
        session.flush()
        session.add(
            Export(
                study_id=study.id,
                proposal_id=proposal.id,
                kind="sharing",
                file_format="csv",
                shape="long",
                language="en",
                state="taken_out",
                made_by="one",
                week="2026-W11",
                shared_study=study.id,
                sha256="c" * 64,
            )
        )
    coordinator = sign_in("coordinator")
    coordinator.press(coordinator.open(PAGE), "Put it before the second person", 409, **SAID)
    assert "waits for a second person" in propose(coordinator, kind="delete").text


def test_a_study_past_its_last_day_says_so_until_it_is_ended(
    app: Flask, study: Study, sign_in: Sign, sammenheng: Callable[..., Any], installation: None
) -> None:
    with writing(app) as session:
        content = {"facts": {"at_the_end": "untied", "project_end": "2026-01-31"}}
        session.add(StoredLetter(study_id=study.id, version=1, content=content, sha256="a" * 64))
    coordinator = sign_in("coordinator")
    assert "To be ended: the last day was 31 January 2026" in coordinator.open("/staff/").text
    assert "People were promised otherwise" in coordinator.open("/staff/studies/try").text
    assert "Overdue: try was to end on 2026-01-31" in sammenheng("retention", "run").err
    assert people_of(app, study)
    with writing(app) as session:
        session.execute(update(Study).values(state="anonymised"))
    assert "Overdue" not in sammenheng("retention", "run").err


def test_the_end_becomes_final_after_thirty_days(
    app: Flask, sammenheng: Callable[..., Any], installation: None
) -> None:
    make_full_study(app)
    sammenheng("study", "end", "try", "--anonymise", "--no-reports")
    ((day,),) = read(app, select(StudyEnd.final_on))
    for days, state in ((-1, "done"), (0, "final"), (1, "final")):
        at = dt.datetime.combine(day + dt.timedelta(days), dt.time(3))
        with app.app_context():
            retention.run(at, lambda _rule, _n_rows: lambda _n: None)
        assert read(app, select(StudyEnd.state)) == [(state,)]
    assert actions(app).count(("program", "study_end_final")) == 1


def test_an_administrator_sees_every_study_that_has_ended_also_the_deleted(
    app: Flask, sign_in: Sign, sammenheng: Callable[..., Any], installation: None
) -> None:
    make_full_study(app)
    sammenheng("study", "end", "try", "--delete", "--no-reports")
    administrator = sign_in("administrator")
    page = administrator.open("/staff/ended")
    assert "Everything is deleted" in page.text
    (link,) = [one for one in page.links().values() if one.startswith("/staff/ended/")]
    assert "the study itself" in administrator.open(link).text


def test_a_card_of_an_ended_study_is_told_so_with_the_day(
    app: Flask, client: PageClient, sammenheng: Callable[..., Any], installation: None
) -> None:
    study = make_full_study(app)
    with writing(app) as session:
        session.execute(update(Study).values(state=OPEN))
    card, later = make_card(app, study), make_card(app, study)
    begin(client, card)
    with writing(app) as session:
        session.execute(update(Study).values(state="closed"))
    assert "ended here" not in CardPage(client).page.text
    sammenheng("study", "end", "try", "--anonymise", "--no-reports")
    for address in ("/my-answers", "/erase", "/withdraw"):
        page = client.open(address, 410)
        assert "If the card is from a study that ended here on" in page.text
        assert "A try" not in page.text
    page = CardPage(client).type_code(later.code)
    assert "nobody can find it, show it or erase it" in page.text


def test_while_a_study_is_being_ended_nobody_is_told_that_they_erased_something(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    card = make_card(app, study)
    begin(client, card)
    page = client.open("/erase")
    with writing(app) as session:
        session.execute(update(Study).values(state="anonymised"))
    assert "The study has ended" in client.press(page, "Erase everything", 410).text
    assert people_of(app, study)


def test_a_job_that_finds_something_new_in_the_way_stops_and_can_be_tried_again(
    app: Flask, study: Study, sign_in: Sign, do_jobs: Callable[[], int]
) -> None:
    coordinator, reviewer = sign_in("coordinator"), sign_in("reviewer")
    propose(coordinator)
    decide(reviewer, "Yes, end the study")
    with writing(app) as session:
        session.execute(update(Study).values(state=OPEN))  # by a hand in the database
    assert do_jobs() == 0
    page = coordinator.open(PAGE)
    assert "could not be carried out" in page.text
    assert "The study is not closed." in page.text
    with writing(app) as session:
        session.execute(update(Study).values(state="closed"))
    assert people_of(app, study)
    with app.app_context():
        carrying_out.carry_out(read(app, select(StudyEnd.id))[0][0])
    assert not people_of(app, study)
