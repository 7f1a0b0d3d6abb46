"""The coordinator's pages about cards: printed for a group, fetched once, replaced, lost."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import delete, select, text, update

from survey.cards import printing
from survey.codes import hash_code
from survey.config import Settings
from survey.models import (
    Artefact,
    AuditEvent,
    CardBatch,
    CardInBatch,
    CardSheet,
    CardsReturned,
    Group,
    Job,
    Participant,
    Study,
)
from survey.models.study import CLOSED, DRAFT, EVALUATION
from survey.report import taking, worker
from survey.report.jobs import run_queued
from tests.databases import stored_bytes
from tests.factories import (
    Card,
    make_answered,
    make_answered_groups,
    make_group,
    make_staff,
    make_study,
    read,
    writing,
)
from tests.page_client import Page, PageClient
from tests.pages import CardPage, SignInPage

CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}")
ADDRESS = "/staff/studies/try/cards"
MAKE, FETCH = "Make the cards", "Fetch the cards (PDF)"
REPLACE, LOST = "Make void and print new cards", "Make void"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Let the installation have the address that cards need."""
    return dataclasses.replace(settings, address="https://sammenheng.example.no")


@pytest.fixture(autouse=True)
def worker_here(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process; the tests do the queued jobs themselves."""
    monkeypatch.setattr(worker, "start", lambda _settings: None)


@pytest.fixture
def plain_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a sheet be a list of its codes: setting a real one takes a second, and is tested beside.

    How cards look in print is tested in ``test_cards.py``.
    """
    monkeypatch.setattr(
        printing,
        "card_sheets",
        lambda cards, _common: "\n".join(one.code for one in cards).encode(),
    )


@pytest.fixture
def study(app: Flask) -> Study:
    return make_study(app)


@pytest.fixture
def group(app: Flask, study: Study) -> Group:
    return make_group(app, study)


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    SignInPage(client).sign_in(make_staff(app, "coordinator"))
    return client


def work(app: Flask) -> None:
    """Do what is queued, as the worker does."""
    with app.app_context():
        run_queued()


def ask(client: PageClient, n_cards: int = 8, **details: str) -> Page:
    values = {"n_cards": str(n_cards), "card_language": "nb"} | details
    return client.press(client.open(ADDRESS), MAKE, **values)


def fetch(client: PageClient, page: Page) -> bytes:
    """Press the button that fetches the sheet of this page, and return the PDF."""
    form = next(one for one in page.root.all("form") if one["action"].endswith("/fetch"))
    response = client.post(form)
    assert response.content_type == "application/pdf"
    return response.data


def codes_in(pdf: bytes) -> list[str]:
    if not pdf.startswith(b"%PDF"):
        return pdf.decode().split()
    pages = PdfReader(io.BytesIO(pdf)).pages
    return CODE.findall(" ".join(page.extract_text().replace("\u200b", "") for page in pages))


def print_cards(app: Flask, client: PageClient, n_cards: int = 8) -> tuple[Page, list[str]]:
    """Go all the way: ask, wait, fetch. Return the printing's page and the codes on paper."""
    waiting = ask(client, n_cards)
    work(app)
    page = client.open(waiting.path)
    return page, codes_in(fetch(client, page))


def person_with(app: Flask, code: str) -> str:
    """Return the id of the participant who holds the card with this code."""
    hashed = hash_code(code, app.config["SETTINGS"].code_pepper)
    return read(app, select(Participant.id).filter_by(code_hash=hashed))[0][0]


@pytest.mark.usefixtures("group")
def test_a_group_gets_as_many_cards_as_were_asked_for_and_they_open_the_study(
    app: Flask, coordinator: PageClient, open_client: Callable[..., PageClient], group: Group
) -> None:
    _page, codes = print_cards(app, coordinator, 12)

    assert len(set(codes)) == 12
    people = read(app, select(Participant.group_id))
    assert people == [(group.id,)] * 12
    assert CardPage(open_client()).type_code(codes[0]).path == "/language"


@pytest.mark.usefixtures("study", "plain_sheets")
def test_where_there_are_several_groups_one_must_be_chosen(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    make_group(app, study)
    second = make_group(app, study, "4203", "Arendal")
    page = ask(coordinator)
    assert "Choose the group." in page.text
    assert not read(app, select(CardBatch.id))

    ask(coordinator, group=second.id)
    assert read(app, select(CardBatch.group_id)) == [(second.id,)]


@pytest.mark.usefixtures("group", "plain_sheets")
@pytest.mark.parametrize("count", ["7", "97", "", "twelve"])
def test_nobody_gets_a_card_of_their_own_or_a_flood_of_them(
    app: Flask, coordinator: PageClient, count: str
) -> None:
    page = coordinator.press(coordinator.open(ADDRESS), MAKE, n_cards=count, card_language="nb")
    assert "Type a number from 8 to 96." in page.text
    assert not read(app, select(CardBatch.id))


@pytest.mark.usefixtures("group", "plain_sheets")
def test_the_page_waits_by_itself_until_the_cards_are_made(
    app: Flask, coordinator: PageClient
) -> None:
    waiting = ask(coordinator)
    assert waiting.headers["Refresh"] == "2"
    assert "being made" in waiting.text
    work(app)
    ready = coordinator.open(waiting.path)
    assert "Refresh" not in ready.headers
    assert FETCH in [one.text for one in ready.root.all("button")]


@pytest.mark.usefixtures("group", "plain_sheets")
def test_a_sheet_is_handed_over_once(app: Flask, coordinator: PageClient) -> None:
    page, codes = print_cards(app, coordinator)
    assert codes
    form = next(one for one in page.root.all("form") if one["action"].endswith("/fetch"))
    assert coordinator.post(form).status_code == 303
    assert "There is nothing to fetch" in coordinator.open(page.path).text
    assert not read(app, select(CardSheet.batch_id))


@pytest.mark.usefixtures("group", "plain_sheets")
def test_another_browser_of_the_same_person_gets_no_sheet(
    app: Flask, coordinator: PageClient, open_client: Callable[..., PageClient]
) -> None:
    waiting = ask(coordinator)
    work(app)
    other = open_client()
    SignInPage(other).sign_in("coordinator@example.org")
    assert "There is nothing to fetch" in other.open(waiting.path).text
    token = other.page.root.all("input", name="csrf_token")[0]["value"]
    response = other.browser.post(f"{waiting.path}/fetch", data={"csrf_token": token})
    assert response.status_code == 303
    # It is still there for the browser that asked for it.
    assert codes_in(fetch(coordinator, coordinator.open(waiting.path)))


@pytest.mark.usefixtures("group", "plain_sheets")
def test_after_an_hour_nobody_gets_the_sheet_and_it_is_forgotten(
    app: Flask, coordinator: PageClient
) -> None:
    waiting = ask(coordinator)
    work(app)
    with writing(app) as session:
        session.execute(update(CardSheet).values(until=taking.now() - dt.timedelta(seconds=1)))
    assert "There is nothing to fetch" in coordinator.open(waiting.path).text
    assert not read(app, select(CardSheet.batch_id))


@pytest.mark.usefixtures("group")
def test_no_code_is_ever_in_the_database_nor_is_what_opens_the_sheet(
    app: Flask, coordinator: PageClient, settings: Settings
) -> None:
    waiting = ask(coordinator)
    work(app)
    with coordinator.browser.session_transaction() as session:
        key = session["card_key"]
    stored = stored_bytes(settings.database)
    codes = codes_in(fetch(coordinator, coordinator.open(waiting.path)))

    assert len(codes) == 8
    for code in codes:
        assert code.encode() not in stored
        assert code.replace("-", "").encode() not in stored
    assert key.encode() not in stored
    assert b"%PDF" not in stored


@pytest.mark.usefixtures("group", "plain_sheets")
def test_the_key_of_a_session_without_the_pepper_opens_nothing(
    app: Flask, coordinator: PageClient
) -> None:
    from_page = ask(coordinator)
    work(app)
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], code_pepper="q" * 32)
    form = next(
        one
        for one in coordinator.open(from_page.path).root.all("form")
        if one["action"].endswith("/fetch")
    )
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert coordinator.post(form).status_code == 500


