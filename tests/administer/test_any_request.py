"""Anything at all, sent to any address: no fault, nothing told, nothing stored that is no answer.

SAMMENHENG_LONG=1 makes it 10,000 requests, each time others.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from werkzeug.test import TestResponse
from werkzeug.urls import iri_to_uri

from survey.report import worker
from tests.factories import PASSWORD, make_answered, make_card, make_staff, random_responses
from tests.page_client import PageClient
from tests.page_rules import HEADERS, POLICY
from tests.page_tree import Element
from tests.pages import ALL_ITEMS, CardPage, SignInPage, begin
from tests.proofs import IS_LONG
from tests.walker import STATES, Here, Walker

SETTINGS = settings(
    max_examples=10_000 if IS_LONG else 400,
    derandomize=not IS_LONG,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
SECRET = 873  # what somebody else has answered, and nothing else says
TOKEN = re.compile(r'name="csrf_token" (?:type="hidden" )?value="([^"]*)"|\?v=\w+')

NASTY = [
    "",
    " ",
    "0",
    "-1",
    "8",
    "1e9",
    "٣",
    "null",
    "\x00",
    "\r\nSet-Cookie: x=1",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%(count)s",
    "../../etc/passwd",
    "//elsewhere.example",
    "https://elsewhere.example",
    "9" * 400,
    "å" * 3000,
    "\U0001f642",
    "\u202e",
    "__class__",
]
HEADER_NAMES = [
    "Accept",
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Cookie",
    "Host",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "Origin",
    "Range",
    "Referer",
    "User-Agent",
    "X-CSRFToken",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-HTTP-Method-Override",
    "X-Requested-With",
]
NASTY_HEADERS = [
    "nb;q=x",
    "*;q=-1",
    "bytes=-1",
    "bytes=9-1,0-",
    "sammenheng=x.y.z",
    'W/"',
    "a" * 4000,
    "multipart/form-data",
    "application/json",
    "text/html; charset=utf-99",
    "Thu, 99 Nov 2026",
    "é\xff",
]
TABLES_OF_OTHERS = ("study", "wave", "staff", "instrument_wording", "municipality", "group")


@dataclass
class World:
    """Some people in different places of the way, and somebody whose answers are not theirs."""

    app: Flask
    clients: dict[str, PageClient] = field(default_factory=dict)
    cookies: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    fields: dict[str, set[str]] = field(default_factory=dict)  # by name, what pages offer
    secrets: tuple[str, ...] = ()
    victim: str = ""
    here: Here = field(init=False)
    before: dict[str, list[tuple[Any, ...]]] = field(init=False)
    is_as_it_was: bool = True

    def add(self, name: str, client: PageClient) -> None:
        page = client.get("/").get_data(as_text=True)
        self.clients[name] = client
        self.tokens[name] = next(one[1] for one in TOKEN.finditer(page) if one[1])
        self.cookies[name] = client.browser._cookies.copy()

    def rows(self, table: str, where: str = "1 = 1") -> list[tuple[Any, ...]]:
        with self.app.extensions["database"].connect() as connection:
            query = text(f'SELECT * FROM "{table}" WHERE {where}')  # noqa: S608 - our own names
            return sorted(map(tuple, connection.execute(query)), key=repr)

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return what no request of these people may change."""
        own = f"participant_id = '{self.victim}'"
        return {one: self.rows(one) for one in TABLES_OF_OTHERS} | {
            one: self.rows(one, own) for one in ("participation", "administration", "consent")
        }


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(worker, "start", lambda _settings: None)
    walker = Walker(app, lambda: PageClient(app, "en"))
    made = World(app)
    for state in STATES:
        made.add(state.name, walker.person_in(state))
    for met in walker.met.values():
        for one in met.page.root.all("input", "textarea", "select", "button"):
            if one.get("name") != "csrf_token":
                made.fields.setdefault(one.get("name"), set()).add(one.get("value"))
    for role in ("coordinator", "researcher"):
        client = PageClient(app, "en")
        SignInPage(client).sign_in(make_staff(app, role), PASSWORD)
        made.add(role, client)
    victim = make_card(app, walker.studies["at once"])
    make_answered(app, victim, "pre", random_responses(3), meetings="none")
    said = {"status": "left_early", "meetings": SECRET, "overall_change": -3}
    make_answered(app, victim, "post", random_responses(4), after=said)
    made.secrets = (victim.code, victim.participant_id, str(SECRET))
    made.victim = victim.participant_id
    made.here = Here(app, client)
    made.before = made.kept()
    return made


def any_value(offered: set[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(sorted(offered)), st.sampled_from(NASTY), st.text(max_size=40))


def any_fields(known: dict[str, set[str]]) -> st.SearchStrategy[dict[str, list[str]]]:
    """Return what may be sent: fields of ours with any value, some of them twice, and others."""
    ours = st.sampled_from(sorted({*known, *ALL_ITEMS})).flatmap(
        lambda name: st.tuples(
            st.just(name), st.lists(any_value(known.get(name) or {"3"}), min_size=1, max_size=2)
        )
    )
    others = st.tuples(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=2))
    return st.lists(st.one_of(ours, ours, ours, others), max_size=12).map(dict)


