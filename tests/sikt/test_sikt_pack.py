"""What an institution gets for Sikt and its data protection officer: whole, true, and honest."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.after_questions import QUESTIONS
from survey.export.standing_columns import standing_columns
from survey.letter import store
from survey.letter.reading import example
from survey.models import AuditEvent, Base, Study, StudySetUp
from survey.models.study import DRAFT, EVALUATION
from survey.report import worker
from survey.report.jobs import run_queued
from survey.sikt import documents, operations, variables
from survey.sikt.facts import facts_of
from survey.sikt.operations import Gathered
from tests.factories import make_group, make_staff, make_study, read, writing
from tests.letters import install_letter, whole_letter
from tests.page_client import PageClient
from tests.pages import SignInPage

ADDRESS = "/staff/studies/try/sikt"
MAKE = "Make the pack (ZIP)"


@pytest.fixture(autouse=True)
def worker_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process; the tests do the queued jobs themselves."""
    monkeypatch.setattr(worker, "start", lambda _settings: None)


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    SignInPage(client).sign_in(make_staff(app, "coordinator"))
    return client


@pytest.fixture
def whole_study(app: Flask) -> Study:
    """Make a study of real people in which everything has been said."""
    study = make_study(app, kind=EVALUATION, post_after_weeks=26, background=["age_band"])
    make_group(app, study)
    install_letter(app, study)
    with writing(app) as session:
        session.add(
            StudySetUp(
                study_id=study.id,
                begins_on=None,
                planned_groups=30,
                rek_not_needed="Det er ikke helseforskning.",
            )
        )
    return study


def gathered(app: Flask, study: Study) -> Gathered:
    with app.app_context(), writing(app) as session:
        return operations.gathered(session, session.get_one(Study, study.id))


def pack_of(app: Flask, client: PageClient) -> zipfile.ZipFile:
    """Press the button, let the job run, and fetch the pack."""
    waiting = client.press(client.open(ADDRESS), MAKE)
    assert waiting.headers["Refresh"] == "2"
    with app.app_context():
        run_queued()
    response = client.get(waiting.path)
    assert response.content_type == "application/zip"
    return zipfile.ZipFile(io.BytesIO(response.data))


