"""In a real browser: a newcomer's first sign-in, the administrator's pages, and being warned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pyotp
import pytest
from playwright.sync_api import Page, expect

from survey.auth import second_factor
from survey.models import Staff
from tests.axe import faults
from tests.browser_steps import press
from tests.factories import PASSWORD, make_staff, staff_of, writing
from tests.proofs import in_full
from tests.site import Site

pytestmark = pytest.mark.browser

MINUTE = 60_000


@pytest.mark.parametrize("language", in_full("nb", "nn", "en"))
def test_a_newcomer_sets_up_a_phone_and_every_page_of_an_administrator_is_without_a_fault(
    site: Site,
    open_page: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    settings = replace(site.app.config["SETTINGS"], staff_second_factor="required")
    monkeypatch.setitem(site.app.config, "SETTINGS", settings)
    email = make_staff(site.app, "administrator", f"administrator-{language}@example.org")
    with writing(site.app) as session:
        second_factor.remove(session, session.get_one(Staff, staff_of(site.app, email).id))
    page = open_page(language)
    page.goto("/staff/audit")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    press(page)
    found = faults(page)
    secret = page.locator(".secret").inner_text().replace(" ", "").replace("\n", "")
    page.fill("#code", pyotp.TOTP(secret).now())
    press(page)
    found += faults(page)
    page.locator("main .button").click()
    assert page.url.endswith("/staff/audit")  # where it was on the way to
    found += faults(page)
    for address in ("/staff/accounts", "/staff/accounts/invite", "/staff/account"):
        page.goto(address)
        found += faults(page)
    assert found == []


def test_whoever_is_writing_is_warned_before_being_signed_out_and_may_stay(
    site: Site, open_page: Callable[..., Page]
) -> None:
    make_staff(site.app, "coordinator", "writing@example.org")
    page = open_page("en")
    page.goto("/staff/sign-in")
    page.fill("#email", "writing@example.org")
    page.fill("#password", PASSWORD)
    press(page)
    page.clock.install()
    page.goto("/staff/receipt")
    page.fill("#number", "123")
    warning = page.locator("#session")
    page.clock.fast_forward(24 * MINUTE)
    expect(warning).to_be_hidden()
    page.clock.fast_forward(2 * MINUTE)
    expect(warning).to_contain_text("You are soon signed out")
    assert faults(page) == []
    with page.expect_response("**/staff/account/stay") as answered:
        page.get_by_role("button", name="Stay signed in").click()
    assert answered.value.status == 204
    expect(warning).to_be_hidden()
    assert page.input_value("#number") == "123"  # nothing of it is lost
    page.clock.fast_forward(31 * MINUTE)
    expect(warning).to_contain_text("You have been signed out")