@pytest.mark.usefixtures("group", "plain_sheets")
def test_new_cards_instead_make_the_unused_ones_void(
    app: Flask, coordinator: PageClient, open_client: Callable[..., PageClient]
) -> None:
    page, old = print_cards(app, coordinator)
    replaced = coordinator.press(page, REPLACE)
    work(app)
    new = codes_in(fetch(coordinator, coordinator.open(replaced.path)))

    assert len(set(new) - set(old)) == 8
    assert len(read(app, select(Participant.id))) == 8
    assert CardPage(open_client()).type_code(old[0]).path == "/"
    assert CardPage(open_client()).type_code(new[0]).path == "/language"
    assert "New cards were printed" in coordinator.open(page.path).text


def answer(app: Flask, code: str) -> None:
    make_answered(app, Card(code, person_with(app, code), ""), "pre", {}, week="2026-W10")


@pytest.mark.usefixtures("group", "plain_sheets")
@pytest.mark.parametrize("deed", [REPLACE, LOST])
def test_a_card_that_somebody_has_used_is_never_made_void(
    app: Flask, coordinator: PageClient, open_client: Callable[..., PageClient], deed: str
) -> None:
    page, codes = print_cards(app, coordinator)
    answer(app, codes[0])
    begun = open_client()
    CardPage(begun).type_code(codes[1])
    begun.send(begun.open("/language"), language="en")
    begun.send(begun.open("/information"), adult="y", consent="y")

    coordinator.press(page, deed)
    work(app)

    people = {one for (one,) in read(app, select(Participant.id))}
    assert {person_with(app, codes[0]), person_with(app, codes[1])} <= people
    assert len(people) == (2 if deed == LOST else 10)
    assert begun.open("/questions/1").path == "/questions/1"


