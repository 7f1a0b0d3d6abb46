"""An edition goes from one person over another to everybody, and each step is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from survey.models import AuditEvent, Edition, Release, ReportFile, Staff, Study
from survey.models.edition import ACCEPTED, MADE, PROPOSED
from survey.models.staff import REVIEWER
from survey.models.study import DEMONSTRATION
from tests.factories import read, staff_of, writing
from tests.page_client import Page, PageClient
from tests.released import NARVIK, TOWNS, make_edition, make_frozen_study

Sign = Callable[..., PageClient]
DoJobs = Callable[[], int]
REPORTS = "/staff/studies/real/reports"


def propose(coordinator: PageClient, do_jobs: DoJobs) -> Page:
    page = coordinator.press(coordinator.open(REPORTS), "Propose the edition")
    assert "Refresh" in page.headers
    assert do_jobs() == 1
    return coordinator.open(REPORTS)


def waiting(reviewer: PageClient) -> Page:
    page = reviewer.open("/staff/review")
    (link,) = [one for one in page.links().values() if "/review/editions/" in one]
    return reviewer.open(link)


def own_page(coordinator: PageClient) -> Page:
    page = coordinator.open(REPORTS)
    return coordinator.open(
        next(
            one for one in page.links().values() if one.startswith(f"{REPORTS}/") and "#" not in one
        )
    )


def actions(app: Flask) -> list[tuple[str, str]]:
    events = read(app, select(AuditEvent.role, AuditEvent.action).order_by(AuditEvent.number))
    about = ("edition", "pairs", "report", "cut_offs")
    return [(role, action) for role, action in events if action.startswith(about)]


def rows_of(page: Page) -> dict[str, list[str]]:
    """Return the cells of every table's lines, by what the line is about."""
    found = [[cell.text for cell in row.all("th", "td")] for row in page.root.all("tr")]
    return {cells[0]: cells[1:] for cells in found}


def state_of(app: Flask) -> str:
    ((state,),) = read(app, select(Edition.state))
    return str(state)


def test_an_edition_goes_from_a_proposal_over_a_second_person_to_everybody(
    app: Flask, small: Study, sign_in: Sign, do_jobs: DoJobs
) -> None:
    coordinator, reviewer = sign_in("coordinator"), sign_in("reviewer")
    page = propose(coordinator, do_jobs)
    assert "Proposed: waits for a second person" in page.text
    page = reviewer.press(waiting(reviewer), "Yes, accept")
    assert "Refresh" in page.headers
    assert "the edition is being prepared" in page.text
    assert do_jobs() == 1
    page = waiting(reviewer)
    assert page.heading == "Edition 1"
    reviewer.press(page, "Release the edition")
    assert "Nothing waits for you." in reviewer.open("/staff/review").text
    page = coordinator.open(REPORTS)
    assert "Released reports" in page.text
    read_as_pdf(app, coordinator, page)
    assert actions(app) == [
        ("coordinator", "edition_asked"),
        ("coordinator", "pairs_frozen"),
        ("coordinator", "edition_proposed"),
        ("reviewer", "edition_accepted"),
        ("program", "edition_entered"),
        ("program", "edition_made"),
        ("reviewer", "edition_released"),
    ]


def read_as_pdf(app: Flask, client: PageClient, page: Page) -> None:
    """Open every file that a page lists: it is the stored one, and its SHA-256 stands there."""
    stored = {content for (content,) in read(app, select(ReportFile.content))}
    links = [one["href"] for one in page.root.one("main").all("a") if one["href"].endswith(".pdf")]
    assert len(links) == len(stored) == 2 * 9  # of each report three languages and registers
    for link in links:
        answer = client.get(link)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("inline; ")
        assert answer.data in stored
        assert hashlib.sha256(answer.data).hexdigest() in page.text


def test_before_the_yes_the_second_person_sees_sizes_and_reasons_and_no_value(
    app: Flask, sign_in: Sign, do_jobs: DoJobs
) -> None:
    towns = {**TOWNS, "1804": (12, 2, 1), "1824": (5, 5)}
    study = make_frozen_study(app, towns, pool=("1824", "1833"), key="real")
    make_edition(app, study, PROPOSED)
    page = waiting(sign_in("reviewer"))
    assert page.heading == "May this edition be released?"
    rows = rows_of(page)
    assert rows["All municipalities together"] == ["53", "12", "May be shown", "–"]
    assert rows["Narvik"] == ["16", "4", "May be shown", "–"]
    assert rows["Alstahaug"] == ["4", "1", "Waits", "Fewer than 10 people."]
    assert rows["Vefsn"] == ["10", "2", "Waits", "Fewer than 3 groups."]
    assert rows["Bodø"][2:] == [
        "Waits",
        "Without the largest group, fewer than 5 people are left.",
    ]
    assert rows["The pool Salten"][:3] == ["18", "4", "May be shown"]
    assert not read(app, select(Release.number))  # looking spends nothing


