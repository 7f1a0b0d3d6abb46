"""The code from the phone: set up, asked for, and good once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyotp
import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.auth import recovery, second_factor
from survey.models import RecoveryCode, SecondFactor, Staff
from survey.models.study import DEMONSTRATION, EVALUATION, TRIAL
from tests.factories import PASSWORD, make_staff, make_study, read, staff_of, writing
from tests.page_client import Page, PageClient
from tests.pages import SignInPage, code_at, fresh_code


def give_password(client: PageClient, email: str) -> Page:
    return client.send(SignInPage(client).page, email=email, password=PASSWORD)


def make_newcomer(app: Flask, role: str = "researcher") -> str:
    email = make_staff(app, role)
    with writing(app) as session:
        second_factor.remove(session, session.get_one(Staff, staff_of(app, email).id))
    return email


def secret_on(page: Page) -> str:
    return page.root.one("p", **{"class": "secret"}).text.replace(" ", "")


def recovery_codes_on(page: Page) -> list[str]:
    return [one.text for one in page.root.one("ul", **{"class": "codes"}).all("li")]


@pytest.mark.parametrize(
    "role", ["coordinator", "researcher", "reviewer", "administrator", "keyer"]
)
def test_no_page_opens_before_a_newcomer_has_set_up_a_phone(
    app: Flask, client: PageClient, role: str
) -> None:
    page = give_password(client, make_newcomer(app, role))
    assert page.heading == "Set up your phone"
    assert client.open("/staff/account").heading == "Sign in"
    page = client.open("/staff/sign-in/phone")
    code = pyotp.TOTP(secret_on(page)).generate_otp(second_factor.current_step())
    page = client.send(page, code=code)
    assert page.heading == "Your recovery codes"
    assert len(set(recovery_codes_on(page))) == 10
    assert client.open("/staff/account").heading == "Your account"


def test_a_wrong_code_sets_nothing_up(app: Flask, client: PageClient) -> None:
    page = client.send(give_password(client, make_newcomer(app)), code="000000")
    assert page.heading == "Set up your phone"
    assert "not right" in page.root.one("p", id="code-error").text
    assert read(app, select(SecondFactor).filter_by(is_confirmed=True)) == []


def test_the_password_alone_opens_nothing(app: Flask, client: PageClient) -> None:
    page = give_password(client, make_staff(app, "researcher"))
    assert page.heading == "The code from your phone"
    for address in ("/staff/", "/staff/account", "/staff/sign-in/again"):
        assert client.open(address).path == "/staff/sign-in"


def test_a_code_may_be_half_a_minute_early_or_late_and_no_more(
    app: Flask, open_client: Callable[..., PageClient]
) -> None:
    email = make_staff(app, "researcher")
    here = second_factor.current_step()
    for off, opens in ((-2, False), (2, False), (-1, True), (0, True), (1, True)):
        client = open_client()
        page = client.send(give_password(client, email), code=code_at(here + off))
        assert ("not right" not in page.text) is opens, off


def test_a_code_that_was_used_is_never_taken_again_nor_one_before_it(
    app: Flask, open_client: Callable[..., PageClient]
) -> None:
    """Whoever looked over the shoulder, or caught the code on its way, has nothing."""
    email = make_staff(app, "researcher")
    here = second_factor.current_step()
    client = open_client()
    assert client.send(give_password(client, email), code=code_at(here)).path == "/staff/"
    for code in (code_at(here), code_at(here - 1)):
        other = open_client()
        page = other.send(give_password(other, email), code=code)
        assert "used already" in page.root.one("p", id="code-error").text


def test_the_secret_is_stored_encrypted_for_its_own_account(app: Flask) -> None:
    email, other = make_staff(app, "researcher"), make_staff(app, "keyer")
    ((sealed,),) = read(
        app, select(SecondFactor.sealed).filter_by(staff_id=staff_of(app, email).id)
    )
    assert b"ORSX" not in sealed
    with writing(app) as session:  # somebody who can write in the database moves a secret
        session.get_one(SecondFactor, (staff_of(app, other).id, True)).sealed = sealed
    with writing(app) as session:
        theirs = session.get_one(Staff, staff_of(app, other).id)
        step = second_factor.current_step()
        assert not second_factor.accepts(session, theirs, code_at(step))


def test_a_recovery_code_lets_in_once(
    app: Flask, open_client: Callable[..., PageClient], actions: Callable[[], list[str]]
) -> None:
    client = open_client()
    email = make_newcomer(app)
    page = give_password(client, email)
    code = pyotp.TOTP(secret_on(page)).generate_otp(second_factor.current_step())
    first, *_others = recovery_codes_on(client.send(page, code=code))
    for typed, opens in ((first.upper().replace("-", " "), True), (first, False)):
        other = open_client()
        page = other.send(give_password(other, email), code=typed)
        assert (page.path == "/staff/") is opens, typed
    assert actions().count("recovery_code_used") == 1
    stored = [one for (one,) in read(app, select(RecoveryCode.code_hash))]
    assert len(stored) == 9
    assert not {first, first.replace("-", "")} & set(stored)


def test_a_recovery_code_that_is_sent_by_many_at_once_lets_one_in(app: Flask) -> None:
    person = staff_of(app, make_staff(app, "researcher"))
    with writing(app) as session:
        code, *_others = recovery.make_anew(session, session.get_one(Staff, person.id))

    def use(_number: int) -> bool:
        with writing(app) as session:
            return recovery.accepts(session, session.get_one(Staff, person.id), code)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(16))) == 1


def test_a_code_that_is_sent_by_many_at_once_lets_one_in(app: Flask, still: int) -> None:
    person = staff_of(app, make_staff(app, "researcher"))

    def use(_number: int) -> bool:
        with writing(app) as session:
            mine = session.get_one(Staff, person.id)
            return second_factor.accepts(session, mine, code_at(still))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(16))) == 1


def test_new_recovery_codes_take_the_place_of_the_old_ones(
    app: Flask, sign_in: Callable[..., PageClient]
) -> None:
    client = sign_in("researcher")
    page = client.press(client.open("/staff/account"), "Make ten new codes")
    first = recovery_codes_on(page)
    page = client.press(client.open("/staff/account"), "Make ten new codes")
    second = recovery_codes_on(page)
    assert not set(first) & set(second)
    assert read(app, select(func.count()).select_from(RecoveryCode)) == [(10,)]
    assert "10 codes left" in client.open("/staff/account").text


def test_a_new_phone_counts_once_its_code_was_typed_and_the_old_one_until_then(
    app: Flask, sign_in: Callable[..., PageClient], open_client: Callable[..., PageClient]
) -> None:
    client = sign_in("researcher")
    email = "researcher@example.org"
    page = client.press(client.open("/staff/account"), "Set up another phone")
    secret = secret_on(page)

    other = open_client()  # the old phone
    assert other.send(give_password(other, email), code=fresh_code(app, email)).path == "/staff/"

    code = pyotp.TOTP(secret).generate_otp(second_factor.current_step())
    assert client.send(page, code=code).heading == "Your recovery codes"
    assert other.open("/staff/").path == "/staff/sign-in"  # signed out: the factor has changed
    assert client.open("/staff/").path == "/staff/"
    old = open_client()
    page = old.send(give_password(old, email), code=code_at(second_factor.current_step()))
    assert page.heading == "The code from your phone"


def test_a_new_phone_that_was_begun_lets_nobody_in_who_has_the_password_alone(
    app: Flask, sign_in: Callable[..., PageClient], open_client: Callable[..., PageClient]
) -> None:
    client = sign_in("researcher")
    client.press(client.open("/staff/account"), "Set up another phone")
    thief = open_client()
    give_password(thief, "researcher@example.org")
    assert thief.open("/staff/sign-in/phone").path == "/staff/sign-in"
    assert thief.open("/staff/account/phone").path == "/staff/sign-in"


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [([], False), ([DEMONSTRATION], False), ([TRIAL], False), ([DEMONSTRATION, EVALUATION], True)],
)
def test_no_setting_switches_the_code_off_where_real_people_are(
    settings, make_app: Callable, kinds: list[str], *, asked: bool
) -> None:
    app = make_app(replace(settings, staff_second_factor="off"))
    for number, kind in enumerate(kinds):
        make_study(app, f"study-{number}", kind=kind)
    page = give_password(PageClient(app, "en"), make_staff(app, "coordinator"))
    assert (page.path == "/staff/sign-in/code") is asked


def test_whoever_is_in_without_a_code_is_asked_for_it_when_a_real_study_comes(
    settings, make_app: Callable
) -> None:
    app = make_app(replace(settings, staff_second_factor="off"))
    client = PageClient(app, "en")
    give_password(client, make_staff(app, "coordinator"))
    assert client.open("/staff/").path == "/staff/"
    make_study(app, kind=EVALUATION)
    assert client.open("/staff/").path == "/staff/sign-in"