@pytest.mark.usefixtures("group", "plain_sheets")
def test_nothing_that_the_coordinator_sees_tells_how_many_cards_are_used(
    app: Flask, coordinator: PageClient
) -> None:
    """The same walk twice: nobody has used a card, then five of eight; every page is the same."""

    def walk(n_used: int) -> list[str]:
        page, codes = print_cards(app, coordinator)
        for code in codes[:n_used]:
            person = person_with(app, code)
            with writing(app) as session:  # a draft is use, and in no count of answers
                session.execute(
                    text(
                        "INSERT INTO draft SELECT :who, id, :sealed, '2026-W10', '2026-W10' "
                        "FROM wave WHERE key = 'pre'"
                    ),
                    {"who": person, "sealed": b"0"},
                )
        seen = [coordinator.open("/staff/studies/try").text, coordinator.open(ADDRESS).text]
        replaced = coordinator.press(coordinator.open(page.path), REPLACE)
        work(app)
        ready = coordinator.open(replaced.path)
        seen += [ready.text, str(len(codes_in(fetch(coordinator, ready))))]
        seen += [coordinator.open("/staff/studies/try").text, coordinator.open(page.path).text]
        coordinator.press(coordinator.open(replaced.path), LOST)
        seen += [coordinator.open("/staff/studies/try").text]
        return seen

    first = walk(0)
    second = walk(5)
    rows = [text for number, text in enumerate(first) if number != 1]
    assert rows == [text for number, text in enumerate(second) if number != 1]