def test_what_would_give_others_away_is_said_to_do_so_to_the_second_person_alone(
    app: Flask, sign_in: Sign
) -> None:
    study = make_frozen_study(app, {NARVIK: (4, 4, 4), "1804": (5,)}, pool=(), key="real")
    make_edition(app, study, PROPOSED)
    reviewer, coordinator = sign_in("reviewer"), sign_in("coordinator")
    reason = "Together with another line it would give a few people away."
    assert rows_of(waiting(reviewer))["Narvik"] == ["12", "3", "Waits", reason]
    page = own_page(coordinator)
    assert rows_of(page)["Narvik"] == [":"] == rows_of(page)["Bodø"]
    assert reason not in page.text


def test_who_proposes_sees_which_reports_come_and_one_sign_for_all_that_do_not(
    app: Flask, study: Study, sign_in: Sign
) -> None:
    coordinator = sign_in("coordinator")
    make_edition(app, study, PROPOSED, first=staff_of(app, "coordinator@example.org"))
    page = own_page(coordinator)
    assert rows_of(page) == {
        "About": ["In this edition"],
        "All municipalities together": ["A report"],
        "Bodø": ["A report"],
        "Narvik": ["A report"],
        "Alstahaug": [":"],
        "Rana": [":"],
        "Vefsn": [":"],
        "The pool Salten": ["A report"],
    }


def test_a_refusal_needs_a_reason_and_who_proposed_reads_it(
    app: Flask, study: Study, sign_in: Sign
) -> None:
    coordinator, reviewer = sign_in("coordinator"), sign_in("reviewer")
    make_edition(app, study, PROPOSED, first=staff_of(app, "coordinator@example.org"))
    page = reviewer.press(waiting(reviewer), "No, refuse")
    assert "Write why" in page.text
    assert state_of(app) == PROPOSED
    reviewer.press(page, "No, refuse", reason="The pool has changed its name.")
    assert "The pool has changed its name." in own_page(coordinator).text
    assert "Propose the edition" in coordinator.open(REPORTS).text


def test_a_proposal_is_taken_back_by_who_made_it_and_by_nobody_else(
    app: Flask, study: Study, sign_in: Sign
) -> None:
    first, second = sign_in("coordinator"), sign_in("researcher")
    make_edition(app, study, PROPOSED, first=staff_of(app, "coordinator@example.org"))
    assert "Take it back" not in own_page(second).text
    form = first.open(own_page(first).path).form()
    assert second.post(form, csrf_token=token(second), answer="taken_back").status_code == 409
    first.press(own_page(first), "Take it back")
    assert "Taken back" in first.page.text
    assert ("coordinator", "edition_taken_back") in actions(app)


def token(client: PageClient) -> str:
    return client.page.root.all("input", name="csrf_token")[0]["value"]


def test_nobody_accepts_what_they_have_proposed_themselves(
    app: Flask, study: Study, sign_in: Sign
) -> None:
    """Not even somebody whose role has become that of a second person since."""
    coordinator, reviewer = sign_in("coordinator"), sign_in("reviewer", "other@example.org")
    make_edition(app, study, PROPOSED, first=staff_of(app, "coordinator@example.org"))
    form = waiting(reviewer).form()
    with writing(app) as session:
        session.execute(
            update(Staff).where(Staff.email == "coordinator@example.org").values(role=REVIEWER)
        )
    assert "Nothing waits for you." in coordinator.open("/staff/review").text
    page = coordinator.open(form["action"])
    assert "somebody else decides on it" in page.text
    assert not page.root.one("main").all("form")
    answer = coordinator.post(form, csrf_token=token(coordinator), answer="accepted")
    assert answer.status_code == 409
    assert "Nobody decides on what they proposed themselves" in answer.get_data(as_text=True)
    assert state_of(app) == PROPOSED


@pytest.mark.parametrize("answer", ["released", "stopped", "taken_back", "made", "outdated", ""])
def test_a_step_that_does_not_lead_from_here_is_refused(
    app: Flask, study: Study, sign_in: Sign, answer: str
) -> None:
    make_edition(app, study, PROPOSED)
    reviewer = sign_in("reviewer")
    form = waiting(reviewer).form()
    assert reviewer.post(form, answer=answer, reason="Because.").status_code == 409
    assert state_of(app) == PROPOSED


def test_until_it_is_out_a_report_is_read_by_the_two_people_only_and_the_log_keeps_it(
    app: Flask, small: Study, sign_in: Sign
) -> None:
    first, second, third = sign_in("coordinator"), sign_in("reviewer"), sign_in("researcher")
    two = [staff_of(app, f"{role}@example.org") for role in ("coordinator", "reviewer")]
    make_edition(app, small, MADE, *two)
    link = next(one for one in own_page(first).links().values() if one.endswith(".pdf"))
    assert first.get(link).status_code == 200
    assert not [one for one in own_page(third).links().values() if one.endswith(".pdf")]
    assert third.get(link).status_code == 404
    theirs = next(one for one in waiting(second).links().values() if one.endswith(".pdf"))
    assert second.get(theirs).status_code == 200
    assert [one for one in actions(app) if one[1] == "report_read"] == [
        ("coordinator", "report_read"),
        ("reviewer", "report_read"),
    ]


