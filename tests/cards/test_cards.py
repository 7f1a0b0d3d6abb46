"""Cards as a coordinator prints them."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from survey.cards import operations
from survey.check_digits import (
    CARD_NUMBER_LENGTH,
    hash_card_number,
    new_number,
    read_number,
)
from survey.codes import hash_code, read_code
from survey.config import Settings
from survey.models import GroupLabel, Participant, Study
from survey.models.study import CLOSED, DEMONSTRATION, DRAFT, EVALUATION, TRIAL
from tests.databases import stored_bytes
from tests.factories import make_group, make_study, read, writing
from tests.page_client import PageClient
from tests.pages import CardPage

LANGUAGES = ("nb", "nn", "en")
ADDRESS = "https://sammenheng.example.no"
LEAVING = {
    "nb": "Slutter du tidlig, er svaret ditt like viktig",
    "nn": "Sluttar du tidleg, er svaret ditt like viktig",
    "en": "If you leave early, your answer matters just as much",
}
NEXT = {"nb": "Neste gang:", "nn": "Neste gong:", "en": "Next time:"}
POINTS_TO_A_MILLIMETRE = 72 / 25.4
NUMBER_HASH = Participant.card_number_hash
EDGE, HEIGHT = 12.5, 68  # of the sheet above the first card, and of a card, in millimetres


def cards_in(app: Flask) -> list[tuple[str, str | None]]:
    """Return what the database knows of cards: hash and group."""
    return [tuple(row) for row in read(app, select(Participant.code_hash, Participant.group_id))]


@pytest.fixture
def study(app: Flask) -> Study:
    return make_study(app)


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_printed_square_opens_the_page_with_the_code_beside_it(
    print_cards: Callable, language: str
) -> None:
    sheets = print_cards(11, language)

    fronts = sheets.squares()[::2]

    assert [len(front) for front in fronts] == [8, 3]
    read_back = [one.removeprefix(f"{ADDRESS}/#") for front in fronts for one in front]
    assert sorted(read_back) == sorted(sheets.codes)
    assert [read_code(code) for code in read_back] == read_back
    assert len(set(read_back)) == 11


@pytest.mark.usefixtures("study")
def test_a_back_has_no_square_and_no_code(print_cards: Callable) -> None:
    sheets = print_cards(8)

    assert sheets.squares()[1] == []
    assert not any(code in sheets.pages[1] for code in sheets.codes)


@pytest.mark.usefixtures("study")
def test_every_code_on_the_sheet_opens_the_study(
    app: Flask, open_client: Callable[..., PageClient], print_cards: Callable
) -> None:
    for code in print_cards(9).codes:
        assert CardPage(open_client()).type_code(code).path == "/language"


def test_the_database_keeps_the_hash_of_each_code_and_nothing_else(
    app: Flask, study: Study, print_cards: Callable, settings: Settings, tmp_path: Path
) -> None:
    codes = print_cards(9).codes

    assert {found for found, _group in cards_in(app)} == {
        hash_code(code, settings.code_pepper) for code in codes
    }
    stored = stored_bytes(settings.database)
    assert study.id.encode() in stored
    for code in codes:
        assert code.encode() not in stored
        assert code.replace("-", "").encode() not in stored


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_card_has_a_number_of_its_own_and_the_database_its_hash_beside_the_codes(
    app: Flask, print_cards: Callable, settings: Settings, tmp_path: Path, language: str
) -> None:
    sheets = print_cards(9, language)

    fronts = " ".join(sheets.pages[::2])
    numbers = re.findall(r": (\d{3} \d{3} \d{3})(?!\d)", fronts)
    assert [read_number(one, CARD_NUMBER_LENGTH) for one in numbers] == numbers
    assert len(set(numbers)) == 9
    found = {tuple(row) for row in read(app, select(Participant.code_hash, NUMBER_HASH))}
    assert found == {
        (hash_code(code, settings.code_pepper), hash_card_number(number, settings.code_pepper))
        for code, number in zip(sheets.codes, numbers, strict=True)
    }
    stored = stored_bytes(settings.database)
    assert not [one for one in numbers if one.encode() in stored]


@pytest.mark.usefixtures("study")
def test_a_number_that_a_card_has_already_is_drawn_again(
    app: Flask, print_cards: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, free = new_number(CARD_NUMBER_LENGTH), new_number(CARD_NUMBER_LENGTH)
    drawn = [free, taken, taken]
    monkeypatch.setattr(operations, "new_number", lambda _length: drawn.pop())
    print_cards(1)
    print_cards(1)
    assert len(cards_in(app)) == 2
    assert drawn == []


@pytest.mark.usefixtures("study")
def test_no_code_is_shown_or_logged(
    sammenheng: Callable, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    arguments = ["--count", 8, "--language", "en", "--address", ADDRESS]

    done = sammenheng("cards", "try", *arguments, "-o", tmp_path / "cards.pdf")

    codes = PdfReader(tmp_path / "cards.pdf").pages[0].extract_text()
    shown = done.out + done.err + caplog.text
    words = [word for word in codes.split() if len(word) == 11 and word[5] == "-"]
    assert len(words) == 8
    assert not [word for word in words if word in shown or word.replace("-", "") in shown]
    assert done.out == ""
    assert "cannot be made again" in done.err


@pytest.mark.usefixtures("study")
def test_a_second_run_makes_other_cards(app: Flask, print_cards: Callable) -> None:
    first, second = print_cards(8).codes, print_cards(8).codes

    assert not set(first) & set(second)
    assert len(cards_in(app)) == 16


@pytest.mark.usefixtures("study")
def test_a_file_that_is_there_is_never_replaced_since_its_cards_could_not_be_made_again(
    app: Flask, sammenheng: Callable, print_cards: Callable
) -> None:
    sheets = print_cards(8)
    before = sheets.path.read_bytes()

    arguments = ["--count", 8, "--language", "nb", "--address", ADDRESS, "-o", sheets.path]
    refused = sammenheng("cards", "try", *arguments)

    assert refused.code == 1
    assert "could not be made again" in refused.err
    assert sheets.path.read_bytes() == before
    assert len(cards_in(app)) == 8


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_card_has_its_code_its_address_and_room_for_the_next_date(
    print_cards: Callable, language: str
) -> None:
    front, back = print_cards(8, language).pages

    assert front.count("sammenheng.example.no") == 8
    assert front.count(NEXT[language]) == 8
    assert back.count(LEAVING[language]) == 8
    assert back.count("ask@example.org") == 8


def test_a_card_tells_nobody_what_it_is_about(app: Flask, print_cards: Callable) -> None:
    study = make_study(app, name="Sorggrupper i Narvik")
    make_group(app, study)

    for language in LANGUAGES:
        words = " ".join(print_cards(8, language).pages).lower()
        for telling in ("sorg", "grupp", "group", "narvik", "hjelp", "help", "frivillig"):
            assert telling not in words


def placed_words(sheets_page: object) -> list[tuple[str, float, float, float]]:
    """Return each piece of text with its size and its place on the page, in points."""
    found = []

    def note(text: str, matrix: list[float], line: list[float], _font: object, size: float) -> None:
        if text.strip():
            scale = abs(line[3] * matrix[3])
            x = line[4] * matrix[0] + matrix[4]
            y = line[5] * matrix[3] + matrix[5]
            found.append((text.strip(), size * scale, x, y))

    sheets_page.extract_text(visitor_text=note)
    return found


@pytest.mark.usefixtures("study")
def test_nothing_on_a_card_is_in_small_print_and_the_code_is_in_large(
    print_cards: Callable,
) -> None:
    sheets = print_cards(8)
    pages = PdfReader(sheets.path).pages

    sizes = {(text, size) for page in pages for text, size, _x, _y in placed_words(page)}

    assert min(size for _text, size in sizes) >= 11.99
    assert {round(size) for text, size in sizes if text in sheets.codes} == {20}


@pytest.mark.usefixtures("study")
def test_the_back_of_a_lone_card_lies_behind_its_front(print_cards: Callable) -> None:
    sheets = print_cards(1)
    front, back = PdfReader(sheets.path).pages
    middle = float(front.mediabox.width) / 2

    code = next(one for one in placed_words(front) if one[0] in sheets.codes)
    leaving = next(one for one in placed_words(back) if one[0].startswith("Slutter"))

    assert code[2] < middle < leaving[2]
    assert code[2] == pytest.approx(20 * POINTS_TO_A_MILLIMETRE, abs=1)
    assert leaving[2] == pytest.approx(110 * POINTS_TO_A_MILLIMETRE, abs=1)


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(("count", "pages"), [(1, 2), (8, 2), (9, 4), (24, 6)])
def test_eight_cards_go_on_a_sheet_of_a4(print_cards: Callable, count: int, pages: int) -> None:
    found = PdfReader(print_cards(count).path).pages

    assert len(found) == pages
    for page in found:
        assert float(page.mediabox.width) == pytest.approx(210 * POINTS_TO_A_MILLIMETRE, abs=0.5)
        assert float(page.mediabox.height) == pytest.approx(297 * POINTS_TO_A_MILLIMETRE, abs=0.5)


@pytest.mark.parametrize(
    "address",
    [
        "https://undersokelsen-vi-holder-pa-med.example.no/n",
        "https://sammenhengundersokelsenveduniversitetet.no",
    ],
)
def test_the_longest_address_and_contact_stay_in_their_place_on_the_card(
    app: Flask, print_cards: Callable, address: str
) -> None:
    who = "Spør Kari Nordmann-Hansen ved universitetet, 77 00 00 00, kari@example.no"
    make_study(app, contact=who)

    sheets = print_cards(8, "nn", "--address", address)

    assert {one.partition("/#")[0] for one in sheets.squares()[0]} == {address}
    assert len(sheets.squares()[0]) == 8
    front, back = PdfReader(sheets.path).pages
    for page, last_words in ((front, "Neste gong:"), (back, "kari@example.no")):
        words = placed_words(page)
        lowest = sorted({round(y) for text, _size, _x, y in words if last_words in text})
        assert len(lowest) == 4
        for row, y in enumerate(reversed(lowest), start=1):
            rim = float(page.mediabox.height) - (EDGE + row * HEIGHT) * POINTS_TO_A_MILLIMETRE
            assert y > rim + 4 * POINTS_TO_A_MILLIMETRE


def test_a_contact_too_long_for_a_card_is_left_out_and_that_is_said(
    app: Flask, sammenheng: Callable, tmp_path: Path
) -> None:
    make_study(app, contact="x" * 81)
    arguments = ["--count", 1, "--language", "en", "--address", ADDRESS]

    done = sammenheng("cards", "try", *arguments, "-o", tmp_path / "cards.pdf")

    assert "longer than 80 characters" in done.err
    assert "Questions?" not in PdfReader(tmp_path / "cards.pdf").pages[1].extract_text()


@pytest.mark.usefixtures("study")
def test_a_card_of_a_trial_says_so(print_cards: Callable) -> None:
    assert print_cards(8).pages[0].count("Prøvekort") == 8


def test_a_card_of_a_demonstration_says_so(app: Flask, print_cards: Callable) -> None:
    make_study(app, kind=DEMONSTRATION)

    assert print_cards(8).pages[0].count("Demonstrasjon") == 8


def test_cards_are_for_the_group_that_is_named(
    app: Flask, study: Study, print_cards: Callable
) -> None:
    groups = [make_group(app, study) for _ in range(3)]

    print_cards(2, "nb", "--group", groups[1].id[:12])

    assert {group for _hash, group in cards_in(app)} == {groups[1].id}


def test_cards_are_for_the_group_of_the_label_that_is_named(
    app: Flask, study: Study, print_cards: Callable
) -> None:
    group = [make_group(app, study) for _ in range(2)][1]
    with writing(app) as session:
        session.add(GroupLabel(group_id=group.id, study_id=study.id, label="Tirsdag, Bodø"))

    print_cards(2, "nb", "--group", "Tirsdag, Bodø")

    assert {group_id for _hash, group_id in cards_in(app)} == {group.id}


def test_the_only_group_need_not_be_named(app: Flask, study: Study, print_cards: Callable) -> None:
    group = make_group(app, study)

    print_cards(1)

    assert {group for _hash, group in cards_in(app)} == {group.id}


@pytest.mark.usefixtures("study")
def test_a_study_without_groups_gets_cards_without_one(app: Flask, print_cards: Callable) -> None:
    print_cards(1)

    assert {group for _hash, group in cards_in(app)} == {None}


@pytest.mark.parametrize("options", [[], ["--group", "zz"]])
def test_where_there_are_several_groups_one_must_be_named_and_they_are_listed(
    app: Flask, study: Study, sammenheng: Callable, tmp_path: Path, options: list[str]
) -> None:
    groups = [make_group(app, study) for _ in range(2)]
    arguments = ["--count", 1, "--language", "nb", "--address", ADDRESS, *options]

    refused = sammenheng("cards", "try", *arguments, "-o", tmp_path / "cards.pdf")

    assert refused.code == 1
    for group in groups:
        assert f"{group.id[:8]}  Narvik" in refused.err
    assert not (tmp_path / "cards.pdf").exists()
    assert cards_in(app) == []


@pytest.mark.usefixtures("study")
def test_a_group_named_in_a_study_without_groups_is_refused(
    sammenheng: Callable, tmp_path: Path
) -> None:
    arguments = ["--count", 1, "--language", "nb", "--address", ADDRESS, "--group", "ab"]

    refused = sammenheng("cards", "try", *arguments, "-o", tmp_path / "cards.pdf")

    assert "leave --group out" in refused.err


@pytest.mark.parametrize(
    "refusing",
    [(EVALUATION, DRAFT, "is draft"), (TRIAL, CLOSED, "is closed")],
)
def test_a_study_of_real_people_and_a_closed_one_get_no_cards(
    app: Flask,
    sammenheng: Callable,
    tmp_path: Path,
    refusing: tuple[str, str, str],
) -> None:
    kind, state, reason = refusing
    make_study(app, kind=kind, state=state)
    arguments = ["--count", 1, "--language", "nb", "--address", ADDRESS]

    refused = sammenheng("cards", "try", *arguments, "-o", tmp_path / "cards.pdf")

    assert refused.code == 1
    assert reason in refused.err
    assert not (tmp_path / "cards.pdf").exists()
    assert cards_in(app) == []


@pytest.mark.usefixtures("study")
def test_without_an_address_no_card_is_made_and_both_places_for_it_are_named(
    app: Flask, sammenheng: Callable, tmp_path: Path
) -> None:
    refused = sammenheng(
        "cards", "try", "--count", 1, "--language", "nb", "-o", tmp_path / "cards.pdf"
    )

    assert refused.code == 1
    assert "address =" in refused.err
    assert "--address" in refused.err
    assert cards_in(app) == []


@pytest.mark.usefixtures("study")
def test_the_address_of_the_settings_stands_on_the_cards(
    sammenheng: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMMENHENG_ADDRESS", "https://svar.example.no/")

    sammenheng("cards", "try", "--count", 1, "--language", "nb", "-o", tmp_path / "cards.pdf")

    assert "svar.example.no" in PdfReader(tmp_path / "cards.pdf").pages[0].extract_text()


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    "address", ["sammenheng.no", "ftp://a.no", "https://a.no/?q=1", "https://a.no/#x", "https://"]
)
def test_what_is_no_address_is_a_usage_error(
    sammenheng: Callable, tmp_path: Path, address: str
) -> None:
    arguments = ["--count", 1, "--language", "nb", "--address", address]

    assert sammenheng("cards", "try", *arguments, "-o", tmp_path / "cards.pdf").code == 2


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("count", [0, 801])
def test_none_and_too_many_cards_are_usage_errors(
    sammenheng: Callable, tmp_path: Path, count: int
) -> None:
    arguments = ["--count", count, "--language", "nb", "--address", ADDRESS]

    assert sammenheng("cards", "try", *arguments, "-o", tmp_path / "cards.pdf").code == 2


@pytest.mark.usefixtures("study")
def test_cards_are_for_the_eyes_of_their_owner_only(print_cards: Callable) -> None:
    assert print_cards(1).path.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_is_tagged_in_its_language_and_tells_the_square_in_words(
    print_cards: Callable, language: str
) -> None:
    root = PdfReader(print_cards(1, language).path).root_object

    assert root["/Lang"].split("-")[0] == language
    assert root["/MarkInfo"]["/Marked"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
