"""Every deed of staff leaves an event: a table, so that a new one cannot be forgotten.

An address that is sent to belongs in one of the tables. In the first stands which event it leaves,
and below, under the same name, how it is done; the second is done elsewhere, and watched there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pyotp
import pytest
from flask import Flask, request

from survey.auth import second_factor
from survey.models import Staff, Study
from survey.paper.operations import form_to_print
from survey.paper.questions import all_questions
from tests.deed_watch import CHANGE_NOTHING
from tests.factories import PASSWORD, Card, make_card, make_staff, make_study, staff_of, writing
from tests.page_client import Page, PageClient
from tests.pages import SignInPage, fresh_code
from tests.papers import PRE_MARKS, Form, Keyer
from tests.staff_addresses import DEEDS

NEW = "flaggermus i regnfrakk spiser lefse"
SLICES = {
    "cards",
    "dry_run",
    "editions",
    "export",
    "imports",
    "set_up",
    "set_up_letter",
    "set_up_places",
    "sikt",
    "wording",
}
LEAVES = {
    "auth.sign_in": "signed_in",
    "auth.code": "signed_in",
    "auth.again": "signed_in",
    "auth.sign_out": "signed_out",
    "enrolment.phone": "second_factor_set_up",
    "enrolment.new_phone": "second_factor_set_up",
    "account.password": "password_changed",
    "account.prepare_phone": "second_factor_begun",
    "account.recovery_codes": "recovery_codes_made",
    "account.sign_out_everywhere": "signed_out_everywhere",
    "invitation.join": "invitation_taken_up",
    "invitation.accept": "part_taken_up",
    "staff.invite": "account_invited",
    "staff.withdraw": "invitation_withdrawn",
    "staff.account": "part_taken_away",
    "staff.disable": "account_disabled",
    "staff.enable": "account_enabled",
    "staff.reset_second_factor": "second_factor_reset",
    "staff.new_password": "new_password_invited",
    "second_person.invite": "reviewer_invited",
    "second_person.withdraw": "invitation_withdrawn",
    "audit.check": "log_checked",
    "keying.start": "keying_refused",  # a paper that is taken up changes nothing yet
    "keying.reading": "keyed_first",
    "keying.differences": "keyed_stored",
    "keying.aside": "keying_put_aside",
}
# Done in the tests of their own slices, where `tests.deed_watch` looks at each that succeeds.
WATCHED = {key for key in DEEDS if key.split(".")[0] in SLICES} | {
    "analysis_plan.plan",
    "end_review.end",
    "study_end.again",
    "study_end.file",
    "study_end.page",
    "study_end.take_back",
    "cards.cards",
    "cards.paper",
    "edition_review.edition",
    "editions.edition",
    "export.propose",
    "imports.start",
    "imports.undo",
    "review.proposal",
    "set_up.about",
    "set_up.new",
    "set_up.permissions_",
    "set_up.questions",
    "set_up_letter.answers",
    "set_up_letter.texts",
    "set_up_places.group",
    "set_up_places.groups",
    "set_up_places.overview",
    "wording.waiting",
    "wording.version",
}


@dataclass
class Desk:
    """Where deeds are done: the installation, and ways to be somebody in it."""

    app: Flask
    study: Study
    sign_in: Callable[..., PageClient]
    open_client: Callable[..., PageClient]

    def account(self, deed: str) -> None:
        """Press a button on a researcher's page."""
        administrator = self.sign_in("administrator")
        make_staff(self.app, "researcher")
        page = administrator.open("/staff/accounts")
        page = administrator.open(page.links()["researcher@example.org"])
        administrator.press(page, deed, role="researcher", studies=[])

    def own(self, deed: str, role: str = "researcher") -> PageClient:
        """Press a button on one's own page."""
        client = self.sign_in(role)
        client.press(client.open("/staff/account"), deed)
        return client

    def link(self) -> str:
        """Make a link for a second person."""
        client = self.sign_in("researcher")
        page = client.open("/staff/studies/try/second-person")
        page = client.press(page, "Make a link to hand on")
        shown = page.root.one("p", **{"class": "link-to-copy"}).text
        return shown.removeprefix("http://localhost")

    def paper(self) -> tuple[Keyer, Card, Form]:
        """Have a paper in hand, and a keyer."""
        with writing(self.app) as session:
            found = form_to_print(session, session.get_one(Study, self.study.id), "pre", "en")
            keys = tuple(one.key for one in all_questions(found.sections))
            form = Form(found.form.id, found.form.number, keys)
        return Keyer(self.sign_in("keyer")), make_card(self.app, self.study), form


def sign_in_without_code(desk: Desk) -> None:
    desk.app.config["SETTINGS"] = replace(desk.app.config["SETTINGS"], staff_second_factor="off")
    desk.sign_in("researcher")


def sign_in_once_more(desk: Desk) -> None:
    client = desk.sign_in("researcher")
    code = fresh_code(desk.app, "researcher@example.org")
    client.send(client.open("/staff/sign-in/again"), password=PASSWORD, code=code)


def sign_out(desk: Desk) -> None:
    client = desk.sign_in("researcher")
    client.press(client.open("/staff/"), "Sign out")


def set_phone_up(desk: Desk, page: Page, client: PageClient) -> None:
    secret = page.root.one("p", **{"class": "secret"}).text.replace(" ", "")
    client.send(page, code=pyotp.TOTP(secret).generate_otp(second_factor.current_step()))


