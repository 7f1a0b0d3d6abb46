"""One more language is one entry and a catalogue: every page speaks it, and nothing escapes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import lazy_gettext

from survey.config import Settings
from survey.language import DEFAULT, LANGUAGES, current_language
from survey.letter.reading import example
from survey.translations import build_catalogues
from tests.invented_language import LONG, MIRRORED, bare_words, speak, write_help_lines
from tests.page_client import Page, PageClient
from tests.walker import Met, Walker

# Names, which stand as they are in every language.
OF_THE_EXAMPLE = set(re.findall(r"[^\W\d_]+", json.dumps(example()["facts"], ensure_ascii=False)))
NAMES = {"Sammenheng", "Bokmål", "Nynorsk", "English", "Esperanto"} | OF_THE_EXAMPLE
SAID = ("alt", "aria-label", "placeholder", "title")


@pytest.fixture
def app_in(
    settings: Settings,
    make_app: Callable[[Settings], Flask],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Flask]:
    """Make an installation that speaks an invented language too."""

    def make(invented: object) -> Flask:
        app = make_app(settings)
        speak(invented, app, tmp_path / "translations", monkeypatch)
        write_help_lines(invented, tmp_path / "help.toml")
        app.config["SETTINGS"] = replace(settings, help_lines=str(tmp_path / "help.toml"))
        return app

    return make


def words_of(page: Page) -> Iterator[str]:
    """Yield everything a page says, be it read or heard, and what its scripts may say."""
    for element in page.root.all():
        around = (element, *element.ancestors())
        if any(one.get("lang", page.language) != page.language for one in around):
            continue  # said to be in another language, for want of this one
        yield from (child for child in element.children if isinstance(child, str))
        for name, value in element.attributes.items():
            if name in SAID or (name.startswith("data-") and " " in value):
                yield value


@pytest.fixture
def met(app_in: Callable[..., Flask]) -> list[Met]:
    """Every page in the long language."""
    app = app_in(LONG)
    return Walker(app, lambda: PageClient(app, LONG.key)).walk()


def test_no_sentence_of_a_page_escapes_the_translators_and_every_language_is_offered(
    met: list[Met],
) -> None:
    escaped = {
        str(one): bare
        for one in met
        if (bare := {word for words in words_of(one.page) for word in bare_words(words)} - NAMES)
    }
    assert escaped == {}
    choosing = [one.page for one in met if one.page.path == "/language" and one.page.status == 200]
    offered = [field["value"] for field in choosing[0].root.all("input", name="language")]
    assert offered == ["nb", "nn", "en", LONG.key]


def test_a_language_written_from_right_to_left_says_so(app_in: Callable[..., Flask]) -> None:
    client = PageClient(app_in(MIRRORED), MIRRORED.key)
    for address, status in (("/", 200), ("/nowhere", 404), ("/check", 403)):
        root = client.open(address, status).root.one("html")
        assert (root["lang"], root["dir"]) == (MIRRORED.key, "rtl")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_our_own_languages_are_written_from_left_to_right(app: Flask, language: str) -> None:
    assert PageClient(app, language).open("/").root.one("html")["dir"] == "ltr"


def test_a_language_that_is_gone_from_the_program_is_not_missed(
    app_in: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = PageClient(app_in(LONG), LONG.key)
    with client.browser.session_transaction() as session:
        session["language"] = LONG.key
    assert client.open("/").language == LONG.key
    monkeypatch.delitem(LANGUAGES, LONG.key)
    client.language = DEFAULT
    assert client.open("/").language == DEFAULT


def test_every_language_but_that_of_the_code_has_its_catalogue() -> None:
    assert set(build_catalogues.LANGUAGES) == LANGUAGES.keys() - {"en"}


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("no", "nb"),
        ("nn-NO,nb;q=0.5", "nn"),
        ("sv, en-US;q=0.8, nb;q=0.7", "en"),
        ("sv", "nb"),
        ("*", "nb"),
        ("", "nb"),
    ],
)
def test_a_page_is_in_the_browsers_first_language_that_we_have(
    app: Flask, asked: str, given: str
) -> None:
    client = PageClient(app, given)
    client.headers = {"Accept-Language": asked}
    assert client.open("/").language == given


def test_a_sentence_is_in_the_default_language_where_no_page_is_asked_for(app: Flask) -> None:
    with app.app_context():
        assert current_language() == DEFAULT
        assert str(lazy_gettext("Thank you")) == "Takk"


@pytest.mark.parametrize("name", ["sammenheng.css", "report.css"])
def test_the_stylesheets_know_a_beginning_and_an_end_but_no_left_and_right(
    app: Flask, name: str
) -> None:
    style = (Path(app.static_folder or "") / name).read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    assert re.findall(r"[\w-]*(?:left|right)\b[\w-]*", rules) == []
