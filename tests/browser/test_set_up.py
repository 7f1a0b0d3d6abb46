"""In a real browser: a coordinator sets up a trial, from the sign-in to the open study.

Every page of the way is one that axe finds nothing in, and nothing lies beside a phone's edge.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from survey.models import ContactPoint, Group, StoredLetter, Study
from tests.axe import faults
from tests.factories import PASSWORD, make_staff, read
from tests.letters import whole_letter
from tests.proofs import in_full
from tests.site import Site

pytestmark = pytest.mark.browser


class SettingUp:
    """Fills in one page after the other, and keeps what was wrong on the way."""

    def __init__(self, page: Page, key: str) -> None:
        self.page = page
        self.address = f"/staff/studies/{key}/set-up"
        self.wrong: list[str] = []
        self.looked_at: set[str] = set()

    def look(self) -> None:
        """Look at each kind of page once: it is the same page in another language."""
        kind = self.page.url.removesuffix("/nb").removesuffix("/nn").removesuffix("/en")
        if kind in self.looked_at and not self.page.locator("table").count():
            return
        self.looked_at.add(kind)
        self.wrong += faults(self.page)

    def fill_in(self, step: str, /, **values: str) -> None:
        """Open a page, fill in its fields, and press its first button."""
        self.page.goto(step if step.startswith("/staff") else self.address + step)
        self.look()
        for key, value in values.items():
            self.give(key, value)
        self.press()
        assert not self.page.get_by_role("alert").count(), self.page.inner_text("main")

    def give(self, key: str, value: str) -> None:
        field = self.page.locator(f"#{key}")
        kind = field.evaluate("one => one.tagName")
        if kind == "FIELDSET":
            field.locator(f"input[value='{value}']").check()
        elif kind == "SELECT":
            field.select_option(value=value)
        elif value == "ticked":
            field.check()
        else:
            field.fill(value)

    def press(self) -> None:
        with self.page.expect_navigation():
            self.page.locator("main form button:not(.plain)").first.click()


def write_letter(way: SettingUp) -> None:
    """Type the whole letter in, and put it to use."""
    letter = whole_letter()
    facts, (contact, *_rest) = letter["facts"], letter["facts"]["contacts"]
    way.fill_in(
        "/about",
        institution=facts["institution"],
        municipality_is_controller="no",
        data_protection_officer=facts["data_protection_officer"],
        contact="22 22 22 22",
        **{f"{key}_1": contact[key] for key in ("role", "name", "reach")},
        begins_on="2027-01-11",
        planned_groups="12",
    )
    days = {key: facts[key] for key in ("project_end", "last_day_to_erase")}
    named = {key: facts[key] for key in ("legal_basis", "sikt_reference", "at_the_end")}
    way.fill_in("/permissions", **named, **days, rek_not_needed="Evaluering.")
    way.fill_in(
        "/letter/answers",
        readers="\n".join(facts["readers"]),
        processors_no_one="ticked",
        recipients_no_one="ticked",
        transfers_outside_eea="no",
        collects_elsewhere="no",
        optional_purposes="reuse",
    )
    for language in ("nb", "nn", "en"):
        way.fill_in(f"/letter/texts/{language}", **letter[language])
    way.page.goto(f"{way.address}/letter/preview/nn")
    way.look()
    way.fill_in("/letter")


@pytest.mark.parametrize("language", in_full("nb", "nn", "en"))
def test_a_coordinator_sets_up_a_trial_from_the_sign_in_to_the_open_study(
    site: Site, open_page: Callable[..., Page], language: str
) -> None:
    page = open_page(language)
    key = f"set-up-{language}"
    way = SettingUp(page, key)
    page.goto("/staff/sign-in")
    page.fill("#email", make_staff(site.app, "coordinator", f"{key}@example.org"))
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    way.fill_in("/staff/studies/new", name="Samtalegrupper", key=key, kind="trial")
    write_letter(way)
    way.fill_in("/questions", post_after_weeks="12")
    way.fill_in("/places", name="Frivilligsentralen", municipality="1804")
    way.look()
    point = read(
        site.app,
        select(ContactPoint.id)
        .join(Study, Study.id == ContactPoint.study_id)
        .where(Study.key == key),
    )[0][0]
    way.fill_in(
        "/groups",
        label="Tirsdag",
        point=point,
        group_type="self_organised",
        life_problem="same",
        started="2027-01-12",
    )
    way.look()
    way.fill_in("")  # the checklist's one button opens the study
    assert way.wrong == []
    study, version, group = read(
        site.app,
        select(Study, StoredLetter.version, Group)
        .join(StoredLetter, StoredLetter.study_id == Study.id)
        .join(ContactPoint, ContactPoint.study_id == Study.id)
        .join(Group, Group.contact_point_id == ContactPoint.id)
        .where(Study.key == key),
    )[0]
    assert (study.state, study.post_after_weeks, version) == ("open", 12, 1)
    assert group.started_week == "2027-W02"