@pytest.mark.parametrize("role", ["coordinator", "reviewer"])
def test_either_of_the_two_stops_an_edition_and_says_why(
    app: Flask, small: Study, sign_in: Sign, role: str
) -> None:
    first, second = sign_in("coordinator"), sign_in("reviewer")
    two = [staff_of(app, f"{role}@example.org") for role in ("coordinator", "reviewer")]
    make_edition(app, small, MADE, *two)
    link = next(one for one in own_page(first).links().values() if one.endswith(".pdf"))
    client, page = (first, own_page(first)) if role == "coordinator" else (second, waiting(second))
    assert "Write why" in client.press(page, "Stop the edition").text
    client.press(client.page, "Stop the edition", reason="The name of Bodø is wrong.")
    assert "The name of Bodø is wrong." in own_page(first).text
    assert first.get(link).status_code == 404
    assert (role, "edition_stopped") in actions(app)
    assert read(app, select(Release.number))  # two people have read it: it counts as told


def test_another_second_person_neither_releases_nor_stops_what_one_has_accepted(
    app: Flask, small: Study, sign_in: Sign
) -> None:
    first, other = sign_in("reviewer"), sign_in("reviewer", "other@example.org")
    make_edition(app, small, MADE, second=staff_of(app, "reviewer@example.org"))
    form = waiting(first).form()
    page = other.open(form["action"])
    assert not [one for one in page.links().values() if one.endswith(".pdf")]
    for answer in ("released", "stopped"):
        sent = other.post(form, csrf_token=token(other), answer=answer, reason="No.")
        assert sent.status_code == 409
    assert state_of(app) == MADE


def test_a_job_that_came_to_nothing_is_said_to_have_and_may_be_tried_again(
    app: Flask, small: Study, sign_in: Sign, do_jobs: DoJobs
) -> None:
    reviewer = sign_in("reviewer")
    make_edition(app, small, ACCEPTED, second=staff_of(app, "reviewer@example.org"))
    page = waiting(reviewer)
    assert "It could not be made." in page.text
    assert "Refresh" not in page.headers
    assert "Refresh" in reviewer.press(page, "Try again").headers
    assert do_jobs() == 1
    assert state_of(app) == MADE
    assert ("reviewer", "edition_made_again") in actions(app)


def test_the_people_of_a_demonstration_walk_the_whole_way_by_themselves(
    app: Flask, sign_in: Sign, do_jobs: DoJobs
) -> None:
    make_frozen_study(app, {NARVIK: (4, 4, 4)}, pool=(), key="real", kind=DEMONSTRATION)
    coordinator, reviewer = sign_in("coordinator"), sign_in("reviewer")
    propose(coordinator, do_jobs)
    reviewer.press(waiting(reviewer), "Yes, accept")
    do_jobs()
    reviewer.press(waiting(reviewer), "Release the edition")
    assert "Released reports" in coordinator.open(REPORTS).text


def test_in_a_demonstration_its_own_two_people_release_at_once(
    app: Flask, sign_in: Sign, do_jobs: DoJobs
) -> None:
    make_frozen_study(app, {NARVIK: (4, 4, 4)}, pool=(), key="real", kind=DEMONSTRATION)
    coordinator = sign_in("coordinator")
    page = coordinator.press(coordinator.open(REPORTS), "Release at once")
    assert "Refresh" in page.headers
    assert do_jobs() == 1
    page = coordinator.open(REPORTS)
    assert "Released reports" in page.text
    assert "Release at once" not in page.text
    ((row,),) = read(app, select(Edition))
    assert (row.proposed_by, row.decided_by) == ("scripted-first", "scripted-second")


def test_a_study_of_real_people_has_no_such_button_and_takes_no_such_deed(
    app: Flask, study: Study, sign_in: Sign, do_jobs: DoJobs
) -> None:
    coordinator = sign_in("coordinator")
    page = coordinator.open(REPORTS)
    assert "Release at once" not in page.text
    form = next(one for one in page.root.all("form") if one["action"].endswith("/propose"))
    answer = coordinator.browser.post(
        f"{REPORTS}/release-now", data={"csrf_token": form.all("input")[0]["value"]}
    )
    assert answer.status_code == 403
    assert do_jobs() == 0


def test_a_study_that_one_has_no_part_in_shows_no_edition(
    app: Flask, study: Study, sign_in: Sign
) -> None:
    edition = make_edition(app, study, PROPOSED)
    reviewer = sign_in("reviewer")
    with writing(app) as session:
        one = session.get_one(Staff, staff_of(app, "reviewer@example.org").id)
        parts = one.__table__.metadata.tables["study_part"]
        session.execute(parts.delete().where(parts.c.staff_id == one.id))
    assert "Nothing waits for you." in reviewer.open("/staff/review").text
    reviewer.open(f"/staff/review/editions/{edition.upper()}", 404)