@pytest.mark.usefixtures("group", "plain_sheets")
def test_the_log_holds_how_many_were_printed_and_never_how_many_were_void(
    app: Flask, coordinator: PageClient
) -> None:
    page, codes = print_cards(app, coordinator)
    answer(app, codes[0])
    replaced = coordinator.press(page, REPLACE)
    coordinator.press(coordinator.open(replaced.path), LOST)

    events = read(app, select(AuditEvent.action, AuditEvent.count).order_by(AuditEvent.number))
    assert [tuple(one) for one in events if one.action != "signed_in"] == [
        ("cards_asked_for", 8),
        ("cards_fetched", 8),
        ("cards_replaced", 8),
        ("cards_lost", 8),
    ]


@pytest.mark.usefixtures("group", "plain_sheets")
def test_a_printing_is_replaced_once(app: Flask, coordinator: PageClient) -> None:
    page, _codes = print_cards(app, coordinator)
    coordinator.press(page, REPLACE)
    coordinator.press(page, REPLACE)
    assert len(read(app, select(CardBatch.id))) == 2


@pytest.mark.usefixtures("group", "plain_sheets")
def test_a_printing_that_was_replaced_before_it_was_made_makes_no_card(
    app: Flask, coordinator: PageClient
) -> None:
    waiting = ask(coordinator)
    coordinator.press(waiting, LOST)
    work(app)
    assert not read(app, select(Participant.id))
    assert not read(app, select(Job.id))


@pytest.mark.usefixtures("group", "plain_sheets")
def test_erasing_a_card_does_not_change_how_many_were_printed(
    app: Flask, coordinator: PageClient
) -> None:
    _page, codes = print_cards(app, coordinator, 13)
    before = coordinator.open("/staff/studies/try").root.one("ul", **{"class": "tiles"}).text
    people = [person_with(app, code) for code in codes[:5]]
    with writing(app) as session:
        session.execute(delete(Participant).where(Participant.id.in_(people)))
    after = coordinator.open("/staff/studies/try").root.one("ul", **{"class": "tiles"}).text
    assert before == after


@pytest.mark.usefixtures("group", "plain_sheets")
def test_cards_that_came_back_are_taken_from_those_handed_out_in_fives(
    app: Flask, coordinator: PageClient
) -> None:
    print_cards(app, coordinator, 24)
    coordinator.press(coordinator.open(ADDRESS), "Enter the number", n_returned="6")
    tiles = coordinator.open("/staff/studies/try").root.one("ul", **{"class": "tiles"})
    assert [one.text for one in tiles.all("strong")] == ["25", "20", "0", "0"]
    assert "handed out" in tiles.text


@pytest.mark.usefixtures("group", "plain_sheets")
def test_a_wrong_number_of_returned_cards_can_be_removed(
    app: Flask, coordinator: PageClient
) -> None:
    print_cards(app, coordinator, 24)
    page = coordinator.press(coordinator.open(ADDRESS), "Enter the number", n_returned="6")
    assert "6 cards, entered in" in page.text
    remove = next(one for one in page.root.all("form") if one["action"].endswith("/remove"))
    coordinator.post(remove)
    assert "6 cards" not in coordinator.open(ADDRESS).text


@pytest.mark.usefixtures("group", "plain_sheets")
def test_more_cards_cannot_come_back_than_were_printed(app: Flask, coordinator: PageClient) -> None:
    print_cards(app, coordinator, 24)
    coordinator.press(coordinator.open(ADDRESS), "Enter the number", n_returned="20")
    page = coordinator.press(coordinator.open(ADDRESS), "Enter the number", n_returned="5")
    assert "More cards would have come back" in page.text


@pytest.mark.usefixtures("plain_sheets")
def test_a_study_that_takes_no_cards_says_so(app: Flask, coordinator: PageClient) -> None:
    make_study(app, state=CLOSED)
    assert "takes no new cards" in coordinator.open(ADDRESS).text
    assert MAKE not in [one.text for one in coordinator.page.root.all("button")]