def words_of(pack: zipfile.ZipFile, name: str) -> str:
    pages = PdfReader(io.BytesIO(pack.read(name))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.mark.usefixtures("whole_study")
def test_one_button_gives_a_pack_with_all_that_the_notification_asks_for(
    app: Flask, coordinator: PageClient
) -> None:
    pack = pack_of(app, coordinator)
    assert pack.namelist() == [
        "00-les-forst.pdf",
        "03-personvernkonsekvenser.pdf",
        "04-protokoll.pdf",
        "01-variabelliste.pdf",
        "01-variabelliste.csv",
        "02-informasjonsskriv-nb.pdf",
        "02-informasjonsskriv-nb.txt",
        "02-informasjonsskriv-nn.pdf",
        "02-informasjonsskriv-nn.txt",
        "02-informasjonsskriv-en.pdf",
        "02-informasjonsskriv-en.txt",
    ]
    cover = words_of(pack, "00-les-forst.pdf")
    assert example()["facts"]["institution"] in cover
    assert "30 grupper" in cover
    assert "26 uker" in cover
    assert "Ikke søkt: Det er ikke helseforskning." in cover
    dpia = words_of(pack, "03-personvernkonsekvenser.pdf")
    assert "Samtykke, artikkel 6" in dpia
    assert "Fyll ut" in dpia  # what the institution must judge itself
    assert "31. desember 2029" in words_of(pack, "04-protokoll.pdf")
    actions = [one for (one,) in read(app, select(AuditEvent.action))]
    assert actions == ["signed_in", "pack_asked_for"]


@pytest.mark.usefixtures("whole_study")
def test_the_letter_in_the_pack_is_word_for_word_what_participants_read(
    app: Flask, coordinator: PageClient
) -> None:
    pack = pack_of(app, coordinator)
    text = pack.read("02-informasjonsskriv-nn.txt").decode()
    assert "Eg har lese informasjonsskrivet" in text
    printed = words_of(pack, "02-informasjonsskriv-nn.pdf")
    for line in text.splitlines():
        words = " ".join(line.lstrip("#-[] ").split())
        assert words in printed, words


def test_the_letter_is_in_the_pack_before_sikt_has_given_its_reference(
    app: Flask, coordinator: PageClient
) -> None:
    install_letter(app, make_study(app, kind=EVALUATION, state=DRAFT), sikt_reference="")
    text = pack_of(app, coordinator).read("02-informasjonsskriv-nb.txt").decode()
    assert "(referanse ...)" in text


def test_a_study_that_lacks_nearly_everything_gets_a_pack_that_says_so(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app, kind=EVALUATION, institution="")
    page = coordinator.open(ADDRESS)
    assert "behandlingsgrunnlag" in page.text
    pack = pack_of(app, coordinator)
    assert not [name for name in pack.namelist() if name.startswith("02-")]
    cover = words_of(pack, "00-les-forst.pdf")
    for what in ("formål", "personvernombud", "prosjektslutt", "informasjonsskrivet: "):
        assert what in cover
    assert "Mangler: behandlingsgrunnlag" in cover


def test_what_is_missing_on_the_page_is_what_is_missing_in_the_pack(
    app: Flask, whole_study: Study
) -> None:
    found = gathered(app, whole_study)
    facts = operations.facts_with_letter(found)
    assert list(facts.missing) == ["når innsamlingen begynner"]
    last = documents.document(documents.COVER, facts).parts[-1]
    assert [documents.plain(one) for one in last.bullets] == list(facts.missing)


@pytest.mark.parametrize("name", [documents.COVER, documents.DPIA, documents.RECORD])
def test_every_fact_that_a_document_names_is_known_to_the_program(
    app: Flask, whole_study: Study, name: str
) -> None:
    made = documents.document(name, facts_of(gathered(app, whole_study).settings))
    texts = [
        documents.plain(cell)
        for part in made.parts
        for cell in (*part.paragraphs, *part.bullets, *(cell for row in part.table for cell in row))
    ]
    assert texts
    assert not [text for text in texts if "{" in text]


def test_a_brace_in_what_somebody_wrote_stays_a_brace(app: Flask) -> None:
    study = make_study(app)
    content = whole_letter()
    content["nb"]["study"] = "Sorg {institution}"
    with writing(app) as session:
        store.install(session, session.merge(study), content)
    made = documents.document(documents.COVER, facts_of(gathered(app, study).settings))
    assert "«Sorg {institution}»" in made.lead


def everything_about_participants() -> set[str]:
    """Return every table whose rows hang on a participant, however far."""
    found = {"participant"}
    while True:
        more = {
            table.name
            for table in Base.metadata.tables.values()
            for key in table.foreign_keys
            if key.column.table.name in found
        }
        if more <= found:
            return found
        found |= more


def test_the_variable_list_speaks_of_every_table_that_holds_something_about_a_participant() -> None:
    assert variables.named_tables() == everything_about_participants()


def test_the_variable_list_has_every_column_of_the_research_file(
    app: Flask, whole_study: Study
) -> None:
    with app.app_context():
        names = {one.name for one in variables.variables(gathered(app, whole_study).settings)}
        of_the_file = set(standing_columns(lambda field, _words: field.name))
    assert variables.named_columns() == of_the_file
    items = {item for key in INSTRUMENT_KEYS for item in load_instrument(key).item_keys}
    own = {one.key for one in QUESTIONS}
    scores = {"soc13_total", "soc13_manageability", "gse_total"}
    assert of_the_file | items | own | scores | {"age_band"} <= names


def test_the_variable_list_leaves_out_what_the_study_does_not_ask(app: Flask) -> None:
    study = make_study(app)
    with app.app_context():
        names = {one.name for one in variables.variables(gathered(app, study).settings)}
    assert not names & {"age_band", "gender", "open_answer", "E-postadresse for påminnelse"}


def test_the_variable_list_as_a_spreadsheet_has_five_columns_in_each_row(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app)
    text = pack_of(app, coordinator).read("01-variabelliste.csv").decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "Navn;Hva;Verdier;Når;Hvorfor"
    assert len(lines) > 40
