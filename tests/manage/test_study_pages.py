"""What staff see of a study: how many, in fives, never who."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from survey.models.study import CLOSED, EVALUATION
from survey.release.counts import in_fives
from tests.factories import (
    make_answered,
    make_answered_groups,
    make_card,
    make_staff,
    make_study,
)
from tests.letters import install_letter
from tests.page_client import PageClient
from tests.pages import SignInPage


def sign_in(app: Flask, client: PageClient, role: str = "coordinator") -> None:
    SignInPage(client).sign_in(make_staff(app, role))


def counts(client: PageClient) -> list[str]:
    """Return the numbers on a study's page: cards, before, after."""
    return [
        one.text
        for one in client.open("/staff/studies/try")
        .root.one("ul", **{"class": "tiles"})
        .all("strong")
    ]


def test_the_list_of_studies_leads_to_each(app: Flask, client: PageClient) -> None:
    make_study(app, "one", name="The first")
    make_study(app, "two", name="The second")
    sign_in(app, client)
    assert client.page.links() == {
        "The first": "/staff/studies/one",
        "The second": "/staff/studies/two",
        "Is a receipt genuine?": "/staff/receipt",
        "Add a study": "/staff/studies/new",
        "How many groups are needed": "/staff/planner",
    }


def test_an_empty_list_says_so(app: Flask, client: PageClient) -> None:
    sign_in(app, client)
    assert client.page.links() == {
        "Add a study": "/staff/studies/new",
        "How many groups are needed": "/staff/planner",
    }
    assert client.page.root.one("main").all("p")


def test_the_counts_are_in_fives(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    for number in range(13):
        card = make_card(app, study)
        if number < 8:
            make_answered(app, card, "pre", {}, week="2026-W10")
        if number < 2:
            make_answered(app, card, "post", {}, week="2026-W36")
    sign_in(app, client)
    assert counts(client) == ["15", "10", "0"]


def test_this_weeks_answers_are_not_counted_before_the_week_has_ended(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    for _ in range(5):
        make_answered(app, make_card(app, study), "pre", {})
    sign_in(app, client)
    assert counts(client) == ["5", "0", "0"]


def test_one_answer_more_is_not_seen(app: Flask, client: PageClient) -> None:
    study = make_study(app)
    make_answered_groups(app, study, [4])
    sign_in(app, client)
    before = counts(client)
    make_answered_groups(app, study, [1])
    assert counts(client) == before == ["5", "5", "5"]


def test_another_studys_answers_are_not_counted(app: Flask, client: PageClient) -> None:
    make_study(app)
    make_answered_groups(app, make_study(app, "other"), [5])
    sign_in(app, client)
    assert counts(client) == ["0", "0", "0"]


@given(st.integers(0, 10_000))
def test_a_rounded_count_is_a_multiple_of_five_at_most_two_away(count: int) -> None:
    assert in_fives(count) % 5 == 0
    assert abs(in_fives(count) - count) <= 2


@pytest.mark.parametrize(("role", "sees"), [("coordinator", False), ("researcher", True)])
def test_only_researchers_are_shown_the_way_to_results_and_data(
    app: Flask, client: PageClient, role: str, *, sees: bool
) -> None:
    make_study(app)
    sign_in(app, client, role)
    leads_to = set(client.open("/staff/studies/try").links().values())
    assert ({"/staff/studies/try/results", "/staff/studies/try/files/"} <= leads_to) is sees
    assert "/staff/studies/try/reports" in leads_to


def test_a_study_says_that_people_meet_the_example_while_it_has_no_letter_of_its_own(
    app: Flask, client: PageClient
) -> None:
    study = make_study(app)
    sign_in(app, client)
    assert "People meet the example" in client.open("/staff/studies/try").text
    install_letter(app, study)
    install_letter(app, study, sikt_reference="000001")
    text = client.open("/staff/studies/try").text
    assert "its own letter, version 2. Nothing is missing in it." in text
    assert "example" not in text


def test_a_study_shows_what_its_letter_lacks(app: Flask, client: PageClient) -> None:
    study = make_study(app, state=CLOSED)
    install_letter(app, study, sikt_reference="", readers=[""])
    sign_in(app, client)
    page = client.open("/staff/studies/try")
    assert [one.text for one in page.root.all("code")] == ["facts.readers", "facts.sikt_reference"]
    assert "Nothing is missing" not in page.text


def test_a_study_of_real_people_without_a_letter_lacks_all_of_it(
    app: Flask, client: PageClient
) -> None:
    make_study(app, kind=EVALUATION)
    sign_in(app, client)
    page = client.open("/staff/studies/try")
    assert "has no letter yet" in page.text
    assert "example" not in page.text
    assert {"facts.institution", "nb.purpose", "nn.purpose"} <= {
        one.text for one in page.root.all("code")
    }


def test_a_name_with_markup_in_it_is_shown_as_it_is_written(app: Flask, client: PageClient) -> None:
    make_study(app, name="Sorg & <b>savn</b>")
    sign_in(app, client)
    assert client.open("/staff/studies/try").heading == "Sorg & <b>savn</b>"
