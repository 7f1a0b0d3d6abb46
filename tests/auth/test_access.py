"""The same question of every address: who may see it?"""

from __future__ import annotations

import re

import pytest
from flask import Flask

from survey.report import worker
from tests.factories import make_answered_groups, make_staff, make_study
from tests.page_client import PageClient
from tests.pages import SignInPage

RUN_A_STUDY = {"coordinator", "researcher"}
RESEARCHER = {"researcher"}
ADMINISTRATOR = {"administrator"}
EVERYBODY = {"coordinator", "researcher", "reviewer", "administrator", "keyer"}
SOMEBODY = "a" * 32  # an account that there is not
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
    "staff.accounts": ("/staff/accounts", ADMINISTRATOR),
    "staff.invite": ("/staff/accounts/invite", ADMINISTRATOR),
    "audit.events": ("/staff/audit", ADMINISTRATOR),
    "second_person.show": ("/staff/studies/try/second-person", RUN_A_STUDY),
    "account.own": ("/staff/account", EVERYBODY),
    "account.password": ("/staff/account/password", EVERYBODY),
    "auth.again": ("/staff/sign-in/again", EVERYBODY),
    "keying.start": ("/staff/keying/", {"keyer"}),
}
# What is only sent to, never opened; and pages that need something in hand first.
SENT_TO = {
    "keying.aside": ("/staff/keying/aside", {"keyer"}),
    "staff.withdraw": ("/staff/accounts/withdraw", ADMINISTRATOR),
    "staff.disable": (f"/staff/accounts/{SOMEBODY}/disable", ADMINISTRATOR),
    "staff.enable": (f"/staff/accounts/{SOMEBODY}/enable", ADMINISTRATOR),
    "staff.new_password": (f"/staff/accounts/{SOMEBODY}/new-password", ADMINISTRATOR),
    "staff.reset_second_factor": (
        f"/staff/accounts/{SOMEBODY}/reset-second-factor",
        ADMINISTRATOR,
    ),
    "audit.check": ("/staff/audit/check", ADMINISTRATOR),
    "second_person.invite": ("/staff/studies/try/second-person/invite", RUN_A_STUDY),
    "second_person.withdraw": ("/staff/studies/try/second-person/withdraw", RUN_A_STUDY),
    "invitation.accept": ("/staff/invitation/accept", {"reviewer"}),
    "account.prepare_phone": ("/staff/account/phone/new", EVERYBODY),
    "account.recovery_codes": ("/staff/account/recovery-codes", EVERYBODY),
    "account.sign_out_everywhere": ("/staff/account/sign-out-everywhere", EVERYBODY),
    "account.stay": ("/staff/account/stay", EVERYBODY),
}
NEEDS_MORE = {
    "staff.account": (f"/staff/accounts/{SOMEBODY}", ADMINISTRATOR),
    "enrolment.new_phone": ("/staff/account/phone", EVERYBODY),
    "keying.reading": ("/staff/keying/reading", {"keyer"}),
    "keying.differences": ("/staff/keying/differences", {"keyer"}),
}
ALL = STAFF_ADDRESSES | SENT_TO | NEEDS_MORE
ABOUT_A_STUDY = [key for key, (address, _) in ALL.items() if "/try" in address]
WITHOUT_SIGN_IN = {
    "auth.sign_in",
    "auth.sign_out",
    "auth.code",  # these two: for somebody whose password was right
    "enrolment.phone",
    "invitation.link",  # these three: for whoever has the link
    "invitation.join",
    "invitation.sign_in_first",
}


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


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", ABOUT_A_STUDY)
def test_a_study_that_one_has_no_part_in_is_as_unknown_as_one_that_there_is_not(
    app: Flask, client: PageClient, endpoint: str, role: str
) -> None:
    make_answered_groups(app, make_study(app), [1])
    address, _roles = ALL[endpoint]
    SignInPage(client).sign_in(make_staff(app, role, studies=[]))
    token = client.page.root.all("input", name="csrf_token")[0]["value"]
    send = client.browser.post if endpoint in SENT_TO else client.browser.get
    told = [
        send(one, data={"csrf_token": token}) for one in (address, address.replace("/try", "/none"))
    ]
    assert [one.status_code for one in told] == [404, 404]
    shown = [re.sub(r'name="csrf_token" value="[^"]+"', "", one.text) for one in told]
    assert shown[0] == shown[1].replace("/none", "/try")


def test_every_staff_address_that_is_about_a_study_says_so_in_one_way(app: Flask) -> None:
    """Or nobody would ask whether one has a part in it."""
    rules = [one for one in app.url_map.iter_rules() if one.rule.startswith("/staff")]
    named = {one.endpoint for one in rules if "study_key" in one.arguments}
    assert named == {one.endpoint for one in rules if "stud" in one.rule} == set(ABOUT_A_STUDY)


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
