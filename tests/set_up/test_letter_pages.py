"""The letter as a form: the same content as its file, with gaps named and a preview."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey.letter.fields import FACTS, TEXTS
from survey.letter.template import template
from survey.models import LetterDraft, StoredLetter, Study
from survey.models.study import CLOSED, DRAFT, EVALUATION, OPEN
from survey.set_up import checklist, words
from tests.factories import make_card, make_study, read
from tests.letters import install_letter, whole_letter
from tests.page_client import Page, PageClient
from tests.pages import CardPage, LanguagePage

LETTER = "/staff/studies/try/set-up/letter"
FillIn = Callable[..., Page]


def in_work(app: Flask) -> dict[str, Any]:
    return read(app, select(LetterDraft.content))[0][0]


def versions(app: Flask) -> list[int]:
    return [row[0] for row in read(app, select(StoredLetter.version).order_by("version"))]


def take_in(client: PageClient, content: bytes, status: int = 200) -> Page:
    page = client.open(LETTER)
    return client.press(page, "Take the file in", status, file=(io.BytesIO(content), "letter.toml"))


def fill_in_everything(step: FillIn, content: dict[str, Any]) -> None:
    """Type a whole letter into the pages."""
    facts = content["facts"]
    yes_no = {True: "yes", False: "no"}
    people = {
        f"{key}_{number}": one[key]
        for number, one in enumerate(facts["contacts"], 1)
        for key in ("role", "name", "reach")
    }
    first = {key: said for key, said in people.items() if key.endswith("_1")}
    step("about", **first)
    step(
        "about",
        **people,
        institution=facts["institution"],
        municipality_is_controller=yes_no[facts["municipality_is_controller"]],
        data_protection_officer=facts["data_protection_officer"],
    )
    keys = checklist.FACTS_OF[checklist.PERMISSIONS]
    step("permissions", **{key: facts[key] for key in keys if key in facts})
    step(
        "letter/answers",
        readers="\r\n".join(facts["readers"]),
        processors="\r\n".join(facts["processors"]),
        recipients_no_one="y",
        transfers_outside_eea=yes_no[facts["transfers_outside_eea"]],
        collects_elsewhere=yes_no[facts["collects_elsewhere"]],
        optional_purposes="reuse",
    )
    for language in ("nb", "nn", "en"):
        step(f"letter/texts/{language}", **content[language])


def test_a_letter_typed_into_the_pages_is_the_one_that_a_file_would_hold(
    app: Flask, coordinator: PageClient, step: FillIn
) -> None:
    content = whole_letter()
    fill_in_everything(step, content)
    content["facts"]["no_sikt_because"] = ""
    assert in_work(app) == content
    sent = coordinator.get(f"{LETTER}/letter.toml")
    assert sent.headers["Content-Type"] == "application/toml; charset=utf-8"
    assert sent.get_data(as_text=True) == template("A try", content)
    page = coordinator.open(LETTER)
    assert "Missing" not in page.text
    coordinator.press(page, "Use this letter")
    assert versions(app) == [1]
    assert read(app, select(LetterDraft)) == []


def test_a_file_is_taken_in_and_stands_in_the_fields(app: Flask, coordinator: PageClient) -> None:
    make_study(app, state=DRAFT)
    page = take_in(coordinator, template("x", whole_letter(readers=["Kari", "Ola"])).encode())
    assert "Saved." in page.text
    assert "Missing" not in page.text
    answers = coordinator.open(f"{LETTER}/answers")
    assert answers.root.one("textarea", id="readers").text == "Kari Ola"
    none = answers.root.one("input", id="recipients_no_one")
    assert "checked" in none.attributes
    reuse = answers.root.one("input", name="optional_purposes", value="reuse")
    assert "checked" in reuse.attributes


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "not a file that a letter can be read from"),
        (b"", "Choose a file first."),
        (b"[facts]\nproject_end = 'soon'", "facts.project_end"),
        (b"[fact]\n", "fact"),
    ],
)
def test_a_file_that_cannot_be_a_letter_changes_nothing_and_the_place_is_named(
    app: Flask, coordinator: PageClient, content: bytes, said: str
) -> None:
    page = take_in(coordinator, content, 409)
    assert said in page.root.one("div", **{"class": "errors"}).text
    assert read(app, select(LetterDraft)) == []


@pytest.mark.usefixtures("study")
def test_what_is_missing_is_named_beside_the_page_where_it_is_filled_in(
    coordinator: PageClient, step: FillIn
) -> None:
    step("letter/answers", readers="Kari", recipients_no_one="y")
    links = coordinator.open(LETTER).root.one("ul", **{"class": "parts"}).all("a")
    said = {one.text: one.parent.text.removeprefix(one.text).strip() for one in links}
    assert said["Law, Sikt and dates"].startswith("Missing: Legal basis Reference from Sikt")
    assert "Who reads single answers" not in said["Who gets at the answers"]
    assert "Who runs the computers for the institution" in said["Who gets at the answers"]
    assert said["Your own sentences: Nynorsk"].endswith("What the answers are used for (Nynorsk)")
    assert said["Your own sentences: English"] == "Nothing is missing here."


@pytest.mark.usefixtures("study")
def test_a_sentence_is_asked_for_only_when_the_facts_call_for_it(
    coordinator: PageClient, step: FillIn
) -> None:
    assert "transfers" not in coordinator.open(f"{LETTER}/texts/nb").form().text
    step("letter/answers", transfers_outside_eea="yes")
    page = coordinator.open(f"{LETTER}/texts/nb")
    assert page.root.one("textarea", id="transfers")["lang"] == "nb"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_preview_reads_as_the_letter_does(
    app: Flask, coordinator: PageClient, study: Study, language: str
) -> None:
    take_in(coordinator, template("x", whole_letter()).encode())
    page = coordinator.open(f"{LETTER}/preview/{language}")
    shown = page.root.one("section", **{"class": "letter"})
    study_name = whole_letter()[language]["study"]
    assert study_name in shown.text
    assert page.root.one("div", **{"class": "shown-letter"})["lang"] == language
    assert "[" not in shown.text


def test_the_preview_marks_gaps_and_says_which_they_are(
    coordinator: PageClient, study: Study
) -> None:
    page = coordinator.open(f"{LETTER}/preview/nb")
    assert "[Ansvarlig institusjon]" in page.root.one("section", **{"class": "letter"}).text
    gaps = page.root.one("div", **{"class": "stamp"}).all("li")
    assert "Legal basis" in [one.text for one in gaps]


def test_people_meet_what_is_in_use_and_not_what_is_in_work(
    app: Flask, coordinator: PageClient, open_client: Callable[..., PageClient], step: FillIn
) -> None:
    step("about", institution="Another institution")
    coordinator.press(coordinator.open("/staff/studies/try/set-up"), "Open the study")
    study = read(app, select(Study))[0][0]
    install_letter(app, study)
    step("about", institution="A third institution")
    participant = open_client()
    CardPage(participant).type_code(make_card(app, study).code)
    page = LanguagePage(participant).choose("en")
    assert "Universitetet i Eksempelvik is responsible" in page.text
    assert "third" not in page.text
    overview = coordinator.open(LETTER)
    assert "What you have changed since then is kept here and not in use." in overview.text
    coordinator.press(overview, "Use this letter")
    assert "A third institution" in participant.open("/information").text
    assert versions(app) == [1, 2]


def test_an_open_study_takes_no_letter_with_gaps_into_use(
    app: Flask, coordinator: PageClient, step: FillIn, study: Study
) -> None:
    take_in(coordinator, template("x", whole_letter()).encode())
    before = coordinator.open(LETTER)
    coordinator.press(coordinator.open("/staff/studies/try/set-up"), "Open the study")
    step("letter/answers", readers="")
    assert coordinator.press(before, "Use this letter", 409).heading == "This was not done"
    assert versions(app) == []
    page = coordinator.open(LETTER)
    assert "It can be used when nothing is missing." in page.text
    assert "Use this letter" not in page.text
    assert read(app, select(Study.state)) == [(OPEN,)]


def test_saving_a_page_without_a_change_is_no_letter_in_work(
    app: Flask, coordinator: PageClient, study: Study, step: FillIn
) -> None:
    take_in(coordinator, template("x", whole_letter()).encode())
    coordinator.press(coordinator.open(LETTER), "Use this letter")
    step("letter/answers")
    assert read(app, select(LetterDraft)) == []


def test_the_command_line_goes_on_from_what_the_pages_hold(
    installation: None,
    coordinator: PageClient,
    step: FillIn,
    sammenheng: Callable[..., Any],
    tmp_path: Any,
) -> None:
    step("about", institution="The university")
    out = sammenheng("letter", "template", "try").out
    assert tomllib.loads(out)["facts"]["institution"] == "The university"
    path = tmp_path / "letter.toml"
    path.write_text(template("x", whole_letter()), encoding="utf-8")
    said = sammenheng("letter", "install", "try", path)
    assert "in work on the pages is replaced" in said.err
    form = coordinator.open("/staff/studies/try/set-up/about")
    assert form.root.one("input", id="institution")["value"] == "Universitetet i Eksempelvik"


def test_a_closed_study_shows_its_letter_and_takes_no_other(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app, kind=EVALUATION, state=CLOSED)
    page = coordinator.open(LETTER)
    assert not page.root.one("main").all("button")
    assert "No letter is in use yet." in page.text


def test_an_unknown_language_is_not_found(app: Flask, coordinator: PageClient) -> None:
    make_study(app)
    for page in ("preview", "texts"):
        coordinator.open(f"{LETTER}/{page}/sv", 404)


def test_every_field_of_the_letter_is_asked_for_on_one_page_and_named() -> None:
    asked = [key for keys in checklist.FACTS_OF.values() for key in keys]
    assert sorted(asked) == sorted(field.key for field in FACTS) == sorted(words.FACTS)
    assert list(words.TEXTS) == [field.key for field in TEXTS]
    chosen = {field.key: set(field.choices) for field in FACTS if field.choices}
    assert {key: set(words.CHOICES[key]) - {"none"} for key in chosen} == chosen
