"""A page with questions as its script handles it: each choice is sent, counted and answered."""

from __future__ import annotations

import secrets
from typing import Any

from werkzeug.test import TestResponse

from tests.page_client import Page, PageClient


class ScriptedPage:
    """One page in one window."""

    def __init__(self, client: PageClient, address: str) -> None:
        self.client = client
        self.page = client.open(address)
        self.writer = secrets.token_hex(8)
        self.count = 0
        self.known = ""

    @property
    def chosen(self) -> dict[str, str]:
        """What was marked or filled in when the page was opened."""
        fields = self.page.root.one("main").all("input")
        return {
            one["name"]: one["value"]
            for one in fields
            if "checked" in one.attributes or (one.get("type") == "text" and one.get("value"))
        }

    def stamped(self, **choices: object) -> dict[str, str]:
        """Return what the script sends next, without sending it."""
        self.count += 1
        form = self.page.form()
        return {
            "csrf_token": form.one("input", name="csrf_token")["value"],
            "sheet": form.one("input", name="sheet")["value"],
            "writer": self.writer,
            "count": str(self.count),
            "known": self.known,
            **{key: str(value) for key, value in choices.items()},
        }

    def deliver(self, message: dict[str, str]) -> TestResponse:
        """Let a message arrive, be it late or once more."""
        return self.client.browser.post("/choices", data=message, headers=self.client.headers)

    def choose(self, **choices: object) -> dict[str, Any]:
        """Make choices, send them, and return what became of them."""
        answer = self.deliver(self.stamped(**choices))
        assert answer.status_code == 200, answer.text
        assert answer.json is not None
        if answer.json["elsewhere"]:
            self.known = str(answer.json["known"])
        return answer.json

    def save(self, **answers: object) -> Page:
        """Press the button; what is not named stays open."""
        return self.client.send(self.page, **self.stamped(**answers))
