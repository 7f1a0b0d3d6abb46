"""Agreeing to the letter: what is stored, for which purpose, and when it is asked again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from survey.evaluation.speech import speaking
from survey.letter.reading import letter, sha256_of
from survey.letter.shown import show
from survey.models import Consent, LetterText, Participant, StoredLetter
from survey.models.study import CLOSED, EVALUATION
from survey.weeks import current_week
from tests.factories import Card, make_card, make_study, random_responses, read, writing
from tests.letters import install_letter, whole_letter
from tests.page_client import Page, PageClient
from tests.pages import (
    CardPage,
    CheckPage,
    InformationPage,
    LanguagePage,
    QuestionsPage,
    answer_pages,
    answer_wave,
    begin,
)

CHANGED = "This letter has been changed since you last read it."
OpenClient = Callable[..., PageClient]


def consents(app: Flask, card: Card) -> Sequence[Any]:
    """Return what a person has agreed to, with the text by its hash."""
    return read(
        app,
        select(Consent.purpose, Consent.text_version, Consent.language, Consent.method, LetterText)
        .join(LetterText, LetterText.sha256 == Consent.text_sha256)
        .where(Consent.participant_id == card.participant_id)
        .order_by(Consent.text_version, Consent.purpose),
    )


def agreed_to(app: Flask, card: Card) -> list[tuple[str, str]]:
    return [(one.purpose, one.text_version) for one in consents(app, card)]


def to_the_letter(client: PageClient, card: Card, language: str = "en") -> Page:
    CardPage(client).type_code(card.code)
    return LanguagePage(client).choose(language)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_very_text_can_be_rebuilt_from_what_is_stored(
    app: Flask, client: PageClient, language: str
) -> None:
    study = make_study(app)
    install_letter(app, study)
    card = make_card(app, study)
    begin(client, card, language)
    (proof,) = read(app, select(Consent.text_sha256, Consent.week).join(Participant))
    (kept,) = read(app, select(LetterText.text, LetterText.sha256))
    (stored,) = read(app, select(StoredLetter.content))
    with speaking(language):
        rebuilt = show(letter(stored.content), language).text
    assert rebuilt == kept.text
    assert hashlib.sha256(rebuilt.encode()).hexdigest() == kept.sha256 == proof.text_sha256
    assert proof.week == current_week()


def test_two_people_who_read_the_same_share_one_stored_text(
    app: Flask, open_client: OpenClient
) -> None:
    study = make_study(app)
    for _ in range(2):
        begin(open_client(), make_card(app, study))
    begin(open_client(), make_card(app, study), "nn")
    assert len(read(app, select(LetterText))) == 2
    assert len(read(app, select(Consent))) == 3


def test_saying_no_to_later_research_still_opens_the_questions(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    to_the_letter(client, card)
    assert InformationPage(client).agree().path == "/questions/1"
    assert [one.purpose for one in consents(app, card)] == ["evaluation"]


def test_saying_yes_to_later_research_is_stored_by_itself(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    page = to_the_letter(client, card)
    assert client.send(page, adult="y", consent="y", reuse="y").path == "/questions/1"
    rows = consents(app, card)
    assert [(one.purpose, one.method, one.language) for one in rows] == [
        ("evaluation", "web", "en"),
        ("reuse", "web", "en"),
    ]
    assert "I also consent to my answers being kept for later research." in rows[1].LetterText.text


def test_later_research_alone_opens_nothing(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    page = client.send(to_the_letter(client, card), adult="y", reuse="y")
    assert page.path == "/information"
    assert "checked" in page.root.one("input", name="reuse").attributes
    assert consents(app, card) == []


def test_consent_to_something_else_alone_opens_no_question(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    install_letter(app, study)
    card = make_card(app, study)
    with writing(app) as session:
        session.add(
            Consent(
                participant_id=card.participant_id,
                purpose="contact",
                text_version="letter-1",
                text_sha256="0" * 64,
                language="nb",
                week=current_week(),
                method="web",
            )
        )
    assert to_the_letter(client, card).path == "/information"
    client.open("/questions/1", 403)


def test_a_study_that_asks_for_nothing_more_has_two_boxes_and_takes_no_third(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    install_letter(app, study, optional_purposes=[])
    card = make_card(app, study)
    page = to_the_letter(client, card)
    assert len(page.root.all("input", type="checkbox")) == 2
    client.send(page, adult="y", consent="y", reuse="y", contact="y")
    assert agreed_to(app, card) == [("evaluation", "letter-1")]


def test_one_can_say_yes_to_later_research_afterwards(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    (first,) = consents(app, card)
    page = InformationPage(client).page
    assert CHANGED not in page.text
    client.send(page, adult="y", consent="y", reuse="y")
    assert [one.purpose for one in consents(app, card)] == ["evaluation", "reuse"]
    assert consents(app, card)[0].text_version == first.text_version


def test_public_interest_has_its_own_words_on_the_boxes(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    install_letter(app, study, legal_basis="public_interest")
    card = make_card(app, study)
    page = to_the_letter(client, card)
    boxes = [one.text for one in page.root.all("label")]
    assert boxes == [
        "I am 18 years or older.",
        "I have read this letter, and I want to take part.",
        "My answers may also be kept for later research.",
    ]
    assert "object to our use of your answers" in page.text
    InformationPage(client).agree()
    assert agreed_to(app, card) == [("evaluation", "letter-1")]


def test_a_newer_letter_is_met_before_the_next_wave_and_says_that_it_is_new(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    install_letter(app, study)
    card = make_card(app, study)
    answer_wave(client, card, random_responses(1))
    install_letter(app, study, sikt_reference="000001")
    page = to_the_letter(client, card)
    assert page.path == "/information"
    assert CHANGED in page.text
    assert "000001" in page.text
    client.open("/questions/1", 403)
    assert InformationPage(client).agree().path == "/questions/1"
    assert agreed_to(app, card) == [("evaluation", "letter-1"), ("evaluation", "letter-2")]


def test_a_newer_letter_asks_for_the_other_purposes_anew(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    card = make_card(app, study)
    client.send(to_the_letter(client, card), adult="y", consent="y", reuse="y")
    answer_pages(client, {})
    CheckPage(client).send_in()
    install_letter(app, study)
    page = to_the_letter(client, card)
    assert not [one for one in page.root.all("input") if "checked" in one.attributes]
    InformationPage(client).agree()
    assert ("reuse", "letter-1") not in agreed_to(app, card)


def test_whoever_has_begun_a_wave_ends_it_under_the_letter_it_began_with(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    install_letter(app, study)
    card = make_card(app, study)
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=3)
    install_letter(app, study, sikt_reference="000001")
    assert QuestionsPage(client, 2).answer().path == "/questions/3"
    assert begin(client, card).path == "/questions/3"
    answer_pages(client, {})
    assert CheckPage(client).send_in().path == "/thanks"
    assert agreed_to(app, card) == [("evaluation", "letter-1")]
    assert CHANGED in to_the_letter(client, card).text


def test_the_first_letter_is_not_called_changed(app: Flask, client: PageClient) -> None:
    assert CHANGED not in to_the_letter(client, make_card(app, make_study(app))).text


def test_the_same_letter_is_not_asked_about_again(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    install_letter(app, study)
    card = make_card(app, study)
    answer_wave(client, card, {})
    install_letter(app, study)
    assert to_the_letter(client, card).path == "/questions/1"


def test_what_another_study_installs_asks_nobody_again(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    install_letter(app, study)
    card = make_card(app, study)
    answer_wave(client, card, {})
    other = make_study(app, "other")
    install_letter(app, other)
    install_letter(app, other, sikt_reference="000001")
    assert to_the_letter(client, card).path == "/questions/1"


def test_nobody_agrees_to_a_letter_that_came_while_they_read_the_one_before(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    install_letter(app, study)
    card = make_card(app, study)
    read_before = to_the_letter(client, card)
    install_letter(app, study, sikt_reference="000001")
    page = client.send(read_before, adult="y", consent="y", reuse="y")
    assert page.path == "/information"
    assert CHANGED in page.text
    assert not [one for one in page.root.all("input") if "checked" in one.attributes]
    assert consents(app, card) == []
    assert client.send(page, adult="y", consent="y").path == "/questions/1"
    assert agreed_to(app, card) == [("evaluation", "letter-2")]


def test_nobody_agrees_in_a_language_they_did_not_read(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    in_english = to_the_letter(client, card)
    LanguagePage(client).choose("nn")
    assert client.send(in_english, adult="y", consent="y").path == "/information"
    assert consents(app, card) == []


@pytest.mark.parametrize("said", ["", "made up", None])
def test_a_form_that_does_not_say_what_was_read_is_no_consent(
    app: Flask, client: PageClient, said: str | None
) -> None:
    card = make_card(app, make_study(app))
    page = to_the_letter(client, card)
    values = {"adult": "y", "consent": "y"} | ({} if said is None else {"letter": said})
    token = page.root.one("main").one("input", name="csrf_token")["value"]
    sent = client.browser.post("/information", data={"csrf_token": token, **values})
    assert sent.status_code == 200
    assert consents(app, card) == []


def test_the_whole_letter_stands_on_the_page_with_the_rest_folded(
    app: Flask, client: PageClient
) -> None:
    page = to_the_letter(client, make_card(app, make_study(app)))
    folded = page.root.one("section").one("details")
    assert "open" not in folded.attributes
    assert folded.all("h2")[-1].text == "Your rights"
    assert "It is voluntary to take part" not in folded.text
    assert "It is voluntary to take part" in page.text


def test_norwegian_in_an_english_letter_is_marked_as_such(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    content = whole_letter()
    del content["en"]
    with writing(app) as session:
        session.add(
            StoredLetter(study_id=study.id, version=1, content=content, sha256=sha256_of(content))
        )
    page = to_the_letter(client, make_card(app, study))
    marked = [one.text for one in page.root.one("section").all("p", lang="nb")]
    assert marked == [content["nb"][key] for key in ("purpose", "use", "reuse")]


def test_what_a_study_writes_is_shown_as_it_is_written(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    install_letter(app, study, institution="Sorg & <b>savn</b>")
    page = to_the_letter(client, make_card(app, study))
    assert "Sorg & <b>savn</b> is responsible" in page.text


def test_erasing_takes_every_consent_and_leaves_the_text_that_others_agreed_to(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    card = make_card(app, study)
    client.send(to_the_letter(client, card), adult="y", consent="y", reuse="y")
    with writing(app) as session:
        session.execute(delete(Participant))
    assert read(app, select(Consent)) == []
    assert len(read(app, select(LetterText))) == 1


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({}, "(?i)unique"),
        ({"purpose": "marketing", "text_version": "x"}, "ck_consent_purpose"),
        ({"method": "phone", "text_version": "x"}, "ck_consent_method"),
    ],
)
def test_the_database_keeps_one_consent_for_each_purpose_and_version(
    app: Flask, client: PageClient, change: dict[str, str], broken: str
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    (row,) = read(app, select(Consent))
    again = {
        column.name: getattr(row.Consent, column.name)
        for column in Consent.__table__.c
        if column.name != "id"
    }
    with pytest.raises(IntegrityError, match=broken), writing(app) as session:
        session.add(Consent(**(again | change)))


def test_a_letter_that_lacks_something_after_an_upgrade_is_no_fault_of_whoever_meets_it(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    with writing(app) as session:
        session.add(StoredLetter(study_id=study.id, version=1, content={}, sha256=sha256_of({})))
    CardPage(client).type_code(make_card(app, study).code)
    client.open("/language")
    page = client.open("/information", 403)
    assert page.heading == "The study is not taking answers now"


def test_a_study_of_real_people_never_shows_the_example(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app, kind=EVALUATION, state=CLOSED))
    CardPage(client).type_code(card.code, 403)
    client.open("/information", 403)
