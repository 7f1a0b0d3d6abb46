"""What a page costs on a bad line: its bytes, the files beside it, and how often they are asked."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask, url_for
from werkzeug.datastructures import Headers

from tests.page_client import PageClient
from tests.page_tree import Element

LANGUAGES = ("nb", "nn", "en")
MOST_AT_FIRST, MOST_AFTER = 60_000, 15_000  # bytes, compressed
STATIC = {"link": "href", "script": "src", "img": "src"}


def files_of(root: Element) -> set[str]:
    """Return the files that a page brings with it."""
    return {one[name] for tag, name in STATIC.items() for one in root.all(tag)}


@dataclass(frozen=True)
class Fetched:
    """A file as it came."""

    content: bytes
    headers: Headers


def fetch(client: PageClient, address: str) -> Fetched:
    with client.get(address) as response:
        return Fetched(response.get_data(), response.headers)


def compressed(content: bytes) -> int:
    return len(gzip.compress(content))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_visit_is_light(app: Flask, language: str) -> None:
    client = PageClient(app, language)
    files = files_of(client.open("/").root)
    contents = [fetch(client, address).content for address in ("/", *files)]
    assert len(files) == 3  # the stylesheet, the script and the picture of the tab
    assert sum(map(compressed, contents)) <= MOST_AT_FIRST
    assert sum(map(len, contents)) <= MOST_AT_FIRST  # as it is sent where no proxy compresses


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_after_the_first_is_light_with_what_it_brings_anew(
    walked_app: Flask, walked: Callable[..., list], language: str
) -> None:
    client = PageClient(walked_app, language)
    known = files_of(client.open("/").root)
    heavy = []
    for one in walked(language):
        anew = [fetch(client, name).content for name in files_of(one.page.root) - known]
        weight = sum(map(compressed, [one.html.encode(), *anew]))
        if weight > MOST_AFTER:
            heavy.append(f"{one}: {weight}")
    assert heavy == []


def test_a_file_is_fetched_once_and_again_when_it_has_changed(app: Flask) -> None:
    client = PageClient(app, "nb")
    for address in files_of(client.open("/").root):
        assert "?v=" in address
        kept = fetch(client, address)
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in kept.headers
        assert "Cookie" not in kept.headers.get("Vary", "")
        for other in (address.partition("?")[0], f"{address}0"):  # of an older or newer program
            asked_again = fetch(client, other)
            assert asked_again.headers["Cache-Control"] == "no-cache"
            assert asked_again.headers["ETag"]


def test_the_address_of_a_file_tells_its_content(app: Flask) -> None:
    with app.test_request_context():
        addresses = {url_for("static", filename=name) for name in ("card.js", "sammenheng.css")}
    assert len({address.partition("?v=")[2] for address in addresses}) == 2


def test_a_file_that_is_not_there_is_a_page_that_nobody_keeps(app: Flask) -> None:
    page = PageClient(app, "nb").open("/static/none.css", 404)
    assert page.headers["Cache-Control"] == "no-store"


def test_no_page_sets_more_than_the_one_cookie(
    app: Flask, client: PageClient, walked: Callable[..., list]
) -> None:
    """That it is ours, and kept from scripts, is looked at with every page that is opened."""
    cookies = [
        one.page.headers["Set-Cookie"] for one in walked("nb") if "Set-Cookie" in one.page.headers
    ]
    assert cookies
    assert {one.partition("=")[0] for one in cookies} == {"sammenheng"}