def any_headers() -> st.SearchStrategy[dict[str, str]]:
    printable = st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f")
    value = st.one_of(st.sampled_from(NASTY_HEADERS), st.text(printable, max_size=40))
    return st.dictionaries(st.sampled_from(HEADER_NAMES), value, max_size=3)


def any_address(app: Flask) -> st.SearchStrategy[str]:
    part = st.one_of(st.sampled_from(["1", "4", "99", *NASTY]), st.text(max_size=8))

    def filled(rule: str) -> st.SearchStrategy[str]:
        parts = re.split(r"<[^>]+>", rule)
        return st.lists(part, min_size=len(parts) - 1, max_size=len(parts) - 1).map(
            lambda given: (
                parts[0] + "".join(f"{a}{b}" for a, b in zip(given, parts[1:], strict=True))
            )
        )

    rules = sorted({rule.rule for rule in app.url_map.iter_rules()} - {"/leave"})
    query = st.one_of(st.just(""), st.text(max_size=20).map(lambda said: f"?{said}"))
    return st.tuples(st.sampled_from(rules).flatmap(filled), query).map("".join)


def body(data: st.DataObject, world: World, name: str) -> dict[str, Any]:
    """Draw what is sent along: a form that proves where it came from, or anything."""
    kind = data.draw(st.sampled_from(["form", "form", "form", "form", "file", "bytes", "none"]))
    if kind == "none":
        return {}
    if kind == "bytes":
        return {"data": data.draw(st.binary(max_size=200))}
    sent: dict[str, Any] = data.draw(any_fields(world.fields))
    if data.draw(st.integers(0, 9)):
        sent["csrf_token"] = world.tokens[name]
    if kind == "file":
        sent["code"] = (io.BytesIO(b"x"), "x.txt")
    return {"data": sent}


@SETTINGS
@given(data=st.data())
def test_whatever_is_sent_to_any_address_is_answered_in_order_and_changes_nobody_elses_answers(
    world: World, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(world.clients)))
    person = world.clients[name]
    if not world.is_as_it_was:
        world.here.return_to(person)
    person.browser._cookies = world.cookies[name].copy()
    method = data.draw(st.sampled_from(["GET", "POST", "POST", "POST", "HEAD", "PUT", "OPTIONS"]))
    writes = method in {"POST", "PUT"}
    sent = body(data, world, name) if writes else {}
    world.is_as_it_was = not writes
    headers = data.draw(any_headers())
    address = iri_to_uri(data.draw(any_address(world.app)))
    with person.browser.open(address, method=method, headers=headers, **sent) as response:
        faults = [*faults_of(response), *told_of(response, world, repr((address, headers, sent)))]
    assert faults == []
    if writes or IS_LONG:
        assert world.kept() == world.before
        assert list(rubbish(world)) == []


def is_public(path: str) -> bool:
    """Return whether this is a file of what is released, the same for everybody."""
    return path.startswith("/reports/") and path.endswith((".csv", ".json", ".pdf"))


def faults_of(response: TestResponse) -> Iterator[str]:
    """Yield what is wrong with an answer, whatever was asked."""
    if response.status_code >= 500:
        yield f"{response.status}"
    is_file = response.headers.get("Cache-Control") in {
        "no-cache",
        "public, max-age=31536000, immutable",
    } or (is_public(response.request.path) and response.status_code in {200, 304})
    for header, value in HEADERS.items():
        if header == "Content-Type" or (header == "Cache-Control" and is_file):
            continue
        if response.headers.get(header) != value:
            yield f"{header} is {response.headers.get(header)}"
    if set(response.headers.get("Content-Security-Policy", "").split("; ")) != POLICY:
        yield "another policy"
    for cookie in response.headers.getlist("Set-Cookie"):
        if not re.match(r"(sammenheng|remember_token)=", cookie) or "HttpOnly" not in cookie:
            yield f"a cookie that is not ours: {cookie}"
    target = response.headers.get("Location", "/")
    if response.status_code == 308:  # two strokes made one: the library names the host that it was
        target = target.partition("://")[2].partition("/")[1]
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        yield f"leads to {target}"


def told_of(response: TestResponse, world: World, asked: str) -> Iterator[str]:
    """Yield what was told of somebody else."""
    if response.request.path.startswith("/static/"):
        return
    shown = TOKEN.sub("", response.get_data(as_text=True))
    for secret in world.secrets:
        # By itself: in a long random sign any three digits may stand.
        alone = re.search(rf"(?<![\w.-]){re.escape(secret)}(?![\w.-])", shown)
        if alone and secret not in asked:
            yield f"tells {secret}"


WEEK = re.compile(r"\d{4}-W\d{2}")
MARKS = {
    "meetings_before": {None, "none", "1-2", "3+"},
    "status": {None, "still_in", "finished", "left_early"},
    "overall_change": {None, *range(-3, 4)},
}


