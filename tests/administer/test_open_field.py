"""Words of one's own at post: kept for the researchers' eyes, and in nothing that leaves."""

from __future__ import annotations

import csv
import logging
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.administer.beside_forms import MOST_CHARACTERS, tidy
from survey.cli import main
from survey.config import Settings
from survey.models import (
    Artefact,
    OpenAnswer,
    Participation,
    ReportDocument,
    ReportFile,
    Study,
)
from survey.models.study import DEMONSTRATION
from survey.release import editions
from survey.report import artefacts, jobs
from survey.report.dataset import read_study
from tests.factories import (
    Card,
    make_answered,
    make_answered_groups,
    make_card,
    make_group,
    make_study,
    random_responses,
    read,
    writing,
)
from tests.page_client import Page, PageClient
from tests.pages import (
    CardPage,
    CheckPage,
    InformationPage,
    LanguagePage,
    answer_after,
    answer_pages,
    begin,
)
from tests.research_file import make_research_file

TEXT = "Det var godt å ha noen å dele det med."
MARK = "Zqvx-fjellrev-8841"
ASKED = "Is there anything else you would like to tell?"


@pytest.fixture
def study(app: Flask) -> Study:
    return make_study(app, open_field=True)


@pytest.fixture
def card(app: Flask, study: Study) -> Card:
    """A card whose first wave is answered."""
    card = make_card(app, study)
    make_answered(app, card, "pre", random_responses(1), meetings="none")
    return card


def to_field(client: PageClient, card: Card) -> Page:
    """Go through the second time as far as the open field."""
    begin(client, card)
    answer_pages(client, random_responses(2))
    return client.page


def write(client: PageClient, text: str) -> Page:
    return client.send(client.open("/own-words"), open_answer=text)


def send_in(client: PageClient, card: Card, text: str) -> Page:
    to_field(client, card)
    write(client, text)
    return CheckPage(client).send_in()


def stored(app: Flask) -> list[str]:
    return [row.text for row in read(app, select(OpenAnswer.text))]


def put(app: Flask, text: str) -> None:
    with writing(app) as session:
        sent = session.scalars(select(Participation)).first()
        session.add(OpenAnswer(participation_id=sent.id, text=text))


def shown(page: Page) -> str:
    """Return what stands in the field as a browser has it: it drops one line end at the start."""
    return page.root.one("textarea").text


