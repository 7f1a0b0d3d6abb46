"""A form on paper becomes answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from survey.extensions import db
from survey.models import (
    Administration,
    AfterAnswer,
    Consent,
    Draft,
    InstrumentWording,
    KeyedReading,
    PaperForm,
    Participation,
    Response,
    Study,
    Wave,
)
from survey.paper.questions import MEETINGS_KEY
from survey.report.dataset import read_study
from survey.weeks import current_week
from tests.databases import stored_bytes
from tests.factories import Card, make_answered, read, stored_after, stored_responses, writing
from tests.page_client import Page, PageClient
from tests.pages import ALL_ITEMS, CardPage, LanguagePage, QuestionsPage, begin
from tests.papers import PRE_MARKS, START, Form, Keyer, post_marks

KEYS = {"status", "leaving_reason", "meetings", "overall_change"}


def test_two_readings_that_agree_become_the_answers_of_the_card(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    form = print_form()

    page = keyer.key_in(card, form, PRE_MARKS)

    assert "the answers are stored" in page.text
    expected = {key: int(PRE_MARKS[key]) for key in ALL_ITEMS}
    assert stored_responses(app, card, "pre") == expected
    rows = read(
        app,
        select(Administration.mode, Administration.submitted_week, InstrumentWording.language)
        .join(InstrumentWording, InstrumentWording.id == Administration.wording_id)
        .where(Administration.participant_id == card.participant_id),
    )
    assert [tuple(row) for row in rows] == [("paper", current_week(), "en")] * 2
    assert read(app, select(Participation.meetings_before))[0][0] == "none"
    assert read(app, select(KeyedReading.id)) == []


def test_the_second_time_on_paper_is_stored_with_what_is_asked_about_the_group(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    form = print_form("post", "nn")

    keyer.key_in(card, form, post_marks(form))

    stored = stored_after(app, card)
    assert {key: stored[key] for key in KEYS} == {
        "status": "left_early",
        "leaving_reason": "did_not_suit",
        "meetings": 12,
        "overall_change": -3,
    }
    assert stored["climate_trust"] == 2


def test_why_somebody_left_is_not_kept_of_one_who_is_still_in(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    form = print_form("post")
    keyer.key_in(card, form, post_marks(form) | {"status": "1"})
    assert stored_after(app, card)["leaving_reason"] is None


def test_nothing_is_among_the_answers_after_one_reading_and_the_file_does_not_tell_it(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable, tmp_path: Path
) -> None:
    form = print_form("post")

    keyer.take_up(card, form)
    page = keyer.read(post_marks(form) | {"meetings": "987"}, week="2 11 2026")

    assert "first reading is kept" in page.text
    assert read(app, select(Participation.id)) == read(app, select(Administration.id)) == []
    stored = stored_bytes(app.config["SETTINGS"].database)
    assert form.number.encode() in stored
    for told in (b"987", b"meetings", b'"climate_trust": '):
        assert told not in read(app, select(KeyedReading.sealed))[0][0]
    assert card.number.encode() not in stored
    assert card.number.replace(" ", "").encode() not in stored


def test_the_second_reading_begins_with_empty_fields(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    form = print_form()
    keyer.take_up(card, form)
    keyer.read(PRE_MARKS)

    page = keyer.take_up(card, form)

    assert page.heading == "Second reading"
    fields = page.root.one("form", action="/staff/keying/reading").all("input")
    typed = [one for one in fields if one.get("type") == "text"]
    assert len(typed) == len(PRE_MARKS) + 1
    assert not [one for one in typed if one.get("value")]
    assert not [one for one in fields if "checked" in one.attributes]


def test_only_where_two_readings_differ_the_paper_is_looked_at_again(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    form = print_form()
    keyer.take_up(card, form)
    keyer.read(PRE_MARKS | {"soc13_03": "7", "gse_02": "-"})
    keyer.take_up(card, form)

    page = keyer.read(PRE_MARKS | {"soc13_03": "6", "gse_02": "x"})

    assert page.heading == "Where the readings differ"
    shown = page.root.one("form", action="/staff/keying/differences").all("input")
    assert [one["name"] for one in shown if one.get("type") == "text"] == ["soc13_03", "gse_02"]
    assert "First reading: 7. Second reading: 6." in page.text
    assert "First reading: nothing marked. Second reading: does not want to answer." in page.text
    assert read(app, select(Participation.id)) == []

    assert "are stored" in keyer.settle(soc13_03="5", gse_02="-").text
    stored = stored_responses(app, card, "pre")
    assert (stored["soc13_03"], stored["gse_02"]) == (5, None)
    assert stored["soc13_04"] == int(PRE_MARKS["soc13_04"])


def test_a_comparison_that_was_left_is_taken_up_again_by_whoever_has_the_paper(
    app: Flask,
    card: Card,
    new_keyer: Callable,
    print_form: Callable,
) -> None:
    form = print_form()
    first = new_keyer()
    first.take_up(card, form)
    first.read(PRE_MARKS)
    first.take_up(card, form)
    first.read(PRE_MARKS | {"soc13_01": "7"})

    other = new_keyer()
    assert other.take_up(card, form).heading == "Where the readings differ"
    other.settle(soc13_01="7")

    assert stored_responses(app, card, "pre")["soc13_01"] == 7


@pytest.mark.parametrize("mark", ["", "8", "0", "z", "1.5", "12345", "-3"])
def test_what_a_question_cannot_have_is_named_and_nothing_is_kept(
    app: Flask,
    card: Card,
    keyer: Keyer,
    print_form: Callable,
    mark: str,
) -> None:
    keyer.take_up(card, print_form())

    page = keyer.read(PRE_MARKS | {"soc13_02": mark})

    assert page.heading == "First reading"
    assert "from 1 to 7" in page.root.one("p", id="soc13_02-error").text
    assert page.root.one("input", id="soc13_01")["value"] == PRE_MARKS["soc13_01"]
    assert read(app, select(KeyedReading.id)) == []


def test_a_difference_can_only_be_settled_with_what_the_question_can_have(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    form = print_form()
    keyer.take_up(card, form)
    keyer.read(PRE_MARKS)
    keyer.take_up(card, form)
    keyer.read(PRE_MARKS | {"gse_01": "3"})

    page = keyer.settle(gse_01="5")

    assert page.heading == "Where the readings differ"
    assert read(app, select(Participation.id)) == []


def test_declined_is_stored_as_what_was_said_and_skipped_and_unreadable_as_nothing(
    app: Flask,
    card: Card,
    keyer: Keyer,
    print_form: Callable,
    actions: Callable,
) -> None:
    form = print_form()
    signs = {"soc13_01": "x", "soc13_02": "-", "gse_01": "?", "gse_02": "?", "meetings_before": "-"}

    keyer.key_in(card, form, PRE_MARKS | signs)

    stored = stored_responses(app, card, "pre")
    assert [stored[key] for key in ("soc13_01", "soc13_02", "gse_01", "gse_02")] == [None] * 4
    declined = select(Response.item_key).where(Response.declined)
    assert [row[0] for row in read(app, declined)] == ["soc13_01"]
    assert read(app, select(Participation.meetings_before))[0][0] is None
    assert actions()[-2:] == [("keyed_stored", 1), ("keyed_unreadable", 2)]


def test_what_was_declined_the_second_time_is_named_beside_the_answers(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    form = print_form("post")
    signs = {"status": "x", "climate_trust": "x", "climate_room": "-", "overall_change": "?"}

    keyer.key_in(card, form, post_marks(form) | signs)

    stored = stored_after(app, card)
    assert [stored[key] for key in signs] == [None] * 4
    assert read(app, select(AfterAnswer.declined))[0][0] == "status climate_trust"
    assert stored["leaving_reason"] == "did_not_suit"


def test_a_file_tells_what_was_declined_on_paper_as_it_does_of_the_web(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    form = print_form("post")
    keyer.key_in(card, form, post_marks(form) | {"gse_02": "x", "climate_leader": "x"})
    with app.app_context(), db.reading() as session:
        told = read_study(session, session.scalars(select(Study)).one(), "k" * 64)
    assert told["gse_declined"].to_list() == ["gse_02"]
    assert told["after_declined"].to_list() == ["climate_leader"]


@pytest.mark.parametrize(("key", "most"), [("meetings_before", "3"), ("leaving_reason", "7")])
def test_what_has_no_box_for_declining_cannot_be_declined(
    card: Card, keyer: Keyer, print_form: Callable, key: str, most: str
) -> None:
    form = print_form("pre" if key == MEETINGS_KEY else "post")
    keyer.take_up(card, form)
    page = keyer.read(dict.fromkeys(form.keys, "1") | {key: "x"})
    assert f"from 1 to {most}" in page.root.one("p", id=f"{key}-error").text


@pytest.mark.parametrize("unticked", [{"adult": ""}, {"consent": ""}])
def test_without_both_boxes_nothing_is_kept_and_the_paper_can_be_put_aside(
    app: Flask,
    card: Card,
    keyer: Keyer,
    print_form: Callable,
    unticked: dict[str, str],
) -> None:
    keyer.take_up(card, print_form())

    page = keyer.read(PRE_MARKS, **unticked)

    assert page.heading == "First reading"
    assert read(app, select(KeyedReading.id)) == []
    assert "Nothing of the form is kept" in keyer.put_aside().text


def test_consent_on_paper_is_proved_by_the_letter_as_it_was_printed(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    form = print_form(language="nb")

    keyer.key_in(card, form, PRE_MARKS)

    ((consent,),) = read(app, select(Consent))
    ((printed,),) = read(app, select(PaperForm))
    assert consent.text_version == f"paper {form.number}"
    assert consent.text_sha256 == printed.letter_sha256
    assert (consent.language, consent.purpose, consent.week) == ("nb", "evaluation", current_week())
    assert consent.method == "paper"
    assert "Kryss" not in json.dumps(printed.letter)
    assert printed.letter["boxes"][0] == "Jeg er 18 år eller eldre."


def test_consent_on_paper_stands_beside_the_one_that_was_given_on_the_web_before(
    app: Flask,
    card: Card,
    keyer: Keyer,
    client: PageClient,
    print_form: Callable,
) -> None:
    form = print_form()
    begin(client, card)
    rows = select(Consent.text_version, Consent.method, Consent.text_sha256)
    (before,) = read(app, rows)

    keyer.key_in(card, form, PRE_MARKS)

    after = read(app, rows)
    assert before in after
    assert [tuple(row)[:2] for row in after if row != before] == [(f"paper {form.number}", "paper")]


def test_each_form_has_a_proof_of_its_own(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    first, second = print_form(), print_form("post")
    keyer.key_in(card, first, PRE_MARKS)
    keyer.key_in(card, second, post_marks(second))
    versions = {row[0] for row in read(app, select(Consent.text_version))}
    assert versions == {f"paper {first.number}", f"paper {second.number}"}


def test_a_proof_that_is_there_already_is_not_stored_again(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    form = print_form()
    with writing(app) as session:
        session.add(
            Consent(
                participant_id=card.participant_id,
                purpose="evaluation",
                text_version=f"paper {form.number}",
                text_sha256="0" * 64,
                language="en",
                week="2026-W01",
                method="paper",
            )
        )

    keyer.key_in(card, form, PRE_MARKS)

    assert [row[0] for row in read(app, select(Consent.week))] == ["2026-W01"]
    assert len(read(app, select(Participation.id))) == 1


def test_a_form_in_the_nearest_language_is_keyed_as_the_text_that_was_printed(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    with writing(app) as session:
        session.execute(delete(InstrumentWording).filter_by(instrument_key="gse", language="nn"))
    form = print_form(language="nn")

    keyer.take_up(card, form)
    page = keyer.read(PRE_MARKS | {"soc13_01": "7", "gse_01": "1"})
    page = keyer.take_up(card, form)
    assert "Eg kan" not in page.text
    assert [language_around(page, key) for key in ("soc13_01", "gse_01")] == ["nn", "nb"]
    assert language_around(page, "meetings_before") == "nn"
    page = keyer.read(PRE_MARKS | {"soc13_01": "6", "gse_01": "2"})
    assert [language_around(page, key) for key in ("soc13_01", "gse_01")] == ["nn", "nb"]
    keyer.settle(soc13_01="7", gse_01="2")

    rows = read(
        app,
        select(Administration.instrument_key, InstrumentWording.language).join(
            InstrumentWording, InstrumentWording.id == Administration.wording_id
        ),
    )
    assert dict(map(tuple, rows)) == {"soc13": "nn", "gse": "nb"}


def language_around(page: Page, key: str) -> str:
    """Return the language that a field's label is marked with."""
    around = page.root.one("input", id=key).ancestors()
    return next(one["lang"] for one in around if one.get("lang"))