def set_first_phone_up(desk: Desk) -> None:
    email = make_staff(desk.app, "researcher")
    with writing(desk.app) as session:
        second_factor.remove(session, session.get_one(Staff, staff_of(desk.app, email).id))
    client = desk.open_client()
    set_phone_up(desk, client.send(SignInPage(client).page, email=email, password=PASSWORD), client)


def set_new_phone_up(desk: Desk) -> None:
    client = desk.own("Set up another phone")
    set_phone_up(desk, client.page, client)


def change_password(desk: Desk) -> None:
    client = desk.sign_in("researcher")
    client.send(client.open("/staff/account/password"), new_password=NEW, repeated=NEW)


def join(desk: Desk) -> None:
    client = desk.open_client()
    form = client.open(desk.link()).root.one("main").all("form")[0]
    client.post(form, email="ny@example.org", new_password=NEW, repeated=NEW)


def accept(desk: Desk) -> None:
    reviewer = desk.sign_in("reviewer", studies=[])
    reviewer.press(reviewer.open(desk.link()), "Be the second person here too")


def invite(desk: Desk) -> PageClient:
    client = desk.sign_in("administrator")
    client.send(client.open("/staff/accounts/invite"), email="ny@example.org", role="keyer")
    return client


def withdraw(desk: Desk) -> None:
    client = invite(desk)
    client.press(client.open("/staff/accounts"), "Take the link back ny@example.org")


def withdraw_second_person(desk: Desk) -> None:
    desk.link()
    client = desk.open_client()
    SignInPage(client).sign_in("researcher@example.org")
    client.press(client.open("/staff/studies/try/second-person"), "Take the link back")


def enable(desk: Desk) -> None:
    desk.account("Shut the account")
    client = desk.open_client()
    SignInPage(client).sign_in("administrator@example.org")
    page = client.open("/staff/accounts")
    page = client.open(page.links()["researcher@example.org"])
    client.press(page, "Open the account again")


def check_log(desk: Desk) -> None:
    client = desk.sign_in("administrator")
    client.press(client.open("/staff/audit"), "Check and set the mark")


def be_refused_a_paper(desk: Desk) -> None:
    keyer, card, _form = desk.paper()
    keyer.take_up(card, Form("", "000 000", ()), 409)


def read_paper(desk: Desk) -> None:
    keyer, card, form = desk.paper()
    keyer.take_up(card, form)
    keyer.read(PRE_MARKS)


def settle_paper(desk: Desk) -> None:
    keyer, card, form = desk.paper()
    for marks in (PRE_MARKS, PRE_MARKS | {"soc13_02": "7"}):
        keyer.take_up(card, form)
        keyer.read(marks)
    page = keyer.client.page
    keyer.client._show(
        keyer.client.post(page.root.one("form", action="/staff/keying/differences"), soc13_02="7"),
        200,
    )


def put_paper_aside(desk: Desk) -> None:
    keyer, card, form = desk.paper()
    page = keyer.take_up(card, form)
    keyer.client.press(page, "Put the form aside")


DONE_BY: dict[str, Callable[[Desk], object]] = {
    "auth.sign_in": sign_in_without_code,
    "auth.code": lambda desk: desk.sign_in("researcher"),
    "auth.again": sign_in_once_more,
    "auth.sign_out": sign_out,
    "enrolment.phone": set_first_phone_up,
    "enrolment.new_phone": set_new_phone_up,
    "account.password": change_password,
    "account.prepare_phone": lambda desk: desk.own("Set up another phone"),
    "account.recovery_codes": lambda desk: desk.own("Make ten new codes"),
    "account.sign_out_everywhere": lambda desk: desk.own("Sign out everywhere"),
    "invitation.join": join,
    "invitation.accept": accept,
    "staff.invite": invite,
    "staff.withdraw": withdraw,
    "staff.account": lambda desk: desk.account("Change the account"),
    "staff.disable": lambda desk: desk.account("Shut the account"),
    "staff.enable": enable,
    "staff.reset_second_factor": lambda desk: desk.account("Remove phone and codes"),
    "staff.new_password": lambda desk: desk.account("Make a link for a new password"),
    "second_person.invite": lambda desk: desk.link(),
    "second_person.withdraw": withdraw_second_person,
    "audit.check": check_log,
    "keying.start": be_refused_a_paper,
    "keying.reading": read_paper,
    "keying.differences": settle_paper,
    "keying.aside": put_paper_aside,
}


def test_every_address_that_is_sent_to_is_known_to_leave_an_event_or_to_change_nothing(
    app: Flask,
) -> None:
    sent_to = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/staff") and "POST" in (rule.methods or ())
    }
    assert sent_to == LEAVES.keys() | WATCHED | CHANGE_NOTHING
    assert LEAVES.keys() == DONE_BY.keys()


@pytest.mark.parametrize("endpoint", LEAVES)
def test_a_deed_leaves_its_event(
    app: Flask,
    sign_in: Callable[..., PageClient],
    open_client: Callable[..., PageClient],
    actions: Callable[[], list[str]],
    endpoint: str,
) -> None:
    done: list[str] = []
    app.before_request(lambda: done.append(request.endpoint or "") if is_sent() else None)
    DONE_BY[endpoint](Desk(app, make_study(app), sign_in, open_client))
    assert endpoint in done
    assert LEAVES[endpoint] in actions()


def is_sent() -> bool:
    return request.method == "POST"
