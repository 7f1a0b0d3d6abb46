"""Each test is somebody of the README's table of threats who tries.

What others try, and tests tried before there was this table, stands where the table says.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import Participant
from tests.factories import (
    Card,
    make_answered_groups,
    make_card,
    make_group,
    make_staff,
    make_study,
    random_responses,
    read,
    stored_responses,
)
from tests.own_pages import answer_with_word, close, told_answers
from tests.page_client import Page, PageClient
from tests.pages import CardPage, QuestionsPage, SignInPage, answer_pages, answer_wave, begin
from tests.stored_rows import rows

OpenClient = Callable[..., PageClient]
OWN, OTHER = random_responses(1), random_responses(2)


def every_address(app: Flask) -> list[str]:
    """Return every address of participants that can be opened."""
    return [
        re.sub(r"<[^>]+>", "1", rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/static", "/staff"))
    ]


def try_everywhere(client: PageClient, app: Flask) -> list[Page]:
    """Open every address in a browser, and return the pages that it shows."""
    pages = []
    for address in every_address(app):
        answer = client.get(address) if address != "/leave" else None
        if answer and answer.mimetype == "text/html" and "Location" not in answer.headers:
            pages.append(client._checked(answer))
    return pages


def test_a_group_member_who_gets_the_phone_after_it_was_closed_sees_nothing_of_its_owner(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    answer_with_word(client, card, OWN)  # and closes the page
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=2)
    close(client)
    pages = try_everywhere(client, app)
    assert len(pages) > 15
    for page in pages:
        assert told_answers(page) == [], page.path
        points = page.root.all("input", type="radio")
        assert not any("checked" in one.attributes for one in points), page.path
        assert card.participant_id not in page.root.one("html").text


def test_a_starter_with_the_whole_stack_of_cards_reads_nothing_and_changes_nothing_that_was_sent(
    app: Flask, open_client: OpenClient
) -> None:
    study = make_study(app)
    stack = [make_card(app, study, make_group(app, study)) for _ in range(4)]
    answered = stack[:2]
    for card in answered:
        answer_with_word(open_client(), card, OWN)
    starter = open_client()
    for card in stack:
        page = CardPage(starter).type_code(card.code)
        assert told_answers(page) == []
        told = starter.get("/my-answers").get_data(as_text=True)
        assert 'class="answer"' not in told
        assert starter.get("/my-answers/copy.json").status_code != 200
    for card in answered:  # the second time opens at once in this study
        begin(starter, card)
        answer_pages(starter, OTHER)
        assert stored_responses(app, card, "pre") == OWN


def test_an_administrator_opens_no_page_with_an_answer_or_a_result(
    app: Flask, client: PageClient
) -> None:
    make_answered_groups(app, make_study(app), (4, 4, 4))
    SignInPage(client).sign_in(make_staff(app, "administrator"))
    rules = [
        re.sub(r"<study_key>", "try", rule.rule)
        for rule in app.url_map.iter_rules()
        if "<study_key>" in rule.rule and "GET" in (rule.methods or ())
    ]
    assert len(rules) > 40
    opened = {
        address
        for address in (re.sub(r"<[^>]+>", "1", rule) for rule in rules)
        if client.get(address).status_code == 200 and address.startswith("/staff")
    }
    assert opened == set()


def test_a_researcher_with_the_files_of_two_studies_finds_no_sign_that_joins_them(
    app: Flask, installation: None, sammenheng: Callable[..., object]
) -> None:
    signs = []
    for key in ("one", "two"):
        make_answered_groups(app, make_study(app, key), (4, 4, 4))
        told = sammenheng("export", key, "--format", "csv")
        assert told.code == 0, told.err
        header, *rows = [line.split(",") for line in told.out.splitlines()]
        at = [header.index(name) for name in ("participant", "group")]
        signs.append({row[place] for row in rows for place in at})
    assert len(signs[0]) == len(signs[1]) == 15
    assert not signs[0] & signs[1]
    ids = {one for (one,) in read(app, select(Participant.id))}
    assert not (signs[0] | signs[1]) & ids


def other_peoples(card: Card) -> dict[str, str]:
    """Return every name under which a form could carry whose answers it is about."""
    names = ("participant", "participant_id", "pid", "id", "card", "code_hash", "draft_key")
    return dict.fromkeys(names, card.participant_id)


def test_a_curious_participant_who_sends_another_ones_id_along_only_ever_answers_as_themselves(
    app: Flask, open_client: OpenClient
) -> None:
    study = make_study(app)
    theirs, own = make_card(app, study), make_card(app, study)
    victim, curious = open_client(), open_client()
    begin(victim, theirs)
    QuestionsPage(victim, 1).answer(soc13_01=2)
    begin(curious, own)
    curious.send(QuestionsPage(curious, 1).page, soc13_01="7", **other_peoples(theirs))
    # Past the client's own look at addresses: chance may let an id look like a code.
    assert curious.browser.get(f"/erase?participant={theirs.participant_id}").status_code == 200
    curious.send(curious.open("/erase"), **other_peoples(theirs))
    kept = {one for (one,) in read(app, select(Participant.id))}
    assert kept == {theirs.participant_id}
    assert QuestionsPage(victim, 1).chosen == {"soc13_01": 2}


def turned(cookie: str, participant_id: str) -> list[str]:
    """Return cookies of somebody who does not know the key: other contents, an old proof."""
    content, stamp, proof = cookie.rsplit(".", 2)
    forged = base64.urlsafe_b64encode(
        f'{{"participant":"{participant_id}","draft_key":"AAAA","wave":"pre"}}'.encode()
    ).decode()
    guessed = hmac.new(b"secret", f"{forged}.{stamp}".encode(), hashlib.sha1).digest()
    own_proof = base64.urlsafe_b64encode(guessed).decode().rstrip("=")
    return [
        f"{forged}.{stamp}.{proof}",
        f"{forged}.{stamp}.{own_proof}",
        f"{content[:-1]}.{stamp}.{proof}",
        f"{content}.{stamp}.{'B' if proof[0] == 'A' else 'A'}{proof[1:]}",
        f"{content}.{stamp}.",
        content,
        "." * 5,
        "A" * 4_000,
    ]


def test_a_curious_participant_who_changes_the_cookie_is_nobody(
    app: Flask, open_client: OpenClient
) -> None:
    study = make_study(app)
    theirs, own = make_card(app, study), make_card(app, study)
    begin(open_client(), theirs)
    curious = open_client()
    begin(curious, own)
    good = curious.browser.get_cookie("sammenheng").value
    for bad in turned(good, theirs.participant_id):
        curious.browser.set_cookie("sammenheng", bad)
        assert curious.get("/questions/1").status_code == 403, bad
    curious.browser.set_cookie("sammenheng", good)
    assert curious.get("/questions/1").status_code == 200


@pytest.mark.parametrize("sent", ["0", "8", "-1", "1.5", "3e0", "٣", "4 OR 1=1", "'; DROP", ""])
def test_a_curious_participant_gets_no_value_in_that_the_page_does_not_offer(
    app: Flask, client: PageClient, sent: str
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    client.post(QuestionsPage(client, 1).page.form(), soc13_01=sent)
    assert "soc13_01" not in QuestionsPage(client, 1).chosen


def test_a_partner_with_the_phone_finds_no_word_of_what_it_is_about_where_a_phone_shows_things(
    app: Flask, client: PageClient
) -> None:
    telling = re.compile(r"(?i)samtale|sorg|grief|self-help|selvhjelp|group|gruppe|health|helse")
    study = make_study(app, name="Sorg og samliv, selvhjelp", post_after_weeks=26)
    page = answer_wave(client, make_card(app, study), OWN)
    told = [page.root.one("head").one("title").text, *client.addresses]
    told += [one.key for one in client.browser._cookies.values()]
    file = client.get(next(one["href"] for one in page.root.all("a") if "calendar" in one["href"]))
    told += [file.get_data(as_text=True), file.headers["Content-Disposition"]]
    # Of the addresses one names a step of the way: the browser's history has it, see the README.
    assert [one for one in told if telling.search(one)] == ["/group"] * told.count("/group")


def test_whoever_was_asked_for_the_answers_of_one_who_has_erased_has_nothing_to_hand_over(
    app: Flask, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    card = make_card(app, make_study(app))
    answer_with_word(client, card, OWN)
    CardPage(client).type_code(card.code)
    client.send(client.open("/erase"))
    left = {
        name: [row for row in found if card.participant_id in row]
        for name, found in rows(app.extensions["database"]).items()
    }
    assert not any(left.values())
    for secret in (card.code, card.participant_id, card.number):
        assert secret not in caplog.text