def test_what_was_begun_on_the_web_goes_and_the_card_then_opens_the_second_time(
    app: Flask,
    card: Card,
    keyer: Keyer,
    client: PageClient,
    print_form: Callable,
) -> None:
    form = print_form()
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=7)

    page = keyer.take_up(card, form)
    assert not [one for one in page.root.all("input", type="text") if one.get("value")]
    keyer.read(PRE_MARKS)
    keyer.take_up(card, form)
    keyer.read(PRE_MARKS)

    assert read(app, select(Draft.participant_id)) == []
    assert stored_responses(app, card, "pre")["soc13_01"] == int(PRE_MARKS["soc13_01"])
    CardPage(client).type_code(card.code)
    assert "second time" in LanguagePage(client).choose("en").text


def test_the_week_is_that_of_the_day_on_the_paper_and_no_day_is_kept(
    app: Flask,
    card: Card,
    keyer: Keyer,
    print_form: Callable,
) -> None:
    form = print_form()

    keyer.key_in(card, form, PRE_MARKS, week="4.1.2026")

    assert [row[0] for row in read(app, select(Participation.submitted_week))] == ["2026-W01"]
    assert {row[0] for row in read(app, select(Administration.started_week))} == {"2026-W01"}


def test_the_second_paper_may_be_keyed_before_the_first(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    first, second = print_form(), print_form("post")

    keyer.key_in(card, second, post_marks(second), week="2 3 2026")
    keyer.key_in(card, first, PRE_MARKS)

    rows = read(
        app,
        select(Wave.key, Participation.submitted_week).join(
            Participation, Participation.wave_id == Wave.id
        ),
    )
    assert dict(map(tuple, rows)) == {"pre": "2026-W10", "post": "2026-W10"}


def test_a_card_whose_second_paper_came_in_alone_opens_no_first_time_on_the_web(
    app: Flask, card: Card, keyer: Keyer, client: PageClient, print_form: Callable
) -> None:
    form = print_form("post")
    keyer.key_in(card, form, post_marks(form))
    CardPage(client).type_code(card.code, 409)
    assert read(app, select(Draft.participant_id)) == []


@pytest.mark.parametrize("wave", ["pre", "post"])
def test_a_day_that_would_put_the_second_answers_before_the_first_is_asked_for_again(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable, wave: str
) -> None:
    form = print_form(wave)
    other, day = {"post": ("pre", "4 5 2026"), "pre": ("post", "18 5 2026")}[wave]
    make_answered(app, card, other, {}, week="2026-W20")  # the days are in weeks 19 and 21
    keyer.take_up(card, form)

    page = keyer.read(dict.fromkeys(form.keys, "1"), week=day)

    assert "before the first ones" in page.root.one("p", id="week-error").text
    assert read(app, select(KeyedReading.id)) == []
    assert "first reading is kept" in keyer.read(dict.fromkeys(form.keys, "1")).text


def test_the_page_for_a_reading_names_the_paper_and_never_an_answer_in_an_address(
    app: Flask, card: Card, keyer: Keyer, print_form: Callable
) -> None:
    form = print_form()
    page = keyer.take_up(card, form)
    assert card.number in page.text
    assert form.number in page.text
    keyer.read(PRE_MARKS)
    digits = card.number.replace(" ", "")
    assert not [one for one in keyer.client.addresses if digits in one or card.number in one]


def test_every_step_is_an_event_of_the_keyer(
    app: Flask,
    card: Card,
    keyer: Keyer,
    print_form: Callable,
    actions: Callable,
) -> None:
    form = print_form()

    keyer.key_in(card, form, PRE_MARKS)
    keyer.take_up(card, form, 409)

    assert actions() == [
        ("keyed_first", 1),
        ("keyed_second", 1),
        ("keyed_stored", 1),
        ("keying_refused", 1),
    ]


def test_a_keyers_words_are_there_in_every_language(
    app: Flask,
    card: Card,
    keyer: Keyer,
    print_form: Callable,
) -> None:
    form = print_form(language="nn")
    for language, name, headings in (
        ("nb", "Bokmål", ("Inntasting", "Første inntasting", "Der inntastingene er ulike")),
        ("nn", "Nynorsk", ("Inntasting", "Første inntasting", "Der inntastingane er ulike")),
    ):
        page = keyer.client.open(START)
        keyer.client.language = language
        page = keyer.client.press(page, name)
        assert page.heading == headings[0]
        page = keyer.client.send(page, form_number=form.number, card_number=card.number)
        assert page.heading == headings[1]
        assert "Når du vaknar" in page.text  # the paper's own language
        for first in ("1", "2"):
            fields = {"adult": "y", "consent": "y", "week": "-"}
            button = page.root.one("form", action="/staff/keying/reading").one("button").text
            typed = fields | PRE_MARKS | {"soc13_01": first}
            page = keyer.client.press(page, button, **typed)
            if first == "1":
                page = keyer.client.send(page, form_number=form.number, card_number=card.number)
        assert page.heading == headings[2]
        aside = page.root.one("form", action="/staff/keying/aside").one("button").text
        keyer.client.press(page, aside)


def test_a_paper_that_is_being_typed_in_is_told_of_and_goes_when_the_person_withdraws(
    app: Flask,
    card: Card,
    keyer: Keyer,
    print_form: Callable[..., Form],
    open_client: Callable[..., PageClient],
) -> None:
    keyer.take_up(card, print_form())
    keyer.read(PRE_MARKS)
    person = open_client()
    CardPage(person).type_code(card.code)
    page = person.open("/withdraw")
    assert "a form on paper that is being typed in" in page.text
    person.press(page, "I withdraw")
    assert not read(app, select(KeyedReading.id))


def test_whoever_agreed_on_paper_is_not_told_that_the_letter_has_changed(
    card: Card,
    keyer: Keyer,
    print_form: Callable[..., Form],
    open_client: Callable[..., PageClient],
) -> None:
    keyer.key_in(card, print_form(), PRE_MARKS)
    person = open_client()
    CardPage(person).type_code(card.code)
    page = LanguagePage(person).choose("en")
    assert page.path == "/information"
    assert not page.root.all("p", role="status")
