"""The same question of every address: who may see it?"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from survey.report import worker
from tests.factories import make_answered_groups, make_staff, make_study
from tests.page_client import PageClient
from tests.pages import SignInPage
from tests.staff_addresses import (
    ABOUT_A_STUDY,
    ALL,
    DEEDS,
    NEEDS_MORE,
    PAGES,
    ROLES,
    WITHOUT_SIGN_IN,
)


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the jobs queued: who may ask is the question here, not what they get."""
    monkeypatch.setattr(worker, "start", lambda _settings: None)


def test_every_staff_address_is_in_the_table(app: Flask) -> None:
    staff = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/staff")}
    assert staff == ALL.keys() | WITHOUT_SIGN_IN


def test_every_address_is_known_to_be_for_participants_for_staff_or_for_anybody(app: Flask) -> None:
    others = {
        rule.endpoint.split(".")[0]
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith("/staff")
    }
    participants = {
        "administer",
        "beside",
        "choices",
        "display",
        "my_answers",
        "reminder",
        "second_time",
    }
    assert others == participants | {"language", "public", "quick_exit", "static"}


def token_of(client: PageClient) -> str:
    """Return the proof that a form of the page in hand carries."""
    return client.page.root.all("input", name="csrf_token")[0]["value"]


def answers(client: PageClient, addresses: Mapping[str, str]) -> dict[str, TestResponse]:
    """Ask for each address in the way it is asked for, and return what it answers, by its view."""
    token = token_of(client)
    return {
        endpoint: (client.browser.post if endpoint in DEEDS else client.browser.get)(
            address, data={"csrf_token": token}
        )
        for endpoint, address in addresses.items()
    }


def test_nobody_sees_a_page_or_does_a_deed_of_staff_without_signing_in(client: PageClient) -> None:
    client.open("/staff/sign-in")
    told = answers(client, {endpoint: address for endpoint, (address, _) in ALL.items()})
    let_in = {
        endpoint: one.status
        for endpoint, one in told.items()
        if not one.headers.get("Location", "").startswith("/staff/sign-in")
    }
    assert let_in == {}


@pytest.mark.parametrize("role", ROLES)
def test_each_page_opens_to_those_whose_role_covers_it(
    app: Flask, client: PageClient, role: str
) -> None:
    """Every page is opened, and looked through as every page of every test is."""
    make_answered_groups(app, make_study(app), [1])
    SignInPage(client).sign_in(make_staff(app, role))
    for address, roles in PAGES.values():
        client.open(address, 200 if role in roles else 403)


@pytest.mark.parametrize("role", ROLES)
def test_a_deed_is_refused_to_those_whose_role_does_not_cover_it(
    app: Flask, client: PageClient, role: str
) -> None:
    make_answered_groups(app, make_study(app), [1])
    SignInPage(client).sign_in(make_staff(app, role))
    refused = {
        endpoint: address
        for endpoint, (address, roles) in (DEEDS | NEEDS_MORE).items()
        if role not in roles
    }
    told = {endpoint: one.status_code for endpoint, one in answers(client, refused).items()}
    assert told == dict.fromkeys(refused, 403)


@pytest.mark.parametrize("role", ROLES)
def test_a_study_that_one_has_no_part_in_is_as_unknown_as_one_that_there_is_not(
    app: Flask, client: PageClient, role: str
) -> None:
    make_answered_groups(app, make_study(app), [1])
    SignInPage(client).sign_in(make_staff(app, role, studies=[]))
    there = {endpoint: ALL[endpoint][0] for endpoint in ABOUT_A_STUDY}
    nowhere = {endpoint: one.replace("/try", "/none") for endpoint, one in there.items()}
    told, of_none = answers(client, there), answers(client, nowhere)
    assert {one.status_code for one in (*told.values(), *of_none.values())} == {404}
    for endpoint in ABOUT_A_STUDY:
        shown = [
            re.sub(r'name="csrf_token" value="[^"]+"', "", one.text).replace(address, "")
            for one, address in (
                (told[endpoint], there[endpoint]),
                (of_none[endpoint], nowhere[endpoint]),
            )
        ]
        assert shown[0] == shown[1], endpoint


def test_every_staff_address_that_is_about_a_study_says_so_in_one_way(app: Flask) -> None:
    """Or nobody would ask whether one has a part in it."""
    rules = [one for one in app.url_map.iter_rules() if one.rule.startswith("/staff")]
    about = {one.endpoint for one in rules if "stud" in one.rule} - {"set_up.new"}
    named = {one.endpoint for one in rules if "study_key" in one.arguments}
    assert named == about == set(ABOUT_A_STUDY)


def test_only_ones_own_studies_are_listed(app: Flask, client: PageClient) -> None:
    own = make_study(app, "own", name="One's own")
    make_study(app, "other", name="Another's")
    SignInPage(client).sign_in(make_staff(app, "coordinator", studies=[own]))
    assert "One's own" in client.page.links()
    assert "Another's" not in client.page.text


def test_a_participants_session_is_no_staff_session(app: Flask, client: PageClient) -> None:
    with client.browser.session_transaction() as session:
        session["participant"] = "somebody"
    assert client.get("/staff/").status_code == 302
