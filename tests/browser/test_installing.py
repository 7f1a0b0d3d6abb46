"""In a real browser: a form is sent in and looked at, on pages that axe finds nothing in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.axe import faults
from tests.factories import PASSWORD, make_staff
from tests.site import Site
from tests.wordings import as_toml, as_workbook, invented

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1280])
def test_a_form_is_sent_in_and_looked_at_on_pages_without_a_fault(
    site: Site, open_page: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    email = f"coordinator{width}@example.org"
    make_staff(site.app, "coordinator", email)
    page = open_page("nn", viewport={"width": width, "height": 740})
    page.goto("/staff/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.goto(f"/staff/studies/{site.study.key}/wording")
    assert faults(page) == []

    content = invented(version=f"prøve {width}")
    (tmp_path / "whole.toml").write_bytes(as_toml(content))
    content["items"]["soc13_04"]["low"] = ""
    (tmp_path / "lacking.xlsx").write_bytes(as_workbook(content))
    page.set_input_files("#file", tmp_path / "lacking.xlsx")
    page.click("text=Kontroller skjemaet")
    assert page.locator(".faults li").count() == 1
    assert faults(page) == []

    page.set_input_files("#file", tmp_path / "whole.toml")
    page.click("text=Kontroller skjemaet")
    assert page.locator(".phone fieldset").count() == 13
    phone = page.locator(".phone").first.bounding_box()
    source = page.locator(".source").first.bounding_box()
    assert phone["width"] <= 360
    assert (source["x"] > phone["x"] + phone["width"]) is (width == 1280)
    page.locator(".phone .point").nth(2).click()
    assert page.locator("#soc13_01 input").nth(2).is_checked()
    assert faults(page) == []
    page.get_by_role("button", name="Legg inn teksten").click()
    assert page.locator(".errors li").count() >= 4
    assert faults(page) == []
