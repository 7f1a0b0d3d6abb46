"""Sessions end on the server: by themselves, when one signs out, and when an account changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event, select

from survey.models import StaffSession
from tests.databases import ON_SQLITE
from tests.factories import PASSWORD, make_card, make_staff, make_study, read
from tests.page_client import Page, PageClient
from tests.pages import CardPage, SignInPage, fresh_code

SignIn = Callable[..., PageClient]
EMAIL = "researcher@example.org"


def cookie(client: PageClient) -> str:
    return client.browser.get_cookie("sammenheng").value


def copy_of(client: PageClient, open_client: Callable[..., PageClient]) -> PageClient:
    """Return another browser that holds a copy of the cookie."""
    other = open_client()
    other.browser.set_cookie("sammenheng", cookie(client))
    return other


def is_in(client: PageClient) -> bool:
    return client.open("/staff/account").heading == "Your account"


def prove_again(app: Flask, client: PageClient, page: Page, email: str = EMAIL) -> Page:
    assert page.heading == "Sign in once more"
    return client.send(page, password=PASSWORD, code=fresh_code(app, email))


def test_a_copied_cookie_opens_nothing_after_signing_out(
    sign_in: SignIn, open_client: Callable[..., PageClient]
) -> None:
    client = sign_in("researcher")
    thief = copy_of(client, open_client)
    assert is_in(thief)
    client.press(client.open("/staff/"), "Sign out")
    assert not is_in(thief)
    assert not is_in(client)


def test_the_cookie_holds_a_secret_of_which_the_database_knows_only_the_hash(
    app: Flask, sign_in: SignIn
) -> None:
    client = sign_in("researcher")
    with client.browser.session_transaction() as session:
        secret = session["staff"]
        assert not {"_user_id", "_id", "email", "role"} & set(session)
    assert len(bytes.fromhex(secret)) == 16
    ((stored,),) = read(app, select(StaffSession.secret_hash))
    assert stored != secret


def test_each_step_of_the_sign_in_begins_a_session_of_its_own(
    app: Flask, client: PageClient
) -> None:
    def secret() -> str:
        with client.browser.session_transaction() as session:
            return session.get("staff", "")

    email = make_staff(app, "researcher")
    page = client.send(SignInPage(client).page, email=email, password=PASSWORD)
    half_way = secret()
    client.send(page, code=fresh_code(app, email))
    assert half_way not in {"", secret()}
    assert len(read(app, select(StaffSession))) == 1  # the one before is gone


def test_a_session_that_somebody_else_has_put_into_a_browser_is_not_taken_over(
    app: Flask, sign_in: SignIn, open_client: Callable[..., PageClient]
) -> None:
    """A thief leaves an own session in the victim's browser and waits for it to become more."""
    thief = sign_in("keyer")
    victim = copy_of(thief, open_client)
    SignInPage(victim).sign_in(make_staff(app, "researcher"))
    assert victim.open("/staff/").path == "/staff/"
    assert not is_in(thief)


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_half_an_hour_without_opening_anything_ends_it(
    sign_in: SignIn, pass_time: Callable[..., None], minutes: int, *, stays: bool
) -> None:
    client = sign_in("researcher")
    pass_time(minutes=minutes)
    assert is_in(client) is stays


def test_whoever_works_stays_in_for_four_hours_and_no_longer(
    sign_in: SignIn, pass_time: Callable[..., None]
) -> None:
    client = sign_in("researcher")
    for minutes in range(20, 240, 20):
        pass_time(minutes=minutes)
        assert is_in(client), minutes
    pass_time(minutes=241)
    assert not is_in(client)


def test_staying_in_is_a_button_that_the_page_presses_without_being_left(
    sign_in: SignIn, pass_time: Callable[..., None]
) -> None:
    client = sign_in("researcher")
    token = client.open("/staff/account").root.one("div", id="session")["data-token"]
    for minutes in (25, 50, 75):
        pass_time(minutes=minutes)
        answer = client.browser.post("/staff/account/stay", headers={"X-CSRFToken": token})
        assert answer.status_code == 204
    assert is_in(client)


def test_after_a_new_sign_in_one_is_on_the_page_one_was_on(
    app: Flask, sign_in: SignIn, pass_time: Callable[..., None]
) -> None:
    make_study(app)
    client = sign_in("researcher")
    pass_time(minutes=31)
    page = client.open("/staff/studies/try?part=2")
    assert page.path == "/staff/sign-in"
    page = client.send(page, email=EMAIL, password=PASSWORD)
    assert client.send(page, code=fresh_code(app, EMAIL)).path == "/staff/studies/try"


