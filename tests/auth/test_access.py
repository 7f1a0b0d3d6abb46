"""The same question of every address: who may see it?"""

from __future__ import annotations

import pytest
from flask import Flask

from survey.report import worker
from tests.factories import make_answered_groups, make_staff, make_study
from tests.page_client import PageClient
from tests.pages import SignInPage

RUN_A_STUDY = {"coordinator", "researcher"}
RESEARCHER = {"researcher"}
ROLES = ("coordinator", "researcher", "reviewer", "administrator", "keyer")
# Each address of staff: the page or deed, by its view; where it is; whose roles cover it.
STAFF_ADDRESSES = {
    "manage.studies": ("/staff/", RUN_A_STUDY),
    "manage.study": ("/staff/studies/try", RUN_A_STUDY),
    "manage.receipt": ("/staff/receipt", RUN_A_STUDY),
    "report.results": ("/staff/studies/try/results", RESEARCHER),
    "report.evaluation_file": ("/staff/studies/try/results/evaluation.html", RESEARCHER),
    "report.data": ("/staff/studies/try/data", RESEARCHER),
    "report.data_file": ("/staff/studies/try/data/answers.csv", RESEARCHER),
    "report.report": ("/staff/studies/try/report/all", RUN_A_STUDY),
    "report.report_pdf": ("/staff/studies/try/report/all/report.nn.pdf", RUN_A_STUDY),
    "review.proposals": ("/staff/review", {"reviewer"}),
    "staff.accounts": ("/staff/accounts", {"administrator"}),
    "keying.start": ("/staff/keying/", {"keyer"}),
    "wording.overview": ("/staff/studies/try/wording", RUN_A_STUDY),
    "wording_ready.letter": ("/staff/studies/try/wording/letter/soc13/en", RUN_A_STUDY),
}
# What is only sent to, never opened; and what needs something in hand first, or is no page.
SENT_TO = {
    "keying.aside": ("/staff/keying/aside", {"keyer"}),
    "wording.upload": ("/staff/studies/try/wording/upload", RUN_A_STUDY),
    "wording.put_aside": ("/staff/studies/try/wording/waiting/0/aside", RUN_A_STUDY),
    "wording.set_aside": ("/staff/studies/try/wording/versions/0/aside", RUN_A_STUDY),
    "wording.take_back": ("/staff/studies/try/wording/versions/0/take-back", RUN_A_STUDY),
    "wording.purpose": ("/staff/studies/try/wording/purpose", RUN_A_STUDY),
}
NEEDS_MORE = {
    "keying.reading": ("/staff/keying/reading", {"keyer"}),
    "keying.differences": ("/staff/keying/differences", {"keyer"}),
    "wording.waiting": ("/staff/studies/try/wording/waiting/0", RUN_A_STUDY),
    "wording.version": ("/staff/studies/try/wording/versions/0", RUN_A_STUDY),
    "wording_ready.form": ("/staff/studies/try/wording/form/gse.nn.toml", RUN_A_STUDY),
    "wording_ready.letter_text": ("/staff/studies/try/wording/letter/gse/nb.txt", RUN_A_STUDY),
}
ABOUT_A_STUDY = [key for key, (address, _) in STAFF_ADDRESSES.items() if "/try" in address]
WITHOUT_SIGN_IN = {"auth.sign_in", "auth.sign_out"}


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the jobs queued: who may ask is the question here, not what they get."""
    monkeypatch.setattr(worker, "start", lambda _settings: None)


def test_every_staff_address_is_in_the_table(app: Flask) -> None:
    staff = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/staff")}
    known = STAFF_ADDRESSES.keys() | SENT_TO.keys() | NEEDS_MORE.keys()
    assert staff == known | WITHOUT_SIGN_IN


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


@pytest.mark.parametrize("endpoint", STAFF_ADDRESSES | NEEDS_MORE)
def test_nobody_sees_an_address_of_staff_without_signing_in(
    client: PageClient, endpoint: str
) -> None:
    response = client.get((STAFF_ADDRESSES | NEEDS_MORE)[endpoint][0])
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/staff/sign-in")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", STAFF_ADDRESSES)
def test_an_address_opens_to_those_whose_role_covers_it(
    app: Flask, client: PageClient, endpoint: str, role: str
) -> None:
    make_answered_groups(app, make_study(app), [1])
    address, roles = STAFF_ADDRESSES[endpoint]
    SignInPage(client).sign_in(make_staff(app, role))
    client.open(address, 200 if role in roles else 403)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", SENT_TO | NEEDS_MORE)
def test_a_deed_is_refused_to_those_whose_role_does_not_cover_it(
    app: Flask, client: PageClient, endpoint: str, role: str
) -> None:
    make_answered_groups(app, make_study(app), [1])
    address, roles = (SENT_TO | NEEDS_MORE)[endpoint]
    if role in roles:
        return
    SignInPage(client).sign_in(make_staff(app, role))
    token = client.page.root.all("input", name="csrf_token")[0]["value"]
    send = client.browser.post if endpoint in SENT_TO else client.browser.get
    assert send(address, data={"csrf_token": token}).status_code == 403


@pytest.mark.parametrize("endpoint", SENT_TO)
def test_nobody_does_a_deed_of_staff_without_signing_in(client: PageClient, endpoint: str) -> None:
    client.open("/staff/sign-in")
    token = client.page.root.all("input", name="csrf_token")[0]["value"]
    response = client.browser.post(SENT_TO[endpoint][0], data={"csrf_token": token})
    assert response.headers["Location"].startswith("/staff/sign-in")


@pytest.mark.parametrize("endpoint", ABOUT_A_STUDY)
def test_an_unknown_study_is_not_found(app: Flask, client: PageClient, endpoint: str) -> None:
    address, roles = STAFF_ADDRESSES[endpoint]
    SignInPage(client).sign_in(make_staff(app, max(roles)))
    client.open(address.replace("/try", "/none"), 404)


def test_a_participants_session_is_no_staff_session(app: Flask, client: PageClient) -> None:
    with client.browser.session_transaction() as session:
        session["participant"] = "somebody"
    assert client.get("/staff/").status_code == 302
