"""The pages on which a licensed text is loaded: upload, faults, preview, permission, versions."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import AuditEvent, InstrumentWording, WordingDraft, WordingPermission
from survey.models.study import DRAFT
from survey.wording.files import LARGEST
from survey.wording.template import toml_template
from tests.factories import make_answered, make_card, make_staff, make_study, random_responses, read
from tests.letters import install_letter
from tests.page_client import Page, PageClient
from tests.pages import QuestionsPage, SignInPage, begin
from tests.wordings import (
    as_toml,
    as_workbook,
    install_both,
    install_content,
    install_text,
    invented,
    make_real_study,
)

OpenClient = Callable[..., PageClient]
ADDRESS = "/staff/studies/try/wording"
PERMISSION = {"reference": "Brev 14", "dated_on": "2026-02-01", "research": "y", "web": "y"}
INSTALL = PERMISSION | {"compared": "y"}


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    """A coordinator at the page of a trial."""
    make_study(app)
    SignInPage(client).sign_in(make_staff(app, "coordinator"))
    client.open(ADDRESS)
    return client


def send(client: PageClient, packed: bytes, name: str = "form.toml", status: int = 200) -> Page:
    client.open(ADDRESS)
    return client.press(client.page, "Check the form", status, file=(io.BytesIO(packed), name))


def sha8_of(app: Flask, row_id: str) -> str:
    (found,) = read(app, select(InstrumentWording.sha256).filter_by(id=row_id))
    return found[0][:8]


def stored(app: Flask, table: type) -> int:
    return len(read(app, select(*table.__table__.primary_key)))


@pytest.mark.parametrize("kind", ["toml", "xlsx"])
def test_a_form_is_taken_filled_in_sent_in_looked_at_installed_and_shown_to_participants(
    app: Flask, coordinator: PageClient, open_client: OpenClient, kind: str
) -> None:
    content = invented()
    packed = as_toml(content) if kind == "toml" else as_workbook(content)
    page = send(coordinator, packed, f"form.{kind}")
    assert page.heading == "SOC-13 in Norwegian Bokmål, not installed yet"
    assert stored(app, WordingPermission) == 0

    page = coordinator.press(page, "Install the text", **INSTALL)
    assert page.heading == "SOC-13 in Norwegian Bokmål, version 1"
    assert "Brev 14, 1 February 2026. For research. On a screen. Bokmål." in page.text
    assert stored(app, WordingDraft) == 0

    participant = open_client("nn")
    begin(participant, make_card(app, make_study(app, "other")), "nn")
    shown = QuestionsPage(participant, 1).page.text
    assert "Hvordan er det med prøvesetning 1 for deg?" in shown
    assert "berre på norsk bokmål" in shown


def test_the_form_to_take_is_the_one_that_is_offered(coordinator: PageClient) -> None:
    links = [one["href"] for one in coordinator.page.root.one("main").all("a")]
    forms = [one for one in links if "/form/" in one]
    assert len(forms) == 2 * 3 * 2
    toml = coordinator.get(next(one for one in forms if one.endswith("gse.nn.toml")))
    assert toml.get_data(as_text=True) == toml_template("gse", "nn")
    sheet = coordinator.get(next(one for one in forms if one.endswith("gse.nn.xlsx")))
    assert sheet.data.startswith(b"PK")
    assert "gse-nn.xlsx" in sheet.headers["Content-Disposition"]


@pytest.mark.parametrize("address", ["form/soc13.fr.toml", "form/soc29.nb.toml", "form/gse.nb.doc"])
def test_no_other_form_is_offered(coordinator: PageClient, address: str) -> None:
    coordinator.open(f"{ADDRESS}/{address}", 404)


def test_every_fault_is_listed_by_its_place_and_nothing_is_stored(
    app: Flask, coordinator: PageClient
) -> None:
    content = invented(anchor_layout="unknown")
    content["items"]["soc13_04"]["low"] = ""
    page = send(coordinator, as_workbook(content), "skjema.xlsx", 400)
    assert page.heading == "The form is not whole yet"
    faults = [one.text for one in page.root.one("ul", **{"class": "faults"}).all("li")]
    assert (
        faults[1]
        == "cell D20 items.soc13_04.low The words at the lowest point of question 4 are missing."
    )
    assert faults[0].startswith("cell C14 anchor_layout Nobody knows which way the points run")
    assert stored(app, WordingDraft) == 0


def test_pressing_without_a_file_asks_for_one(coordinator: PageClient) -> None:
    page = coordinator.press(coordinator.page, "Check the form", 400)
    assert "Choose the file first." in page.text


@pytest.mark.parametrize(("size", "status"), [(LARGEST + 1, 400), (400_000, 413)])
def test_a_file_that_is_too_large_is_told_how_large_it_may_be(
    coordinator: PageClient, size: int, status: int
) -> None:
    page = send(coordinator, b"#" * size, status=status)
    assert "The file is larger than 256 kB." in page.text


def test_ten_megabytes_are_turned_away_unread(coordinator: PageClient) -> None:
    answer = coordinator.browser.post(
        f"{ADDRESS}/upload",
        data=b"#" * 10_000_000,
        content_type="multipart/form-data; boundary=x",
        headers=coordinator.headers,
    )
    assert answer.status_code == 413
    assert "The file is larger than 256 kB." in answer.get_data(as_text=True)


def test_who_has_not_signed_in_is_told_nothing_of_a_study(app: Flask, client: PageClient) -> None:
    make_study(app)
    answer = client.browser.post(
        f"{ADDRESS}/upload",
        data=b"#" * 400_000,
        content_type="multipart/form-data; boundary=x",
    )
    assert (answer.status_code, answer.data) == (413, b"")


def test_no_other_page_takes_that_much(coordinator: PageClient) -> None:
    form = coordinator.page.root.one("form", action=f"{ADDRESS}/purpose")
    assert coordinator.post(form, purpose="x" * 100_000).status_code == 413


def test_html_in_a_text_is_shown_as_text_and_is_to_be_looked_at(coordinator: PageClient) -> None:
    content = invented(notes="<script>alert(1)</script>")
    content["items"]["soc13_05"]["text"] = "Hvordan er <b>det</b>?"
    page = send(coordinator, as_toml(content))
    assert "items.soc13_05.text Looks like signs for a web page." in page.text
    assert page.root.one("fieldset", id="soc13_05").one("legend").text == (
        "5. Hvordan er <b>det</b>?"
    )
    assert not page.root.one("main").all("script", "b")


def test_the_preview_has_the_participants_own_pages_and_the_source_beside_them(
    app: Flask, coordinator: PageClient, open_client: OpenClient
) -> None:
    page = send(coordinator, as_toml(invented()))
    previewed = page.root.all("fieldset", id="soc13_06")[0]
    coordinator.press(page, "Install the text", **INSTALL)
    participant = open_client("nb")
    begin(participant, make_card(app, make_study(app, "other")), "nb")
    real = QuestionsPage(participant, 2).page.root.one("fieldset", id="soc13_06")
    words = ("prøvesetning 6", "lite av 6", "mye av 6")
    assert all(one in previewed.text and one in real.text for one in words)
    assert [one.get("value") for one in previewed.all("input")] == [
        one.get("value") for one in real.all("input")
    ]
    source = page.root.all("ol", **{"class": "source"})
    turned = [
        one.one("code").text for part in source for one in part.all("li") if "Turned" in one.text
    ]
    assert turned == [f"soc13_{n:02}" for n in (1, 2, 3, 7, 10)]


def test_another_language_can_stand_beside_it(app: Flask, coordinator: PageClient) -> None:
    row_id = install_text(app, "gse", "en")
    page = send(coordinator, as_toml(invented("gse")))
    assert "practice sentence" not in page.text
    beside = coordinator.open(f"{page.path}?beside={sha8_of(app, row_id)}")
    assert [one["lang"] for one in beside.root.all("div", **{"class": "phone"})] == ["nb", "en"] * 2
    assert "How is it with practice sentence 10 for you?" in beside.text


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        ("reference", "Write by what the rights holder knows the permission."),
        ("dated_on", "Write the day of the permission."),
        ("research", "Tick what the permission is for."),
        ("web", "Tick how the questions may be asked."),
        ("compared", "Compare the text first"),
    ],
)
def test_a_permission_that_lacks_something_is_asked_for_it(
    app: Flask, coordinator: PageClient, left_out: str, told: str
) -> None:
    page = send(coordinator, as_toml(invented()))
    given = {key: value for key, value in INSTALL.items() if key != left_out}
    page = coordinator.press(page, "Install the text", **given)
    assert told in page.root.one("div", role="alert").text
    assert stored(app, WordingPermission) == 0


def test_a_permission_that_does_not_name_the_texts_language_is_asked_for_it(
    app: Flask, coordinator: PageClient
) -> None:
    page = send(coordinator, as_toml(invented()))
    form = next(one for one in page.root.all("form") if one.text.endswith("Install the text"))
    answer = coordinator.browser.post(
        form["action"],
        data=INSTALL | {"en": "y", "csrf_token": form.all("input", name="csrf_token")[0]["value"]},
        headers=coordinator.headers,
    )
    assert "tick it if the permission names it" in answer.get_data(as_text=True)
    assert stored(app, WordingPermission) == 0


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({"valid_until": "2026-01-01"}, "The last day comes before the day it is dated."),
        ({"dated_on": "1 feb"}, "Write day, month and year"),
        ({"dated_on": "2027 02"}, "Write day, month and year"),
        ({"valid_until": "31 2 2027"}, "Write day, month and year"),
    ],
)
def test_days_that_cannot_be_are_refused(
    coordinator: PageClient, days: dict[str, str], told: str
) -> None:
    page = send(coordinator, as_toml(invented()))
    page = coordinator.press(page, "Install the text", **(INSTALL | days))
    assert told in page.root.one("div", role="alert").text


def test_an_uploaded_text_can_be_thrown_away(app: Flask, coordinator: PageClient) -> None:
    page = send(coordinator, as_toml(invented()))
    page = coordinator.press(page, "Throw it away")
    assert page.heading == "Texts and permissions"
    assert stored(app, WordingDraft) == 0


def test_an_uploaded_text_waits_on_the_first_page(app: Flask, coordinator: PageClient) -> None:
    waiting = send(coordinator, as_toml(invented())).path
    send(coordinator, as_toml(invented()))
    assert stored(app, WordingDraft) == 1
    assert waiting in coordinator.open(ADDRESS).links().values()


def test_another_permission_is_added_and_all_can_be_taken_back(
    app: Flask, coordinator: PageClient
) -> None:
    row_id = install_text(app, "soc13")
    page = coordinator.open(f"{ADDRESS}/versions/{sha8_of(app, row_id)}")
    more = PERMISSION | {"reference": "Brev 15", "paper": "y", "valid_until": "2031-12-31"}
    page = coordinator.press(page, "Record the permission", **more)
    assert "Brev 15, 1 February 2026. For research. On a screen. On paper. Bokmål. Until 31" in (
        page.text
    )
    page = coordinator.press(page, "Take it back", 400, why="")
    assert "Write why, for whoever reads it later." in page.text
    page = coordinator.press(page, "Take it back", why="Det var en annen tekst.")
    assert "Nothing: no permission is recorded, or it was taken back." in page.text
    assert stored(app, WordingPermission) == 3


def test_a_text_that_nobody_has_answered_is_set_aside_and_one_that_was_answered_is_not(
    app: Flask, coordinator: PageClient
) -> None:
    row_id = install_text(app, "soc13")
    page = coordinator.open(f"{ADDRESS}/versions/{sha8_of(app, row_id)}")
    make_answered(app, make_card(app, make_study(app, "other")), "pre", random_responses(1))
    page = coordinator.press(page, "Set it aside", 409)
    assert "People have answered it, so it stays as it is." in page.text
    newer = install_content(app, invented(version="prøve 2"))
    page = coordinator.press(
        coordinator.open(f"{ADDRESS}/versions/{sha8_of(app, newer)}"), "Set it aside"
    )
    assert "Set aside." in page.text


def test_the_first_page_says_what_a_study_of_real_people_waits_for(
    app: Flask, client: PageClient
) -> None:
    make_real_study(app, state=DRAFT)
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    page = client.open(ADDRESS)
    assert "The study cannot open yet. Everything else works." in page.text
    assert "No text of SOC-13 is installed. No text of GSE is installed." in page.text
    install_both(app)
    page = client.open(ADDRESS)
    assert "Each questionnaire has a text with a permission that covers this study." in page.text
    page = client.press(page, "Save", purpose="service_evaluation")
    assert "The permission for GSE (Brev 14) does not cover the evaluation of a service." in (
        page.text
    )


def test_each_deed_is_in_the_log_without_a_word_of_the_text(
    app: Flask, coordinator: PageClient
) -> None:
    page = send(coordinator, as_toml(invented()))
    page = coordinator.press(page, "Install the text", **INSTALL)
    page = coordinator.press(page, "Take it back", why="feil")
    page = coordinator.press(page, "Record the permission", **PERMISSION)
    coordinator.press(page, "Set it aside")
    events = read(
        app, select(AuditEvent.action, AuditEvent.object_type).order_by(AuditEvent.number)
    )
    assert [tuple(one) for one in events if one.action != "signed_in"] == [
        (one, "wording")
        for one in (
            "upload_wording",
            "install_wording",
            "take_back_permission",
            "record_permission",
            "set_wording_aside",
        )
    ]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_page_is_whole_in_every_language(
    app: Flask, open_client: OpenClient, language: str
) -> None:
    make_real_study(app, state=DRAFT)
    rows = install_both(app)
    client = open_client(language)
    SignInPage(client).sign_in(make_staff(app, "coordinator"))
    for address in (
        "",
        f"/versions/{sha8_of(app, rows['gse'])}",
        "/letter/soc13/en",
        "/letter/gse/nb",
    ):
        client.open(f"{ADDRESS}{address}")


def test_the_letter_says_what_is_known_and_marks_what_is_not(
    app: Flask, coordinator: PageClient
) -> None:
    page = coordinator.open(f"{ADDRESS}/letter/soc13/en")
    before = [one.text for one in page.root.all("mark")]
    assert "[how many]" in before
    assert "[the last day of the project]" in before
    assert "Antonovsky (1987)" in page.text
    with app.app_context():
        study = make_real_study(app, key="own")
    install_letter(app, study, institution="Universitetet i Utopia")
    page = coordinator.open("/staff/studies/own/wording/letter/gse/nb")
    after = [one.text for one in page.root.all("mark")]
    assert "Universitetet i Utopia svarer for" in page.text
    assert "31. desember 2029" in page.text
    assert not [one for one in after if "siste dag" in one or "institusjon" in one]
    text = coordinator.get("/staff/studies/own/wording/letter/gse/nb.txt").get_data(as_text=True)
    assert "[[hvor mange]]" in text


@pytest.mark.parametrize("purpose", ["research", "service_evaluation"])
def test_the_letter_asks_for_what_the_study_is_for(
    app: Flask, coordinator: PageClient, purpose: str
) -> None:
    page = coordinator.press(coordinator.open(ADDRESS), "Save", purpose=purpose)
    page = coordinator.open(f"{ADDRESS}/letter/soc13/en")
    asks = "ask you to say in writing whether this use is covered" in page.text
    assert asks is (purpose == "service_evaluation")


@pytest.mark.parametrize("address", ["soc13/nb", "gse/nn", "soc29/en", "gse/nn.txt"])
def test_there_is_no_other_letter(coordinator: PageClient, address: str) -> None:
    coordinator.open(f"{ADDRESS}/letter/{address}", 404)


@pytest.mark.parametrize("address", ["waiting/none", "versions/none"])
def test_what_is_not_there_is_not_found(coordinator: PageClient, address: str) -> None:
    coordinator.open(f"{ADDRESS}/{address}", 404)


def test_a_stored_text_has_no_field_to_change_it_in(app: Flask, coordinator: PageClient) -> None:
    row_id = install_text(app, "soc13")
    (before,) = read(app, select(InstrumentWording.text).filter_by(id=row_id))
    page = coordinator.open(f"{ADDRESS}/versions/{sha8_of(app, row_id)}")
    filled: dict[str, Any] = {f"soc13_{n:02}": "7" for n in range(1, 14)}
    coordinator.press(page, "Record the permission", **(PERMISSION | filled))
    assert read(app, select(InstrumentWording.text).filter_by(id=row_id)) == [before]
