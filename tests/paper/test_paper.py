"""The questionnaire on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import delete, select

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.after_questions import QUESTIONS
from survey.extensions import db
from survey.letter import store as letters
from survey.letter.shown import show
from survey.models import InstrumentWording, PaperForm, Study
from survey.models.study import CLOSED, DEMONSTRATION, DRAFT, EVALUATION
from survey.wording import store
from survey.wording.reading import FOLDER, read_file, wording
from tests.factories import make_study, read, writing
from tests.letters import install_letter, whole_letter

LANGUAGES = ("nb", "nn", "en")
NUMBER = re.compile(r"(?:Skjema|Form) (\d{3} \d{3})")
DECLINE = {
    "nb": "Jeg vil ikke svare på dette",
    "nn": "Eg vil ikkje svare på dette",
    "en": "I prefer not to answer this",
}
SAID = {
    "nb": (
        "Dette er første gang du svarer.",
        "Det finnes ingen riktige eller gale svar. Du kan hoppe over et spørsmål.",
        "Ingen i gruppa, ingen igangsetter og ingen i kommunen kan se hva du svarer.",
        "Kryss av i begge rutene hvis du vil være med",
        "Jeg er 18 år eller eldre. Jeg har lest informasjonsskrivet og samtykker til å være med.",
        "Hvor mange ganger",
        "116 123",
        "øvingstekst",
    ),
    "nn": (
        "Dette er første gongen du svarer.",
        "Det finst ingen rette eller gale svar. Du kan hoppe over eit spørsmål.",
        "Ingen i gruppa, ingen igangsetjar og ingen i kommunen kan sjå kva du svarer.",
        "Kryss av i begge rutene dersom du vil vere med",
        "Eg er 18 år eller eldre. Eg har lese informasjonsskrivet og samtykkjer til å vere med.",
        "Kor mange gonger",
        "116 123",
        "øvingstekst",
    ),
    "en": (
        "This is the first time you answer.",
        "There are no right or wrong answers. You may skip a question.",
        "Nobody in the group, no starter and nobody in the municipality can see what you answer.",
        "Tick both boxes if you want to take part",
        "I am 18 years or older. I have read this letter, and I consent to taking part.",
        "How many times",
        "116 123",
        "stand-in",
    ),
}

OF_PAPER = {
    "nb": (
        "På skjemaet skriver du bare kortnummeret, aldri koden.",
        "De som taster inn svarene, vet ikke hvem du er, og har taushetsplikt.",
        "Med koden på kortet kan du slette alt du har svart, på nettadressen som står på kortet.",
        "De som taster inn svarene fra papir, leser dem også.",
    ),
    "nn": (
        "På skjemaet skriv du berre kortnummeret, aldri koden.",
        "Dei som tastar inn svara, veit ikkje kven du er, og har teieplikt.",
        "Med koden på kortet kan du slette alt du har svart, på nettadressa som står på kortet.",
        "Dei som tastar inn svara frå papir, les dei også.",
    ),
    "en": (
        "On the form you write the card number only, never the code.",
        "Those who type the answers in do not know who you are, and have promised to keep silent.",
        "erase everything you have answered, on the web address that stands on the card.",
        "Those who type in the forms read the answers on them too.",
    ),
}
OF_THE_PAGE = {
    "nb": "Veien dit står nederst på hver side.",
    "nn": "Vegen dit står nedst på kvar side.",
    "en": "the way there is at the bottom of every page",
}
ONLY = {
    "nb": "Spørsmålene finnes her bare på {}, fordi bare den teksten er godkjent.",
    "nn": "Spørsmåla finst her berre på {}, fordi berre den teksten er godkjend.",
    "en": "The questions are available here in {} only, because only that text has been approved.",
}

NAMED = {
    ("nn", "nb"): "norsk bokmål",
    ("nb", "nn"): "norsk nynorsk",
    ("en", "nb"): "Norwegian Bokmål",
}


@pytest.fixture
def study(app: Flask) -> Study:
    return make_study(app)


def texts(language: str) -> list[str]:
    """Return the text of every item in order."""
    return [
        wording(read_file(FOLDER / f"{key}.{language}.toml")).item(item).text
        for key in INSTRUMENT_KEYS
        for item in load_instrument(key).item_keys
    ]


def closed_up(words: str) -> str:
    return "".join(words.split())


def plain(words: object) -> str:
    """Return words as a line break in print leaves them."""
    return re.sub(r"\s+", " ", str(words))


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wave", ["pre", "post"])
def test_every_question_stands_there_once_in_order_with_its_boxes_on_the_same_page(
    app: Flask, print_paper: Callable, wave: str, language: str
) -> None:
    printed = print_paper(wave, language)

    asked = texts(language)
    with app.app_context(), force_locale(language):
        asked += [plain(one.text) for one in QUESTIONS] if wave == "post" else []
    places = [printed.text.find(f"{n}. {text}") for n, text in enumerate(asked, 1)]
    assert min(places) > 0
    assert places == sorted(places)
    may_be_declined = [True] * 23 + [one.may_be_declined for one in QUESTIONS]
    offered = [f"{n}. {text}" for n, text in enumerate(asked, 1) if may_be_declined[n - 1]]
    assert printed.text.count(DECLINE[language]) == (len(offered) == 35) + len(offered)
    for page in printed.pages:
        here = page.count(DECLINE[language])
        is_reasons = "7 " + DECLINE[language] in page
        assert here - is_reasons == sum(one in page for one in offered)


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_the_boxes_and_the_stamp_are_in_the_forms_language(
    print_paper: Callable, language: str
) -> None:
    printed = print_paper("pre", language)
    assert [one for one in SAID[language] if one not in printed.text] == []
    assert printed.other_languages() == set()
    assert printed.root["/Lang"].split("-")[0] == language
    assert printed.root["/MarkInfo"]["/Marked"]
    metadata = printed.root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "facts",
    [
        {"optional_purposes": []},
        {"optional_purposes": [], "legal_basis": "public_interest"},
        {"optional_purposes": [], "municipality_is_controller": True},
    ],
)
def test_the_studys_letter_stands_there_whole_with_what_is_otherwise_on_paper(
    app: Flask, study: Study, print_paper: Callable, language: str, facts: dict[str, object]
) -> None:
    install_letter(app, study, **facts)
    with app.app_context():
        shown = show(letters.current(db.session, study).letter, language)

    text = print_paper("pre", language).running_text

    said = [
        words
        for section in shown.sections
        for words in (
            section.heading,
            *(one.text for one in (*section.paragraphs, *section.last)),
            *section.lines,
        )
    ]
    on_the_page = [one for one in said if OF_THE_PAGE[language] in one]
    assert len(on_the_page) == 1
    close = closed_up(text)  # a line may break within a word, as after 6(1)
    assert [one for one in said if closed_up(one) not in close] == on_the_page
    assert OF_THE_PAGE[language] not in text
    assert [one for one in OF_PAPER[language] if text.count(one) != 1] == []
    assert all(box in text for box in shown.boxes)


def test_the_letter_speaks_of_no_box_and_no_question_that_is_not_on_paper(
    app: Flask, print_paper: Callable
) -> None:
    study = make_study(app, background=["gender"], open_field=True)
    install_letter(app, study, optional_purposes=["reuse"])
    with app.app_context():
        page = show(letters.current(db.session, study).letter, "nb").text

    text = print_paper("pre", "nb").running_text

    for told in ("senere forskning", "Første gang spør vi også om dette", "med dine egne ord"):
        assert told in page
        assert told not in text
    ((letter,),) = read(app, select(PaperForm.letter))
    assert len(letter["boxes"]) == 2


def test_what_a_letter_says_in_another_language_is_marked_as_that_language(
    app: Flask, study: Study, print_paper: Callable
) -> None:
    content = whole_letter()
    del content["en"]
    with writing(app) as session:
        letters.install(session, session.merge(study), content)

    printed = print_paper("pre", "en")

    assert content["nb"]["purpose"] in printed.running_text
    assert printed.other_languages() == {"nb"}


def take_away(app: Flask, instrument: str, language: str) -> None:
    with writing(app) as session:
        session.execute(
            delete(InstrumentWording).filter_by(instrument_key=instrument, language=language)
        )


def install(app: Flask, instrument: str, language: str) -> None:
    """Install a text of our own as if it were the licensed one."""
    text = read_file(FOLDER / f"{instrument}.{language}.toml") | {"kind": "installed"}
    with writing(app) as session:
        store.keep(session, text)


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    ("language", "change", "shown"),
    [
        ("nn", take_away, "nb"),
        ("nb", take_away, "nn"),
        ("en", take_away, "nb"),
        ("nn", install, "nb"),
    ],
)
def test_where_a_language_has_no_text_the_nearest_one_is_printed_and_the_form_says_so(
    app: Flask, print_paper: Callable, language: str, change: Callable, shown: str
) -> None:
    change(app, "gse", language if change is take_away else shown)

    printed = print_paper("pre", language)

    expected = texts(language)[:13] + texts(shown)[13:]
    places = [printed.text.find(f"{n}. {text}") for n, text in enumerate(expected, 1)]
    assert min(places) > 0
    assert places == sorted(places)
    sentence = ONLY[language].format(NAMED[language, shown])
    assert printed.text.count(sentence) == 1
    assert places[12] < printed.text.find(sentence) < places[13]
    assert printed.other_languages() == {shown}
    assert printed.root["/Lang"].split("-")[0] == language
    ((wording_ids,),) = read(app, select(PaperForm.wording_ids))
    with app.app_context():
        row = db.session.get_one(InstrumentWording, wording_ids["gse"])
        assert row.language == shown


@pytest.mark.usefixtures("study")
def test_each_item_has_its_own_two_anchors_and_seven_boxes(print_paper: Callable) -> None:
    printed = print_paper("pre", "nb")
    soc = wording(read_file(FOLDER / "soc13.nb.toml"))
    for item in soc.items:
        assert f"{item.text} {item.low} 1 2 3 4 5 6 7 {item.high}" in printed.text


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("wave", ["pre", "post"])
def test_every_page_says_which_form_it_is_and_which_page(
    app: Flask, print_paper: Callable, wave: str
) -> None:
    pages = print_paper(wave, "nb").pages
    numbers = [set(NUMBER.findall(page)) for page in pages]
    kept = {row[0] for row in read(app, select(PaperForm.number))}
    assert numbers == [kept] * len(pages)
    for number, page in enumerate(pages, 1):
        assert f"Side {number} av {len(pages)}" in page
        assert {"pre": "første gang, Bokmål", "post": "andre gang, Bokmål"}[wave] in page
        for key in INSTRUMENT_KEYS:
            digest = wording(read_file(FOLDER / f"{key}.nb.toml")).sha256[:8]
            assert f"{key} {digest}" in page


@pytest.mark.usefixtures("study")
def test_all_that_a_person_reads_is_in_large_print(print_paper: Callable) -> None:
    for wave in ("pre", "post"):
        small = {text for text, size in print_paper(wave, "nb").sizes() if size < 13.99}
        boxes_and_foot = re.compile(
            r"[1-7]|Skjema \d{3} \d{3}|(første|andre) gang, Bokmål|Side \d+ av \d+|Tekster: .*"
        )
        assert [one for one in small if not boxes_and_foot.fullmatch(one)] == []


@pytest.mark.usefixtures("study")
def test_printing_again_gives_the_same_form_byte_for_byte(
    app: Flask, print_paper: Callable
) -> None:
    first, second = print_paper(), print_paper()
    assert first.path.read_bytes() == second.path.read_bytes()
    assert len(read(app, select(PaperForm.id))) == 1


def test_another_wave_language_or_letter_is_another_form(
    app: Flask, study: Study, print_paper: Callable
) -> None:
    print_paper("pre", "nb")
    print_paper("post", "nb")
    print_paper("pre", "nn")
    install_letter(app, study, sikt_reference="123456")
    print_paper("pre", "nb")

    rows = [row[0] for row in read(app, select(PaperForm))]
    assert len({one.number for one in rows}) == len(rows) == 4
    assert len({one.letter_sha256 for one in rows}) == 3  # the letter is that of both waves


@pytest.mark.usefixtures("study")
def test_the_installations_own_numbers_to_call_stand_on_the_form(
    print_paper: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tmp_path / "lines.toml"
    lines.write_text(
        'checked_on = 2026-05-04\n[[lines]]\nkey = "own"\nnumber = "55 51 00 00"\n'
        'nb = "Kontaktpunktet"\nnn = "Kontaktpunktet"\nen = "The contact point"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("SAMMENHENG_HELP_LINES", str(lines))
    text = print_paper().text
    assert "Kontaktpunktet: 55 51 00 00" in text
    assert "mai 2026" in text
    assert "116 123" not in text


def test_a_form_of_a_demonstration_says_that_everything_is_invented(
    app: Flask, print_paper: Callable
) -> None:
    make_study(app, kind=DEMONSTRATION)
    assert "Oppdiktede svar." in print_paper().pages[0]


@pytest.mark.parametrize(
    ("details", "reason"),
    [({"kind": EVALUATION, "state": DRAFT}, "is draft"), ({"state": CLOSED}, "is closed")],
)
def test_a_study_that_gets_no_cards_gets_no_paper(
    app: Flask, sammenheng: Callable, tmp_path: Path, details: dict[str, str], reason: str
) -> None:
    make_study(app, **details)
    target = tmp_path / "paper.pdf"
    done = sammenheng("paper", "try", "--wave", "pre", "--language", "nb", "-o", target)
    assert done.code == 1
    assert reason in done.err
    assert not target.exists()
    assert read(app, select(PaperForm.id)) == []


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("options", [[], ["--wave", "follow_up"], ["--wave", "pre"]])
def test_wave_and_language_are_to_be_given(sammenheng: Callable, options: list[str]) -> None:
    assert sammenheng("paper", "try", *options).code == 2