@pytest.mark.usefixtures("plain_sheets")
def test_a_closed_study_gets_no_cards_whatever_is_sent(app: Flask, coordinator: PageClient) -> None:
    study = make_study(app)
    page = coordinator.open(ADDRESS)
    with writing(app) as session:
        session.get_one(Study, study.id).state = CLOSED
    coordinator.press(page, MAKE, 403, n_cards="8", card_language="nb")
    assert not read(app, select(CardBatch.id))


@pytest.mark.usefixtures("plain_sheets")
def test_without_an_address_the_page_says_what_is_missing(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app)
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], address="")
    assert "Cards need the address" in coordinator.open(ADDRESS).text


@pytest.mark.usefixtures("plain_sheets")
def test_another_studys_printing_is_not_found(app: Flask, coordinator: PageClient) -> None:
    make_study(app)
    page = ask(coordinator)
    make_study(app, "other")
    coordinator.open(page.path.replace("/try/", "/other/"), 404)


@pytest.mark.usefixtures("study", "plain_sheets")
@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("handout-nn.pdf", "Sei dette"),
        ("paper-pre-nb.pdf", "Skjema"),
        ("paper-post-en.pdf", "Form"),
    ],
)
def test_what_is_printed_beside_the_cards_comes_in_the_language_asked_for(
    app: Flask, coordinator: PageClient, name: str, word: str
) -> None:
    page = coordinator.open(ADDRESS)
    form = next(one for one in page.root.all("form") if one["action"].endswith(name))
    assert coordinator.post(form).status_code == 303
    waiting = coordinator.open(f"{ADDRESS}/print/{name}")
    assert waiting.headers["Refresh"] == "2"
    work(app)
    response = coordinator.get(waiting.path)
    assert response.content_type == "application/pdf"
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.data)).pages)
    assert word in words


@pytest.mark.usefixtures("study", "plain_sheets")
def test_a_paper_is_made_anew_whenever_it_is_asked_for(app: Flask, coordinator: PageClient) -> None:
    form = next(
        one
        for one in coordinator.open(ADDRESS).root.all("form")
        if one["action"].endswith("handout-nb.pdf")
    )
    coordinator.post(form)
    work(app)
    assert read(app, select(Artefact.name)) == [("handout-nb.pdf",)]
    coordinator.post(form)
    assert not read(app, select(Artefact.name))


@pytest.mark.usefixtures("plain_sheets")
def test_what_nobody_has_asked_for_is_not_found(app: Flask, coordinator: PageClient) -> None:
    make_study(app)
    coordinator.open(f"{ADDRESS}/print/handout-nb.pdf", 404)
    coordinator.open(f"{ADDRESS}/print/secrets.pdf", 404)


@pytest.mark.usefixtures("plain_sheets")
def test_a_study_of_real_people_gets_neither_cards_nor_papers_before_it_may(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app, kind=EVALUATION, state=DRAFT)
    page = coordinator.open(ADDRESS)
    assert "takes no new cards" in page.text
    form = next(one for one in page.root.all("form") if one["action"].endswith("pre-nb.pdf"))
    assert coordinator.post(form).status_code == 403


@pytest.mark.usefixtures("plain_sheets")
def test_cards_of_before_printings_were_kept_are_counted_as_they_are(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    make_answered_groups(app, study, [7])
    print_cards(app, coordinator, 8)
    tiles = coordinator.open("/staff/studies/try").root.one("ul", **{"class": "tiles"})
    assert tiles.all("strong")[0].text == "15"


@pytest.mark.usefixtures("plain_sheets")
def test_a_deleted_study_takes_its_printings_along(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    print_cards(app, coordinator)
    ask(coordinator)
    with writing(app) as session:
        session.execute(delete(Study).where(Study.id == study.id))
    for model in (CardBatch, CardInBatch, CardSheet, CardsReturned, Participant):
        assert not read(app, select(model))


@pytest.mark.parametrize("number", [10**10, 10**20])
def test_a_number_that_no_row_can_have_is_no_page(
    app: Flask, coordinator: PageClient, number: int
) -> None:
    make_study(app)
    coordinator.open(f"{ADDRESS}/{number}", 404)
