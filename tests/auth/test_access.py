"""The same question of every address: who may see it?"""

from __future__ import annotations

import pytest
from flask import Flask

from survey.report import worker
from tests.factories import make_answered_groups, make_staff, make_study
from tests.page_client import PageClient
from tests.pages import SignInPage

SIGN_IN = "sign-in"
# What each address answers: to nobody, to a coordinator, to a researcher.
STAFF_ADDRESSES = {
    "manage.studies": ("/staff/", SIGN_IN, 200, 200),
    "manage.study": ("/staff/studies/try", SIGN_IN, 200, 200),
    "report.results": ("/staff/studies/try/results", SIGN_IN, 403, 200),
    "report.evaluation_file": ("/staff/studies/try/results/evaluation.html", SIGN_IN, 403, 200),
    "manage.receipt": ("/staff/receipt", SIGN_IN, 200, 200),
    "report.data": ("/staff/studies/try/data", SIGN_IN, 403, 200),
    "report.data_file": ("/staff/studies/try/data/answers.csv", SIGN_IN, 403, 200),
    "report.report": ("/staff/studies/try/report/all", SIGN_IN, 200, 200),
    "report.report_pdf": ("/staff/studies/try/report/all/report.nn.pdf", SIGN_IN, 200, 200),
}
ABOUT_A_STUDY = [key for key, (address, *_) in STAFF_ADDRESSES.items() if "/try" in address]
WITHOUT_SIGN_IN = {"auth.sign_in", "auth.sign_out"}
KEYING = {"keying.start", "keying.reading", "keying.differences", "keying.aside"}
ROLES = (None, "coordinator", "researcher")


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the jobs queued: who may ask is the question here, not what they get."""
    monkeypatch.setattr(worker, "start", lambda _settings: None)


def test_every_staff_address_is_in_the_table(app: Flask) -> None:
    staff = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/staff")}
    assert staff == STAFF_ADDRESSES.keys() | WITHOUT_SIGN_IN | KEYING


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


@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize("endpoint", STAFF_ADDRESSES)
def test_an_address_opens_to_those_whose_role_covers_it(
    app: Flask, client: PageClient, endpoint: str, role: str | None
) -> None:
    make_answered_groups(app, make_study(app), [1])
    address, *answers = STAFF_ADDRESSES[endpoint]
    if role is not None:
        SignInPage(client).sign_in(make_staff(app, role))
    expected = answers[ROLES.index(role)]
    if expected == SIGN_IN:
        response = client.get(address)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/staff/sign-in")
    else:
        client.open(address, expected)


@pytest.mark.parametrize("endpoint", ABOUT_A_STUDY)
def test_an_unknown_study_is_not_found(app: Flask, client: PageClient, endpoint: str) -> None:
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    client.open(STAFF_ADDRESSES[endpoint][0].replace("/try", "/none"), 404)


def test_a_participants_session_is_no_staff_session(app: Flask, client: PageClient) -> None:
    with client.browser.session_transaction() as session:
        session["participant"] = "somebody"
    assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize("endpoint", STAFF_ADDRESSES)
def test_a_keyer_sees_no_other_page(app: Flask, client: PageClient, endpoint: str) -> None:
    make_answered_groups(app, make_study(app), [1])
    SignInPage(client).sign_in(make_staff(app, "keyer"))
    page = client.open(STAFF_ADDRESSES[endpoint][0], 403)
    assert "To the keying" in page.links()


@pytest.mark.parametrize("role", ["coordinator", "researcher"])
@pytest.mark.parametrize("page", ["", "reading", "differences"])
def test_only_a_keyer_keys(app: Flask, client: PageClient, role: str, page: str) -> None:
    assert client.get(f"/staff/keying/{page}").headers["Location"].startswith("/staff/sign-in")
    SignInPage(client).sign_in(make_staff(app, role))
    client.open(f"/staff/keying/{page}", 403)


def test_nobody_puts_a_form_aside_without_being_a_keyer(app: Flask, client: PageClient) -> None:
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    token = client.page.root.all("input", name="csrf_token")[0]["value"]
    answered = client.browser.post("/staff/keying/aside", data={"csrf_token": token})
    assert answered.status_code == 403