def test_a_study_that_did_not_switch_it_on_asks_and_tells_nothing_of_it(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    make_answered(app, card, "pre", random_responses(1))
    CardPage(client).type_code(card.code)
    LanguagePage(client).choose("en")
    letter = InformationPage(client)
    assert "in your own words" not in letter.page.text
    letter.agree()
    answer_pages(client, {})
    assert client.page.path == "/check"
    assert ASKED not in client.page.text
    client.open("/own-words", 404)
    CheckPage(client).send_in()
    assert stored(app) == []


def test_it_comes_last_the_second_time_and_never_the_first(
    app: Flask, client: PageClient, study: Study, card: Card
) -> None:
    page = to_field(client, card)
    assert page.path == "/own-words"
    assert client.press(page, "Save and go back").path == "/after/4"
    answer_after(client, {})
    assert write(client, TEXT).path == "/check"
    begin(client, make_card(app, study))
    answer_pages(client, {})
    assert client.page.path == "/check"
    client.open("/own-words", 404)


def test_the_page_says_who_reads_it_and_asks_for_no_names(client: PageClient, card: Card) -> None:
    page = to_field(client, card)
    hint = page.root.one("p", id=page.root.one("textarea")["aria-describedby"]).text
    assert "Only the researchers in the study read this." in hint
    assert "Please write no names" in hint
    assert "1,000" in hint


def test_the_letter_says_that_it_will_be_asked(client: PageClient, card: Card) -> None:
    CardPage(client).type_code(card.code)
    (letter,) = client.open("/information").root.all("section")
    assert "something in your own words" in letter.text


def test_what_is_stored_is_what_was_written(app: Flask, client: PageClient, card: Card) -> None:
    assert send_in(client, card, f"  {TEXT}\r\n\r\nTakk!\x00 ").path == "/thanks"
    assert stored(app) == [f"{TEXT}\n\nTakk!"]


def test_nothing_is_stored_of_who_leaves_it_empty(
    app: Flask, client: PageClient, card: Card
) -> None:
    send_in(client, card, " \r\n ")
    assert stored(app) == []


def test_it_is_shown_again_and_can_be_emptied(app: Flask, client: PageClient, card: Card) -> None:
    to_field(client, card)
    write(client, TEXT)
    assert TEXT in CheckPage(client).page.text
    assert shown(client.open("/own-words")) == TEXT
    assert write(client, "").path == "/check"
    assert f"{ASKED} skipped" in client.page.text
    CheckPage(client).send_in()
    assert stored(app) == []


def test_a_text_of_just_the_greatest_length_is_taken_with_its_line_ends_counted_once(
    app: Flask, client: PageClient, card: Card
) -> None:
    text = "å\r\n" * (MOST_CHARACTERS // 2 - 1) + "åå"
    assert send_in(client, card, text).path == "/thanks"
    assert stored(app) == [text.replace("\r\n", "\n")]
    assert len(stored(app)[0]) == MOST_CHARACTERS


@pytest.mark.parametrize("over", [1, 34])
def test_a_text_that_is_too_long_is_kept_in_the_field_and_told_by_how_much(
    client: PageClient, card: Card, over: int
) -> None:
    to_field(client, card)
    page = write(client, "a" * (MOST_CHARACTERS + over))
    assert page.path == "/own-words"
    (link,) = page.root.one("div", role="alert").all("a")
    assert f"written 1,0{over:02} letters" in link.text
    assert f"shorter by {over}." in link.text
    assert link["href"] == "#open_answer"
    assert shown(page) == "a" * (MOST_CHARACTERS + over)
    assert write(client, "a" * MOST_CHARACTERS).path == "/check"


def test_markup_that_somebody_writes_is_only_text(client: PageClient, card: Card) -> None:
    to_field(client, card)
    write(client, "</textarea><script src=x></script>")
    assert not client.open("/own-words").root.all("script", src="x")
    assert not CheckPage(client).page.root.all("script", src="x")


@given(st.text())
def test_whatever_is_written_is_text_that_every_database_takes(text: str) -> None:
    kept = tidy(text)
    assert "\x00" not in kept
    assert "\r" not in kept
    assert tidy(kept) == kept
    letters = [one for one in text if not one.isspace() and unicodedata.category(one) != "Cc"]
    assert [one for one in kept if not one.isspace()] == letters


def test_erasing_takes_it_too(app: Flask, client: PageClient, card: Card) -> None:
    send_in(client, card, TEXT)
    client.send(client.open("/erase"))
    assert stored(app) == []


@pytest.mark.parametrize("text", ["", "a" * (MOST_CHARACTERS + 1)])
def test_the_database_takes_no_empty_and_no_longer_text(
    app: Flask, client: PageClient, card: Card, text: str
) -> None:
    send_in(client, card, "")
    with pytest.raises(IntegrityError, match="ck_open_answer_length"):
        put(app, text)


def test_it_is_in_no_data_no_result_no_report_and_no_log_line(
    app: Flask, client: PageClient, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    study = make_study(app, open_field=True, kind=DEMONSTRATION)
    make_answered_groups(app, study, [4, 4, 4])
    card = make_card(app, study, make_group(app, study))
    make_answered(app, card, "pre", random_responses(50), week="2026-W10")
    send_in(client, card, MARK)
    assert stored(app) == [MARK]
    with writing(app) as session:
        for kind in (artefacts.EVALUATION, editions.SCRIPTED):
            artefacts.ask_for(session, study, kind)
    with app.app_context():
        assert jobs.run_queued() == 2
    made = read(app, select(Artefact.name, Artefact.content))
    made += read(app, select(ReportFile.name, ReportFile.content))
    assert {"evaluation.json", "report.nb.pdf"} <= {row.name for row in made}
    assert not [facts for (facts,) in read(app, select(ReportDocument.facts)) if MARK in facts]
    assert [row.name for row in made if MARK.encode() in row.content] == []
    file = make_research_file(app, study, tmp_path)
    assert MARK.encode() not in file.path.read_bytes() + file.package + file.page
    with app.app_context(), Session(app.extensions["database"]) as session:
        frame = read_study(session, session.get_one(Study, study.id), "e" * 32)
    assert len(frame) == 26
    assert MARK not in frame.to_csv()
    assert "open_answer" not in frame.columns
    assert MARK not in caplog.text


@pytest.fixture
def configured(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMMENHENG_CONFIG", str(settings.source))


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_researchers_read_the_texts_mixed_and_with_nothing_beside_them(
    app: Flask,
    open_client: Callable[..., PageClient],
    study: Study,
    configured: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    texts = {f"Text {number}\nof two lines" for number in range(6)}
    for text in sorted(texts):
        card = make_card(app, study)
        make_answered(app, card, "pre", {})
        send_in(open_client(), card, text)
    orders = set()
    for _ in range(6):
        assert run("study", "open-answers", study.key) == 0
        told = capsys.readouterr()
        order = tuple(told.out.removesuffix("\n").split(f"\n{'-' * 20}\n"))
        assert set(order) == texts
        assert len(order) == len(texts)
        orders.add(order)
    assert len(orders) > 1
    assert "Texts: 6." in told.err


def test_the_file_that_researchers_take_out_from_the_command_line_lacks_it_too(
    client: PageClient,
    card: Card,
    configured: None,
    tmp_path: Path,
) -> None:
    send_in(client, card, MARK)
    assert run("export", "try", "-o", str(tmp_path / "out.csv")) == 0
    written = list(tmp_path.glob("out.*"))
    assert len(written) == 4
    for path in written:
        assert MARK not in path.read_text(encoding="utf-8")
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 2
