"""The same question of every address: who may see it?"""

from __future__ import annotations

import re

import pytest
from flask import Flask

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


def test_every_address_is_known_to_be_for_participants_or_for_staff(app: Flask) -> None:
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
    assert others == participants | {"language", "quick_exit", "static"}


@pytest.mark.parametrize("endpoint", PAGES | NEEDS_MORE)
def test_nobody_sees_an_address_of_staff_without_signing_in(
    client: PageClient, endpoint: str
) -> None:
    response = client.get((PAGES | NEEDS_MORE)[endpoint][0])
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/staff/sign-in")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", PAGES)
def test_an_address_opens_to_those_whose_role_covers_it(
    app: Flask, client: PageClient, endpoint: str, role: str
) -> None:
    make_answered_groups(app, make_study(app), [1])
    address, roles = PAGES[endpoint]
    SignInPage(client).sign_in(make_staff(app, role))
    client.open(address, 200 if role in roles else 403)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", DEEDS | NEEDS_MORE)
def test_a_deed_is_refused_to_those_whose_role_does_not_cover_it(
    app: Flask, client: PageClient, endpoint: str, role: str
) -> None:
    make_answered_groups(app, make_study(app), [1])
    address, roles = (DEEDS | NEEDS_MORE)[endpoint]
    if role in roles:
        return
    SignInPage(client).sign_in(make_staff(app, role))
    token = client.page.root.all("input", name="csrf_token")[0]["value"]
    send = client.browser.post if endpoint in DEEDS else client.browser.get
    assert send(address, data={"csrf_token": token}).status_code == 403


@pytest.mark.parametrize("endpoint", DEEDS)
def test_nobody_does_a_deed_of_staff_without_signing_in(client: PageClient, endpoint: str) -> None:
    client.open("/staff/sign-in")
    token = client.page.root.all("input", name="csrf_token")[0]["value"]
    response = client.browser.post(DEEDS[endpoint][0], data={"csrf_token": token})
    assert response.headers["Location"].startswith("/staff/sign-in")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", ABOUT_A_STUDY)
def test_a_study_that_one_has_no_part_in_is_as_unknown_as_one_that_there_is_not(
    app: Flask, client: PageClient, endpoint: str, role: str
) -> None:
    make_answered_groups(app, make_study(app), [1])
    address, _roles = ALL[endpoint]
    SignInPage(client).sign_in(make_staff(app, role, studies=[]))
    token = client.page.root.all("input", name="csrf_token")[0]["value"]
    send = client.browser.post if endpoint in DEEDS else client.browser.get
    both = (address, address.replace("/try", "/none"))
    told = [send(one, data={"csrf_token": token}) for one in both]
    assert [one.status_code for one in told] == [404, 404]
    shown = [re.sub(r'name="csrf_token" value="[^"]+"', "", one.text) for one in told]
    assert shown[0].replace(both[0], "") == shown[1].replace(both[1], "")


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
