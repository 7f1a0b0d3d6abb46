"""A browser without windows: it follows redirects and checks every page it opens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from flask import Flask
from werkzeug.test import TestResponse

from tests.page_rules import CODE, HEADERS, POLICY, faults_in
from tests.page_tree import Element, read_tree

COOKIE = "sammenheng"
MOST_REDIRECTS = 5

# A page that was seen in another test is not looked through again; a form's proof is new each time.
PROOF = re.compile(r'(name="csrf_token"[^>]* value=")[^"]+')
FAULTLESS: set[str] = set()
TELEPHONES = {"tel:113", "tel:116123", "tel:116117"}


@dataclass(frozen=True)
class Page:
    """A page as a person meets it."""

    status: int
    path: str
    root: Element
    headers: dict[str, str]

    @property
    def heading(self) -> str:
        return self.root.one("h1").text

    @property
    def text(self) -> str:
        return self.root.one("main").text

    @property
    def language(self) -> str:
        return self.root.one("html")["lang"]

    def links(self) -> dict[str, str]:
        """Return what each link in the page's content says, and where it leads."""
        return {one.text: one["href"] for one in self.root.one("main").all("a")}

    def form(self) -> Element:
        """Return the one form of the page's content."""
        return self.root.one("main").one("form")


class PageClient:
    """Opens pages and sends forms as a browser would."""

    def __init__(self, app: Flask, language: str) -> None:
        self.app = app
        self.language = language  # what the pages must be in
        self.browser = app.test_client()
        self.headers = {"Accept-Language": language}
        self.addresses: list[str] = []  # every one asked for or sent to
        self.page: Page

    def open(self, address: str, status: int = 200) -> Page:
        """Open an address and return the page it ends at."""
        return self._show(self.get(address), status)

    def get(self, address: str) -> TestResponse:
        """Ask for an address and return the bare answer."""
        self._note(address)
        return self.browser.get(address, headers=self.headers)

    def send(self, page: Page, status: int = 200, /, **values: Any) -> Page:
        """Press the button of a page's form, with these fields filled in."""
        return self._show(self.post(page.form(), **values), status)

    def press(self, page: Page, words: str, status: int = 200, /, **values: Any) -> Page:
        """Press the button that says this, wherever on the page it is."""
        button = next(
            one
            for one in page.root.all("button")
            if one.text == words and one.get("aria-hidden") != "true"
        )
        form = (
            page.root.one("form", id=button["form"])
            if button.get("form")
            else next(one for one in button.ancestors() if one.tag == "form")
        )
        pressed = {button["name"]: button.get("value")} if button.get("name") else {}
        return self._show(self.post(form, **values, **pressed), status)

    def post(self, form: Element, **values: Any) -> TestResponse:
        """Send a form as it stands, with these fields changed, and return the bare answer."""
        self._note(form["action"])
        return self.browser.post(
            form["action"], data=standing_values(form) | values, headers=self.headers
        )

    def _show(self, response: TestResponse, status: int) -> Page:
        for _ in range(MOST_REDIRECTS):
            if response.status_code not in {301, 302, 303, 307, 308}:
                break
            self._check_headers(response, "")
            response = self.get(response.headers["Location"])
        self.page = self._checked(response)
        assert response.status_code == status, f"{response.status}: {self.page.text}"
        return self.page

    def _checked(self, response: TestResponse) -> Page:
        path = response.request.path
        self._check_headers(response, HEADERS["Content-Type"])
        html = response.get_data(as_text=True)
        root = read_tree(html)
        apart_from_the_proof = PROOF.sub(r"\1", html)
        if apart_from_the_proof not in FAULTLESS:
            faults = faults_in(root)
            assert not faults, f"{path}: " + "; ".join(faults)
            FAULTLESS.add(apart_from_the_proof)
        page = Page(response.status_code, path, root, dict(response.headers))
        assert page.language == self.language, f"{path} is in {page.language}"
        addresses = {one.get("href") for one in root.all("a")} - TELEPHONES
        for address in addresses | {one["action"] for one in root.all("form")}:
            assert self._leads_somewhere(path, address), (
                f"{path} leads to {address}, which is not there"
            )
        return page

    def _check_headers(self, response: TestResponse, content_type: str) -> None:
        for name, value in HEADERS.items():
            if name != "Content-Type" or content_type:
                assert response.headers.get(name) == value, name
        assert set(response.headers["Content-Security-Policy"].split("; ")) == POLICY
        for cookie in response.headers.getlist("Set-Cookie"):
            name, *attributes = cookie.split("; ")
            assert name.startswith(f"{COOKIE}="), f"a cookie that is not ours: {name}"
            assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)

    def _leads_somewhere(self, page: str, address: str) -> bool:
        relative = address.partition("#")[0].partition("?")[0]
        if not relative:
            return True
        path = urljoin(page, relative)
        return bool(self.app.url_map.bind("localhost").allowed_methods(path))

    def _note(self, address: str) -> None:
        assert not CODE.search(address), "there is a code in an address"
        self.addresses.append(address)


def standing_values(form: Element) -> dict[str, Any]:
    """Return what a browser would send of a form that nobody touched."""
    sent = [
        (field["name"], field.get("value"))
        for field in form.all("input")
        if (field.get("type") not in {"radio", "checkbox"} or "checked" in field.attributes)
        and field.get("type") != "file"
        and "disabled" not in field.attributes
    ]
    sent += [(one["name"], _written(one)) for one in form.all("textarea")]
    sent += [(one["name"], _chosen(one)) for one in form.all("select")]
    values: dict[str, Any] = {}
    for name, value in sent:
        values[name] = [*values[name], value] if name in values else [value]
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _written(textarea: Element) -> str:
    written = "".join(one for one in textarea.children if isinstance(one, str))
    return re.sub(r"^\r?\n", "", written)  # the first line's end is the tag's


def _chosen(select: Element) -> str:
    options = select.all("option")
    return next((one["value"] for one in options if "selected" in one.attributes), "")