def rubbish(world: World) -> Iterator[str]:
    """Yield what is stored and is no answer, by rules written here once more."""
    engine = world.app.extensions["database"]
    with engine.connect() as connection:
        for key, value in connection.execute(text("SELECT item_key, value FROM response")):
            most = 7 if key.startswith("soc13") else 4
            if key not in ALL_ITEMS or not (value is None or value in range(1, most + 1)):
                yield f"{key}: {value!r}"
        for column, table in (
            ("meetings_before", "participation"),
            ("status", "after_answer"),
            ("overall_change", "after_answer"),
        ):
            found = connection.execute(text(f"SELECT DISTINCT {column} FROM {table}"))  # noqa: S608
            yield from (f"{column}: {one!r}" for (one,) in found if one not in MARKS[column])
        meetings = connection.execute(text("SELECT DISTINCT meetings FROM after_answer"))
        yield from (
            f"meetings: {one!r}" for (one,) in meetings if one is not None and not 0 <= one <= 1000
        )
        weeks = connection.execute(
            text("SELECT week FROM consent UNION SELECT submitted_week FROM participation")
        )
        yield from (f"week {one!r}" for (one,) in weeks if not WEEK.fullmatch(one))
        languages = connection.execute(text("SELECT DISTINCT language FROM consent"))
        yield from (f"language {x!r}" for (x,) in languages if x not in {"nb", "nn", "en"})


def offered_on(root: Element) -> dict[str, set[str]]:
    """Return the choices that a page of questions shows, by the name of the question."""
    found: dict[str, set[str]] = {}
    for one in root.one("main").all("input", type="radio"):
        found.setdefault(one["name"], set()).add(one["value"])
    return found


def marked_on(root: Element) -> dict[str, str]:
    """Return the choices that a page shows as made."""
    marked = [one for one in root.all("input", type="radio") if "checked" in one.attributes]
    return {one["name"]: one["value"] for one in marked}


@settings(SETTINGS, max_examples=1_000 if IS_LONG else 25)
@given(data=st.data())
def test_a_page_keeps_exactly_what_it_offered_and_nothing_of_a_page_with_anything_else(
    app: Flask, client: PageClient, data: st.DataObject
) -> None:
    """The model: all of a page's values are among those it shows, or the page stays as it was."""
    if not hasattr(client, "here"):
        card = make_card(app, Walker(app, lambda: PageClient(app, "en")).studies["at once"])
        begin(client, card)
        client.here = Here(app, client)
    client.here.return_to(client)
    model: dict[str, str] = {}
    for _ in range(data.draw(st.integers(1, 4))):
        address = f"/questions/{data.draw(st.integers(1, 5))}"
        page = client.open(address)
        offered = offered_on(page.root)
        sent = data.draw(
            st.dictionaries(
                st.sampled_from([*offered, *ALL_ITEMS]),
                st.one_of(
                    st.sampled_from(["1", "2", "3", "4"]),
                    st.sampled_from(["1", "2", "3", "4"]),
                    st.sampled_from(["5", "7", *NASTY]),
                ),
                max_size=5,
            )
        )
        own = {name: value for name, value in sent.items() if name in offered and value}
        client.browser.post(
            address,
            data=sent | {"csrf_token": page.form().one("input", name="csrf_token")["value"]},
        )
        if all(value in offered[name] for name, value in own.items()):
            model = {name: value for name, value in model.items() if name not in offered} | own
        shown = marked_on(client.open(address).root)
        assert shown == {name: value for name, value in model.items() if name in offered}
    for number in range(1, 6):
        page = client.open(f"/questions/{number}")
        offered = offered_on(page.root)
        assert marked_on(page.root) == {
            name: value for name, value in model.items() if name in offered
        }


@pytest.mark.parametrize("address", ["/", "/language", "/questions/1", "/staff/sign-in"])
def test_a_code_in_the_query_is_neither_read_nor_repeated(
    app: Flask, client: PageClient, address: str
) -> None:
    card = make_card(app, Walker(app, lambda: PageClient(app, "en")).studies["at once"])
    shown = client.browser.get(address, query_string={"code": card.code}).get_data(as_text=True)
    assert card.code not in shown
    assert CardPage(client).page.root.one("input", name="code").get("value") == ""


def test_a_host_that_no_browser_sends_is_refused_without_a_page(client: PageClient) -> None:
    refused = client.browser.get("/", headers={"Host": "a" * 4000})
    assert refused.status_code == 400
    assert refused.get_data() == b""
    assert list(faults_of(refused)) == []


@pytest.mark.parametrize("kind", ["a file", "JSON"])
@pytest.mark.parametrize(("address", "name"), [("/", "code"), ("/staff/sign-in", "email")])
def test_what_is_no_field_of_a_form_is_not_read(
    client: PageClient, address: str, name: str, kind: str
) -> None:
    token = client.open(address).form().one("input", name="csrf_token")["value"]
    if kind == "a file":
        sent = {"data": {"csrf_token": token, name: (io.BytesIO(b"x"), "x.txt")}}
    else:
        sent = {"json": {name: ["x"]}, "headers": {"X-CSRFToken": token}}
    with client.browser.post(address, **sent) as answer:
        assert answer.status_code == 200
        assert list(faults_of(answer)) == []
