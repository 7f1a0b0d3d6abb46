"""The national series: everything that is released, for anybody, never ranked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from survey.models.study import DRAFT, EVALUATION, TRIAL
from tests.factories import make_study
from tests.released import BODO, NARVIK, add_round, make_edition

if TYPE_CHECKING:
    from flask import Flask

    from tests.page_client import Page, PageClient
    from tests.public_reports import Released

LANGUAGES = ("nb", "nn", "en")


def tables(page: Page) -> dict[str, list[list[str]]]:
    """Return the rows of each table, by its caption."""
    return {
        table.one("caption").text: [
            [cell.text for cell in row.all("th", "td")] for row in table.one("tbody").all("tr")
        ]
        for table in page.root.all("table")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_series_opens_without_a_sign_in_and_without_a_cookie(
    released: Released, language: str
) -> None:
    page = released.client(language).open("/reports")

    assert page.status == 200
    assert "Set-Cookie" not in page.headers


def test_places_stand_in_the_order_of_their_numbers_whatever_their_size(
    released: Released,
) -> None:
    names = [row[0] for row in tables(released.client().open("/reports"))[REAL]]

    assert names == [
        "All municipalities in the study together",
        "Bodø municipality",
        "Narvik municipality",
        "Alstahaug municipality",
    ]


REAL = "Reports of the study Sorg og samliv"
SHOWN = "Reports of the study Vist fram"


def test_the_newest_edition_stands_first_and_the_earlier_ones_behind(released: Released) -> None:
    editions = {row[0]: row[1] for row in tables(released.client().open("/reports"))[REAL]}

    assert re.findall(r"Edition \d", editions["Narvik municipality"]) == ["Edition 2", "Edition 1"]
    assert "No figures yet" in editions["Bodø municipality"]
    assert editions["Bodø municipality"] == editions["Alstahaug municipality"]


def test_a_demonstration_stands_apart_under_its_stamp(released: Released) -> None:
    page = released.client().open("/reports")
    real, shown = tables(page)[REAL], tables(page)[SHOWN]
    sections = {one.one("h3").text: one.text for one in page.root.all("section")}

    assert real != shown
    assert "simulated people" in sections["Vist fram"]
    assert "simulated people" not in sections["Sorg og samliv"]


def test_the_page_says_what_it_is_not(released: Released) -> None:
    text = released.client().open("/reports").text

    assert "we do not rank groups or municipalities" in text
    assert "no Norwegian norms" in text
    assert "They do not say why something changed" in text
    assert "at least 10 people from at least 3 groups" in text


def test_a_study_that_has_not_begun_and_a_trial_are_nobodys_business(
    app: Flask, client: PageClient
) -> None:
    make_study(app, "planned", name="Planned", kind=EVALUATION, state=DRAFT)
    make_study(app, "tried", name="Tried", kind=TRIAL)
    make_study(app, "begun", name="Begun", kind=EVALUATION)
    text = client.open("/reports").text

    assert "Begun" in text
    assert "Planned" not in text
    assert "Tried" not in text
    for key in ("planned", "tried", "none"):
        assert client.open(f"/reports/{key}/study/all", 404).heading == "There is no such report"


def test_a_trial_shows_once_something_of_it_is_released(app: Flask, client: PageClient) -> None:
    study = make_study(app, "tried", name="Tried", kind=TRIAL)
    add_round(app, study, {NARVIK: (4, 4, 4)})
    make_edition(app, study, "made")
    assert "Tried" not in client.open("/reports").text

    other = make_study(app, "tried-too", name="Also tried", kind=TRIAL)
    add_round(app, other, {BODO: (4, 4, 4)})
    make_edition(app, other)
    page = client.open("/reports")

    assert "Also tried" in page.text
    assert "only for trying out the program" in page.text


def test_a_link_that_asks_for_a_language_keeps_it_from_page_to_page(released: Released) -> None:
    client = released.client("nb")
    client.language = "nn"  # what the address asks for, whatever the browser says
    page = client.open("/reports?language=nn")

    followed = client.open(page.links()["Narvik kommune"])

    assert followed.language == "nn"
    assert "Set-Cookie" not in followed.headers


def test_the_same_page_is_offered_in_every_language(released: Released) -> None:
    page = released.client("nb").open(f"/reports/grief/municipality/{NARVIK}")
    others = {one["lang"]: one["href"] for one in page.root.all("a") if one.get("hreflang")}

    assert others == {
        key: f"/reports/grief/municipality/{NARVIK}?language={key}" for key in ("nn", "en")
    }


def test_a_language_that_there_is_not_changes_nothing(released: Released) -> None:
    assert released.client("nb").open("/reports?language=xx").language == "nb"
