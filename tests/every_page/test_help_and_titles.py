"""What every page of the participant's has, also where something went wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

LANGUAGES = ("nb", "nn", "en")
CHECKED = {"nb": "november 2026", "nn": "november 2026", "en": "November 2026"}
QUICKLY = {"nb": "Lukk siden raskt", "nn": "Lukk sida raskt", "en": "Leave this page quickly"}
# What a title must not say to somebody who looks over a shoulder or through the history.
TELLING = re.compile(
    r"selvhjelp|sjølvhjelp|self-help|grupp|group|livsproblem|life problem|hjelp|help|krise|crisis"
    r"|sorg|grief|angst|anxiety|psyk|mental|helse|health|mestring|meistring|coping|SOC|GSE",
    re.IGNORECASE,
)
WRONG_TURNS = {400, 403, 404, 409, 413, 429, 500}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_walk_meets_what_goes_right_and_what_goes_wrong(
    walked: Callable[..., list], language: str
) -> None:
    pages = [one.page for one in walked(language)]
    assert {page.status for page in pages} == {200, *WRONG_TURNS}
    assert {"/", "/language", "/information", "/check", "/thanks", "/erase", "/erased"} <= {
        page.path for page in pages if page.status == 200
    }
    assert len({page.root.one("title").text for page in pages}) >= 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_title_tells_over_a_shoulder_what_the_page_is_about(
    walked: Callable[..., list], language: str
) -> None:
    titles = {one.page.root.one("title").text: one for one in walked(language)}
    assert [str(one) for title, one in titles.items() if TELLING.search(title)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_the_quick_way_out_first(walked: Callable[..., list], language: str) -> None:
    without = [
        str(one)
        for one in walked(language)
        if [(link.text, link["href"]) for link in one.page.root.one("header").all("a")][:1]
        != [(QUICKLY[language], "/leave")]
    ]
    assert without == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_the_numbers_to_call_once_and_the_month_they_were_checked(
    walked: Callable[..., list], language: str
) -> None:
    for one in walked(language):
        links = [link["href"] for link in one.page.root.all("a")]
        numbers = [address for address in links if address.startswith("tel:")]
        assert sorted(numbers) == ["tel:113", "tel:116117", "tel:116123"], str(one)
        assert CHECKED[language] in one.page.root.one("body").text, str(one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_and_link_says_what_it_does(
    walked: Callable[..., list], language: str
) -> None:
    """Two that say the same on one page must do the same."""
    for one in walked(language):
        told: dict[str, set[str]] = {}
        for link in one.page.root.all("a"):
            told.setdefault(link.text, set()).add(link["href"])
        assert [text for text, targets in told.items() if len(targets) > 1] == [], str(one)
