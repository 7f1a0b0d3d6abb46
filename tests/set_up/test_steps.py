"""Setting up a study page by page: the checklist, each step, and what is locked when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from survey.models import AuditEvent, Study, StudyPart, StudySetUp
from survey.models.study import CLOSED, DRAFT, EVALUATION, NEEDS_PERMISSION, OPEN, PAUSED
from tests.factories import make_answered, make_card, make_staff, make_study, read, writing
from tests.letters import install_letter
from tests.page_client import Page, PageClient
from tests.pages import CardPage, QuestionsPage, begin
from tests.set_up.ready import make_ready, reviewer_in

SET_UP = "/staff/studies/try/set-up"
FillIn = Callable[..., Page]


def statuses(page: Page) -> dict[str, str]:
    """Return how far each step of a checklist has come, by its title."""
    found = {}
    for heading in page.root.one("ol").all("h2"):
        status = next(one for one in heading.all("span") if one.get("class").startswith("status"))
        found[heading.text.removesuffix(status.text).strip()] = status.text
    return found


def stored(app: Flask) -> Study:
    return read(app, select(Study))[0][0]


def events(app: Flask) -> list[tuple[str, str]]:
    query = select(AuditEvent.action, AuditEvent.object_type).order_by(AuditEvent.number)
    return [tuple(row) for row in read(app, query) if row.action != "signed_in"]


def test_three_answers_make_a_study_that_nobody_can_answer_yet(
    app: Flask, coordinator: PageClient
) -> None:
    page = coordinator.send(
        coordinator.open("/staff/studies/new"), name="Talking groups", key="grief-27", kind="trial"
    )
    assert page.path == "/staff/studies/grief-27/set-up"
    study = stored(app)
    assert (study.name, study.kind, study.state) == ("Talking groups", "trial", DRAFT)
    assert len(read(app, select(StudyPart).where(StudyPart.study_id == study.id))) == 1
    assert events(app) == [("add_study", "study")]


@pytest.mark.parametrize("key", ["try", "new", "Grief", "a b", "æ"])
def test_a_short_name_that_is_taken_or_cannot_be_one_is_refused_at_its_field(
    app: Flask, coordinator: PageClient, key: str
) -> None:
    make_study(app)
    page = coordinator.send(
        coordinator.open("/staff/studies/new"), name="Another", key=key, kind="trial"
    )
    assert page.links()[next(iter(page.links()))] == "#key"
    assert len(read(app, select(Study))) == 1


def test_a_new_study_lacks_a_name_a_short_name_and_what_it_is_for(coordinator: PageClient) -> None:
    page = coordinator.send(coordinator.open("/staff/studies/new"))
    assert set(page.links().values()) == {"#name", "#key", "#kind"}


def test_the_checklist_says_what_is_missing_why_and_what_comes_next(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app, kind=EVALUATION, state=DRAFT, institution="", contact="")
    page = coordinator.open(SET_UP)
    assert statuses(page) == {
        "About this study": "missing",
        "Permissions and retention": "missing",
        "Information letter": "missing",
        "The texts of the questions": "missing",
        "When and what people are asked": "done",
        "Analysis plan": "can wait",
        "Places": "missing",
        "Groups": "missing",
        "Cards": "can wait",
        "A second person": "missing",
        "Open the study": "missing",
    }
    assert page.links()["Go on here: About this study"] == f"{SET_UP}/about"
    assert "without a legal basis and an end date they may not be collected" in page.text
    assert "Approval from REK, or why it is not needed" in page.text
    assert not page.root.one("main").all("button")


def test_in_a_trial_everything_but_a_letter_with_gaps_can_wait(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    assert "missing" not in set(statuses(coordinator.open(SET_UP)).values()) - {"missing"}
    assert statuses(coordinator.open(SET_UP))["Groups"] == "can wait"
    page = coordinator.press(coordinator.open(SET_UP), "Open the study")
    assert "State: Open." in page.text
    assert stored(app).state == OPEN


def test_a_trial_with_gaps_in_its_letter_cannot_be_opened_and_the_checklist_says_so(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    install_letter(app, study, sikt_reference="")
    page = coordinator.open(SET_UP)
    assert "It cannot be opened while its letter lacks something." in page.text
    assert not page.root.one("main").all("button")


def test_what_is_said_about_a_study_is_saved_and_stands_there_again(
    app: Flask, coordinator: PageClient, step: FillIn
) -> None:
    said = {
        "name": "Talking groups",
        "contact": "22 22 22 22",
        "institution": "The university",
        "municipality_is_controller": "no",
        "data_protection_officer": "dpo@example.org",
        "role_1": "researcher",
        "name_1": "Kari",
        "reach_1": "kari@example.org",
        "begins_on": "2027-01-11",
        "planned_groups": "12",
    }
    page = step("about", **said)
    assert statuses(page)["About this study"] == "done"
    assert "Saved." in page.text
    form = coordinator.open(f"{SET_UP}/about").form()
    standing = {one["name"]: one.get("value") for one in form.all("input", type="text")}
    assert {key: standing[key] for key in ("name", "contact", "planned_groups", "name_1")} == {
        key: said[key] for key in ("name", "contact", "planned_groups", "name_1")
    }
    assert form.all("input", name="begins_on")[0]["value"] == "2027-01-11"
    assert "name_2" in standing  # room for one more
    assert stored(app).institution == "The university"
    (row,) = read(app, select(StudySetUp.begins_on, StudySetUp.planned_groups))
    assert tuple(row) == (dt.date(2027, 1, 11), 12)
    assert events(app) == [("change_set_up", "about")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("begins_on", "11.1.2027"),
        ("planned_groups", "0"),
        ("planned_groups", "some"),
        ("planned_groups", "١٢"),
        ("institution", "x" * 201),
        ("municipality_is_controller", "perhaps"),
    ],
)
def test_what_cannot_stand_about_a_study_is_refused_at_its_field(
    app: Flask, step: FillIn, field: str, value: str
) -> None:
    page = step("about", **{field: value})
    assert f"#{field}" in page.links().values()
    assert read(app, select(StudySetUp)) == []


def test_somebody_is_taken_out_of_those_who_may_be_asked_by_emptying_the_fields(
    coordinator: PageClient, step: FillIn
) -> None:
    step("about", role_1="researcher", name_1="Kari", reach_1="1")
    step("about", role_2="student", name_2="Ola", reach_2="2")
    step("about", role_1="", name_1="", reach_1="")
    form = coordinator.open(f"{SET_UP}/about").form()
    assert [one["value"] for one in form.all("input") if one["name"].startswith("name_")] == [
        "Ola",
        "",
    ]


def test_permissions_are_saved_with_the_reason_where_one_was_not_needed(
    app: Flask, step: FillIn
) -> None:
    page = step(
        "permissions",
        legal_basis="consent",
        no_sikt_because="An evaluation.",
        rek_not_needed="No research on health.",
        project_end="2029-12-31",
        last_day_to_erase="2029-09-30",
        at_the_end="untied",
    )
    assert statuses(page)["Permissions and retention"] == "done"
    (row,) = read(app, select(StudySetUp.rek_reference, StudySetUp.rek_not_needed))
    assert tuple(row) == (None, "No research on health.")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rek_reference": "1", "rek_not_needed": "no"}, "rek_not_needed"),
        ({"project_end": "2029-01-01", "last_day_to_erase": "2029-01-02"}, "last_day_to_erase"),
        ({"project_end": "soon"}, "project_end"),
        ({"legal_basis": "none"}, "legal_basis"),
    ],
)
def test_permissions_that_contradict_each_other_are_refused_at_the_field(
    step: FillIn, values: dict[str, str], field: str
) -> None:
    assert f"#{field}" in step("permissions", **values).links().values()


def test_when_and_what_people_are_asked_is_saved(app: Flask, step: FillIn) -> None:
    step(
        "questions",
        post_after_weeks="12",
        post_window_weeks="",
        background=["gender", "age_band"],
        open_field="y",
    )
    study = stored(app)
    assert (study.post_after_weeks, study.post_window_weeks) == (12, None)
    assert (study.background, study.open_field) == (["age_band", "gender"], True)


def test_the_first_answer_locks_when_and_what_people_are_asked_and_the_page_says_why(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    before = coordinator.open(f"{SET_UP}/questions")
    make_answered(app, make_card(app, study), "pre", {})
    page = coordinator.press(before, "Save", 409, post_after_weeks="1")
    assert page.links()["To the checklist"] == SET_UP
    assert stored(app).post_after_weeks == 26
    locked = coordinator.open(f"{SET_UP}/questions")
    assert "Somebody has answered, so this cannot be changed any more" in locked.text
    assert not locked.form().all("button")
    assert all("disabled" in one.attributes for one in locked.form().all("input", type="text"))


def test_answers_that_are_only_begun_lock_the_questions_too(
    app: Flask, coordinator: PageClient, open_client: Callable[..., PageClient]
) -> None:
    participant = open_client()
    begin(participant, make_card(app, make_study(app)))
    QuestionsPage(participant, 1).answer(soc13_01=3)
    assert "Somebody has answered" in coordinator.open(f"{SET_UP}/questions").text


@pytest.mark.parametrize("name", ["about", "permissions", "questions", "letter/answers"])
def test_nothing_of_a_closed_study_can_be_changed(
    app: Flask, coordinator: PageClient, study: Study, name: str
) -> None:
    before = coordinator.open(f"{SET_UP}/{name}")
    with writing(app) as session:
        session.execute(update(Study).values(state=CLOSED))
    coordinator.press(before, "Save", 409)
    page = coordinator.open(f"{SET_UP}/{name}")
    assert "The study is closed." in page.text
    assert not page.root.one("main").all("button")


def test_a_study_is_paused_and_goes_on_and_is_closed_after_one_more_question(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app)
    coordinator.press(coordinator.open(SET_UP), "Pause the study")
    assert stored(app).state == PAUSED
    coordinator.press(coordinator.open(SET_UP), "Go on with the study")
    assert stored(app).state == OPEN
    sure = coordinator.press(coordinator.open(SET_UP), "Close the study")
    assert sure.heading == "Close the study?"
    assert stored(app).state == OPEN
    coordinator.press(sure, "Yes, close the study")
    assert stored(app).state == CLOSED
    coordinator.press(coordinator.open(SET_UP), "Open the study again")
    assert events(app) == [
        ("pause_study", "study"),
        ("resume_study", "study"),
        ("close_study", "study"),
        ("reopen_study", "study"),
    ]


def test_a_button_that_was_pressed_twice_says_that_the_state_is_another_by_now(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app)
    page = coordinator.open(SET_UP)
    with writing(app) as session:
        session.execute(update(Study).values(state=CLOSED))
    assert coordinator.press(page, "Pause the study", 409).heading == "This was not done"
    assert stored(app).state == CLOSED


def test_a_state_that_is_none_is_refused(app: Flask, coordinator: PageClient) -> None:
    make_study(app)
    page = coordinator.open(SET_UP)
    coordinator.press(page, "Pause the study", 409, end="anything")
    coordinator.press(page, "Pause the study", 409, end="anonymised")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_whoever_types_a_code_in_a_paused_study_is_told_that_nothing_is_lost(
    app: Flask, open_client: Callable[..., PageClient], language: str
) -> None:
    client = open_client(language)
    card = make_card(app, make_study(app))
    begin(client, card, language)
    QuestionsPage(client, 1).answer(soc13_01=3)
    page = QuestionsPage(client, 2).page
    with writing(app) as session:
        session.execute(update(Study).values(state=PAUSED))
    met = client.send(page, 403)
    assert met.heading == CardPage(client).type_code(card.code, 403).heading
    heading = {
        "nb": "Undersøkelsen tar en pause",
        "nn": "Undersøkinga tek ein pause",
        "en": "The study is taking a break",
    }
    assert met.heading == heading[language]
    with writing(app) as session:
        session.execute(update(Study).values(state=OPEN))
    begin(client, card, language)
    assert QuestionsPage(client, 1).chosen == {"soc13_01": 3}


def test_a_study_of_real_people_that_lacks_permission_alone_waits_for_it(
    app: Flask, coordinator: PageClient
) -> None:
    make_ready(app)
    page = coordinator.open(SET_UP)
    assert statuses(page)["The texts of the questions"] == "missing"
    assert [one.text for one in page.root.one("main").all("button")] == ["Wait for permission"]
    page = coordinator.press(page, "Wait for permission")
    assert stored(app).state == NEEDS_PERMISSION
    assert "State: Waits for permission." in page.text
    assert not page.root.one("main").all("button")


def test_the_list_says_where_each_study_stands_and_what_comes_next(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app, "one", name="First", kind=EVALUATION, state=DRAFT)
    make_study(app, "two", name="Second")
    page = coordinator.open("/staff/")
    assert "Being set up. Next: About this study" in page.text
    assert page.links()["About this study – First"] == "/staff/studies/one/set-up"
    assert "Second Open" in page.text


def test_the_page_of_a_study_leads_to_its_set_up(app: Flask, coordinator: PageClient) -> None:
    make_study(app)
    assert coordinator.open("/staff/studies/try").links()["Set up"] == SET_UP


def test_each_change_is_an_event_of_whoever_made_it(app: Flask, step: FillIn) -> None:
    step("permissions", legal_basis="consent")
    row = read(app, select(AuditEvent).order_by(AuditEvent.number))[-1][0]
    assert (row.role, row.action, row.object_type) == (
        "coordinator",
        "change_set_up",
        "permissions",
    )


def test_somebody_who_approves_has_a_part_in_the_study(app: Flask, coordinator: PageClient) -> None:
    study = make_study(app, kind=EVALUATION, state=DRAFT)
    make_staff(app, "reviewer", studies=[])
    assert statuses(coordinator.open(SET_UP))["A second person"] == "missing"
    with writing(app) as session:
        session.add(StudyPart(staff_id=reviewer_in(session), study_id=study.id))
    assert statuses(coordinator.open(SET_UP))["A second person"] == "done"
