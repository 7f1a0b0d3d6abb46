"""Withdrawing: from now on no further questions, and no further use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey.errors import RejectedAnswers
from survey.manage import operations as manage
from survey.manage.open_answers import open_answers
from survey.models import (
    Consent,
    Draft,
    OpenAnswer,
    Participant,
    Participation,
    Receipt,
    Study,
    Withdrawal,
)
from survey.report import artefacts, jobs
from survey.report import operations as report
from survey.report.dataset import read_study
from survey.weeks import current_week, weeks_later
from tests.factories import (
    Card,
    make_answered,
    make_answered_groups,
    make_card,
    make_study,
    random_responses,
    read,
    stored_responses,
    writing,
)
from tests.importing import take_in, write_csv
from tests.own_pages import (
    answer_with_word,
    close,
    come_back,
    expected_answers,
    send_in,
    told_answers,
    type_word,
)
from tests.page_client import Page, PageClient
from tests.pages import (
    ALL_ITEMS,
    CardPage,
    CheckPage,
    InformationPage,
    LanguagePage,
    QuestionsPage,
    answer_pages,
    begin,
)
from tests.research_file import make_research_file

OpenClient = Callable[..., PageClient]
FIRST = random_responses(1)


def withdraw(client: PageClient) -> Page:
    return client.press(client.open("/withdraw"), "I withdraw")


def withdraw_card(app: Flask, card: Card, week: str | None = None) -> None:
    with writing(app) as session:
        session.add(Withdrawal(participant_id=card.participant_id, week=week or current_week()))


def n_rows(app: Flask, table: type) -> int:
    return read(app, select(func.count()).select_from(table))[0][0]


def clicks_to_consent(client: PageClient) -> int:
    """Count the boxes and the button of the page on which a person agrees."""
    form = InformationPage(client).page.form()
    return len(form.all("input", type="checkbox")) + len(form.all("button"))


def test_withdrawing_takes_no_more_clicks_than_consenting_did(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    allowed = clicks_to_consent(client)
    for address in ("/questions/1", "/group"):
        client.open(address)
        foot = {one.text: one["href"] for one in client.page.root.one("footer").all("a")}
        client.open(foot["Withdraw or erase"])  # one click
        assert [one.text for one in client.page.form().all("button")] == ["I withdraw"]
        assert not client.page.form().all("input", type="checkbox")
    page = client.send(client.page)  # the second
    assert page.path == "/withdrawn"
    assert allowed >= 2
    assert n_rows(app, Withdrawal) == 1


def test_erasing_takes_no_more_clicks_than_consenting_did(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    assert clicks_to_consent(client) >= 3
    page = client.open("/withdraw")  # from the foot of the page: one
    page = client.open(page.links()["Go on to erase"])  # two
    assert client.send(page).path == "/erased"  # three


def test_the_two_ways_stand_side_by_side_with_what_is_stored(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    begin(client, card)
    QuestionsPage(client, 1).answer(soc13_01=2)
    page = client.open("/withdraw")
    assert [one.text for one in page.root.one("main").all("h2")] == ["Withdraw", "Erase everything"]
    assert "that you said yes to taking part" in page.text
    assert "answers that are not sent in" in page.text
    assert "what you answered the first time" not in page.text
    assert "It has no consequence for your place in the group." in page.text


def test_the_card_then_opens_only_a_page_that_says_so(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    send_in(client, card, FIRST)
    withdraw(client)
    close(client)
    page = come_back(client, card, 403)
    assert page.heading == "You have withdrawn"
    assert page.links()["See what is stored"] == "/my-answers"
    foot = {one.text: one["href"] for one in page.root.one("footer").all("a")}
    assert foot == {"My answers": "/my-answers", "Withdraw or erase": "/withdraw"}
    client.open("/my-answers")
    assert "You have withdrawn" in client.open("/withdraw").text
    assert client.open("/erase").links()["No, keep my answers"] == "/withdraw"


@pytest.mark.parametrize("state", ["open", "closed"])
def test_whoever_has_withdrawn_is_told_so_also_when_the_study_has_ended(
    app: Flask, client: PageClient, state: str
) -> None:
    study = make_study(app)
    card = make_card(app, study)
    withdraw_card(app, card)
    with writing(app) as session:
        session.execute(update(Study).values(state=state))
    assert CardPage(client).type_code(card.code, 403).heading == "You have withdrawn"


def test_withdrawing_in_the_middle_closes_every_page_and_drops_what_was_not_sent_in(
    app: Flask, client: PageClient
) -> None:
    begin(client, make_card(app, make_study(app)))
    QuestionsPage(client, 1).answer(soc13_01=2)
    page = QuestionsPage(client, 2).page
    assert n_rows(app, Draft) == 1
    withdraw(client)
    assert n_rows(app, Draft) == 0
    for address in ("/language", "/information", "/questions/1", "/group", "/check", "/thanks"):
        assert client.open(address, 403).heading == "You have withdrawn", address
    client.send(page, 403, soc13_06=3)
    assert n_rows(app, Draft) == 0


def test_another_device_in_the_middle_of_it_sends_nothing_in_any_more(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone, laptop = make_card(app, make_study(app)), open_client(), open_client()
    begin(phone, card)
    answer_pages(phone, FIRST)
    begin(laptop, card)
    check = CheckPage(laptop)
    withdraw(phone)
    assert check.send_in(403).heading == "You have withdrawn"
    assert n_rows(app, Participation) == 0


def test_what_was_sent_in_and_agreed_to_stays_and_can_be_read_and_erased(
    app: Flask, client: PageClient
) -> None:
    card = make_card(app, make_study(app))
    answer_with_word(client, card, FIRST)
    begin(client, card)
    withdraw(client)
    assert stored_responses(app, card, "pre") == FIRST
    assert n_rows(app, Consent) == 1
    page = type_word(client)
    assert told_answers(page) == expected_answers(FIRST)
    assert "is not used any more" in page.text
    copy = client.get("/my-answers/copy.json").json
    assert copy["withdrawn_week"] == current_week()
    assert client.send(client.open("/erase")).path == "/erased"
    assert n_rows(app, Participant) == 0
    assert n_rows(app, Withdrawal) == 0


def test_withdrawing_twice_is_done_once_with_one_receipt(
    app: Flask, open_client: OpenClient
) -> None:
    card, phone, laptop = make_card(app, make_study(app)), open_client(), open_client()
    begin(phone, card)
    begin(laptop, card)
    on_laptop = laptop.open("/withdraw")
    withdraw(phone)
    page = laptop.send(on_laptop)
    assert page.heading == "You have withdrawn"
    assert "The receipt was given then." in page.text
    assert n_rows(app, Receipt) == n_rows(app, Withdrawal) == 1


def test_looking_at_the_page_withdraws_nobody(app: Flask, client: PageClient) -> None:
    begin(client, make_card(app, make_study(app)))
    client.open("/withdraw")
    assert n_rows(app, Withdrawal) == 0
    assert LanguagePage(client).choose("en").path == "/questions/1"


def test_a_card_erased_meanwhile_cannot_withdraw(app: Flask, open_client: OpenClient) -> None:
    card, phone, laptop = make_card(app, make_study(app)), open_client(), open_client()
    begin(phone, card)
    begin(laptop, card)
    on_laptop = laptop.open("/withdraw")
    phone.send(phone.open("/erase"))
    assert laptop.send(on_laptop, 410).heading == "This card has been erased"


@pytest.fixture
def answered(app: Flask) -> tuple[Study, Card]:
    """A study with one group, and one more person, who can withdraw."""
    study = make_study(app)
    make_answered_groups(app, study, [4])
    card = make_card(app, study)
    make_answered(app, card, "pre", FIRST, week="2026-W10")
    make_answered(app, card, "post", random_responses(9), week="2026-W36")
    return study, card


def in_app(app: Flask, look: Callable[[Session], object]) -> object:
    with app.app_context(), Session(app.extensions["database"]) as session:
        return look(session)


def test_whoever_has_withdrawn_is_left_out_of_every_file_and_figure(
    app: Flask, answered: tuple[Study, Card], tmp_path: Path
) -> None:
    study, card = answered
    key = app.config["SETTINGS"].export_key
    before = in_app(app, lambda session: read_study(session, study, key))
    withdraw_card(app, card)
    after = in_app(app, lambda session: read_study(session, study, key))
    assert (len(before), len(after)) == (10, 8)
    theirs = set(before["participant"]) - set(after["participant"])
    assert len(theirs) == 1
    stayed = before[~before["participant"].isin(theirs)].reset_index(drop=True)
    pd.testing.assert_frame_equal(after, stayed)
    made = make_research_file(app, study, tmp_path)
    assert theirs.pop() not in made.path.read_text(encoding="utf-8")


def test_their_own_words_are_among_those_that_researchers_read_no_more(
    app: Flask, answered: tuple[Study, Card]
) -> None:
    study, card = answered
    with writing(app) as session:
        for sent in session.scalars(select(Participation)):
            whose = "mine" if sent.participant_id == card.participant_id else "of others"
            sent.open_answer = OpenAnswer(text=whose)

    def texts() -> set[str]:
        return in_app(app, lambda _session: set(open_answers(study)))

    assert texts() == {"mine", "of others"}
    withdraw_card(app, card)
    assert texts() == {"of others"}


def test_a_stored_result_is_not_shown_after_somebody_in_it_has_withdrawn(
    app: Flask, answered: tuple[Study, Card]
) -> None:
    study, card = answered
    with writing(app) as session:
        artefacts.ask_for(session, study, artefacts.EVALUATION)
    with app.app_context():
        assert jobs.run_queued() == 1
    assert in_app(app, lambda session: artefacts.find(session, study, artefacts.RESULTS))
    withdraw_card(app, card)
    assert not in_app(app, lambda session: artefacts.find(session, study, artefacts.RESULTS))


def test_a_study_whose_one_stand_in_answer_is_withdrawn_shows_no_stand_in(app: Flask) -> None:
    study = make_study(app)
    card = make_card(app, study)
    make_answered(app, card, "pre", FIRST)
    assert in_app(app, lambda _session: report.study_facts(study).has_stand_in)
    withdraw_card(app, card)
    assert not in_app(app, lambda _session: report.study_facts(study).has_stand_in)


def test_the_counts_that_staff_see_change_only_when_the_week_is_over(app: Flask) -> None:
    study = make_study(app)
    make_answered_groups(app, study, [2])
    card = make_card(app, study)
    make_answered(app, card, "pre", FIRST, week="2026-W10")

    def count() -> int:
        return in_app(app, lambda _session: manage.response_counts(study).pre)

    assert count() == 5  # three
    withdraw_card(app, card)
    assert count() == 5
    with writing(app) as session:
        session.execute(update(Withdrawal).values(week=weeks_later(current_week(), -1)))
    assert count() == 0  # two


def test_an_import_for_somebody_who_has_withdrawn_is_refused(
    app: Flask, answered: tuple[Study, Card], tmp_path: Path
) -> None:
    study, _card = answered
    with writing(app) as session:
        known = set(session.scalars(select(Participant.id)))
    file = write_csv(tmp_path / "a.csv", [{"participant": "a"} | dict.fromkeys(ALL_ITEMS, 2)])
    take_in(app, study, file, wave="pre")
    with writing(app) as session:
        (new,) = set(session.scalars(select(Participant.id))) - known
    withdraw_card(app, Card("", new, ""))
    with pytest.raises(RejectedAnswers, match="row 2: this participant has withdrawn"):
        take_in(app, study, file, wave="post")