def test_what_was_sent_after_the_session_had_ended_is_said_not_to_be_saved(
    app: Flask, sign_in: SignIn, pass_time: Callable[..., None]
) -> None:
    client = sign_in("coordinator")
    page = client.open("/staff/receipt")
    pass_time(minutes=31)
    page = client.send(page, number="123456789012")
    assert page.path == "/staff/sign-in"
    assert "was not saved" in page.text
    assert "was not saved" not in client.open("/staff/sign-in").text
    page = client.send(page, email="coordinator@example.org", password=PASSWORD)
    code = fresh_code(app, "coordinator@example.org")
    assert client.send(page, code=code).path == "/staff/receipt"


@pytest.mark.parametrize(
    "target",
    ["https://example.org/staff/", "//example.org/staff", "/\\example.org", "/", "/staffing", "x"],
)
def test_nobody_is_sent_to_another_place_after_the_sign_in(
    app: Flask, client: PageClient, target: str
) -> None:
    with client.browser.session_transaction() as session:
        session["onward"] = target
    assert SignInPage(client).sign_in(make_staff(app, "researcher")).path == "/staff/"


def test_signing_out_everywhere_ends_every_session(
    app: Flask, sign_in: SignIn, open_client: Callable[..., PageClient]
) -> None:
    client, other = sign_in("researcher"), open_client()
    SignInPage(other).sign_in(EMAIL)
    assert "In 2 browsers" in client.open("/staff/account").text
    client.press(client.page, "Sign out everywhere")
    assert not is_in(client)
    assert not is_in(other)


def test_a_new_password_ends_every_other_session_and_counts_from_now_on(
    app: Flask, sign_in: SignIn, open_client: Callable[..., PageClient]
) -> None:
    client, other = sign_in("researcher"), open_client()
    SignInPage(other).sign_in(EMAIL)
    new = "flaggermus i regnfrakk spiser lefse"
    page = client.send(client.open("/staff/account/password"), new_password=new, repeated=new)
    assert "The password is changed" in page.text
    assert is_in(client)
    assert not is_in(other)
    assert SignInPage(other).sign_in(EMAIL).path == "/staff/sign-in"
    assert SignInPage(other).sign_in(EMAIL, new).path == "/staff/account"


def test_what_is_weighty_asks_once_more_after_ten_minutes_and_goes_on_to_the_page(
    app: Flask, sign_in: SignIn, pass_time: Callable[..., None]
) -> None:
    client = sign_in("researcher")
    assert client.open("/staff/account/password").path == "/staff/account/password"
    pass_time(minutes=11)
    page = client.open("/staff/account/password")
    assert page.path == "/staff/sign-in/again"
    page = client.send(page, password="another password entirely", code="000000")
    assert "not right" in page.text
    assert prove_again(app, client, page).path == "/staff/account/password"


def test_a_weighty_deed_that_was_sent_too_late_is_not_done_and_said_so(
    app: Flask, sign_in: SignIn, pass_time: Callable[..., None], actions: Callable
) -> None:
    client = sign_in("researcher")
    page = client.open("/staff/account")
    pass_time(minutes=11)
    page = client.press(page, "Make ten new codes")
    assert page.path == "/staff/sign-in/again"
    assert "was not saved" in page.text
    assert "recovery_codes_made" not in actions()


def test_signing_in_once_more_needs_both_and_not_somebody_elses(
    app: Flask, sign_in: SignIn, pass_time: Callable[..., None]
) -> None:
    client = sign_in("researcher")
    pass_time(minutes=11)
    page = client.open("/staff/account/password")
    for password, code in ((PASSWORD, "000000"), ("wrong", fresh_code(app, EMAIL))):
        page = client.send(page, password=password, code=code)
        assert page.path == "/staff/sign-in/again"


@ON_SQLITE  # whose driver tells each statement; they are the same on PostgreSQL
def test_a_participants_pages_ask_nothing_about_staff(app: Flask, client: PageClient) -> None:
    card = make_card(app, make_study(app))
    asked: list[str] = []
    event.listen(
        app.extensions["database"],
        "checkout",
        lambda connection, *_: connection.set_trace_callback(asked.append),
    )
    CardPage(client).type_code(card.code)
    client.open("/")
    assert asked
    assert [one for one in asked if "staff" in one or "account_state" in one] == []


def test_a_page_from_before_somebody_signed_in_anew_is_refused_in_words_for_staff(
    app: Flask, sign_in: SignIn
) -> None:
    client = sign_in("researcher")
    page = client.open("/staff/account")
    with client.browser.session_transaction() as session:
        session.pop("csrf_token")
    page = client.press(page, "Make ten new codes", 400)
    assert "Nothing of it was kept" in page.text
    assert page.links() == {"To the sign-in": "/staff/sign-in"}
