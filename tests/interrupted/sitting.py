"""One person's sitting over a bad line, and what must be true of it afterwards.

This is a model of its own: it knows what the person did and what was acknowledged, and nothing of
how the program settles the order of what arrives.
"""

from __future__ import annotations

import html
import json
import random
import re
from dataclasses import dataclass, field

from tests.interrupted.line import Answer, Line, Lost

# One question takes another away again, which a test of its own holds.
NEVER_CHOSEN = {"still_in"}
SKIPPED = ""
INPUT = re.compile(r"<input([^>]*)>")
ATTRIBUTE = re.compile(r' ([\w-]+)(?:="([^"]*)")?')
Fields = list[dict[str, str]]


class Left(Exception):
    """The person gave the page up, such as a phone whose battery is empty."""


@dataclass
class Said:
    """What a person said of each question of a wave, in order, and what was acknowledged."""

    choices: dict[str, list[str]] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)  # how many, up to the last acknowledged

    def say(self, key: str, value: str) -> int:
        """Note a choice that was made; return which it is."""
        self.choices.setdefault(key, []).append(value)
        return len(self.choices[key])

    def hear(self, key: str, which: int) -> None:
        """Note that a choice was acknowledged."""
        self.heard[key] = max(which, self.heard.get(key, 0))

    def may_be(self, key: str) -> set[str]:
        """Return what may stand: the last acknowledged choice, or one made after it."""
        made = [SKIPPED, *self.choices.get(key, [])]
        return set(made[self.heard.get(key, 0) :])


@dataclass
class Window:
    """One page in one window, and what its script remembers."""

    path: str
    fixed: dict[str, str]  # the form's own hidden fields
    offered: dict[str, list[str]]
    marked: dict[str, str]
    writer: str
    count: int = 0
    known: str = ""

    def stamped(self, values: dict[str, str]) -> dict[str, str]:
        """Return a message of this window, numbered."""
        self.count += 1
        return self.fixed | values | {"writer": self.writer, "count": str(self.count)}


class Person:
    """Somebody with a card, a bad line, and JavaScript or none."""

    def __init__(self, line: Line, code: str, chance: random.Random, *, share: float) -> None:
        self.line, self.code, self.chance, self.share = line, code, chance, share
        self.has_script = chance.random() < 0.8
        self.cookie = ""
        self.said: dict[str, Said] = {"pre": Said(), "post": Said()}
        self.sent_in: list[str] = []
        self.is_erased = False
        self.here = Said()

    def sit(self, wave: str) -> None:
        """Answer one wave from the card to the thanks, however often it is broken off."""
        self.here = self.said[wave]
        while True:
            path = self.come_in()
            try:
                while path != "/check":
                    path = self.answer(path)
                self.send_in()
            except Left:
                continue
            self.sent_in.append(wave)
            return

    # Coming in and going.

    def come_in(self) -> str:
        """Type the code; return the first page that is still open."""
        self.cookie = ""
        self.go("/", code=self.code)
        path = self.go("/language", language="nb")
        return self.go("/information", adult="y", consent="y") if "info" in path else path

    def go(self, path: str, **values: str) -> str:
        """Open a page and send its form, and return where it leads."""
        return self.led_to(self.posted(path, hidden_in(self.open(path)) | values))

    def open(self, path: str) -> Fields:
        answer = self.line.get(path, self.cookie)
        self.cookie = self.cookie if answer.cookie is None else answer.cookie
        assert answer.status == 200, f"{path}: {answer.status}"
        return fields_of(answer.text)

    def posted(self, path: str, form: dict[str, str]) -> Answer:
        answer = self.line.post_plainly(path, self.cookie, form)
        self.cookie = self.cookie if answer.cookie is None else answer.cookie
        return answer

    @staticmethod
    def led_to(answer: Answer) -> str:
        assert answer.status == 200, f"{answer.status}: {answer.text[:2000]}"
        address: str = json.loads(answer.text)["address"]
        return address

    # One page.

    def answer(self, path: str) -> str:
        """Answer some of a page; return where it leads."""
        window = self.look_at(path)
        return self.with_script(window) if self.has_script else self.without_script(window)

    def look_at(self, path: str) -> Window:
        """Open a page; what stands there must be what may stand there."""
        fields = self.open(path)
        offered: dict[str, list[str]] = {}
        marked: dict[str, str] = {}
        for one in fields:
            if one.get("type") == "radio" and one["value"] not in NEVER_CHOSEN:
                offered.setdefault(one["name"], []).append(one["value"])
                if "checked" in one:
                    marked[one["name"]] = one["value"]
            elif one.get("type") == "text":
                offered[one["name"]] = ["0", "7", "12", "40"]
                marked[one["name"]] = one.get("value", SKIPPED)
        for key in offered:
            assert marked.get(key, SKIPPED) in self.here.may_be(key), f"{key} on {path}"
        writer = f"{self.chance.getrandbits(64):016x}"
        return Window(path, hidden_in(fields), offered, marked, writer)

    def with_script(self, window: Window) -> str:
        unsent: dict[str, int] = {}
        for key in window.offered:
            while self.chance.random() < self.share:
                self.choose(window, key, unsent)
                self.deliver(window, unsent)
            if self.chance.random() < 0.03:
                self.choose_elsewhere(window, key)
        while unsent:
            self.deliver(window, unsent)
        if self.chance.random() < 0.02:
            return self.come_back(window.path, window.stamped(window.marked), {})
        while True:
            try:
                answer = self.line.post(window.path, self.cookie, window.stamped(window.marked))
            except Lost:
                self.perhaps_leave()
            else:
                return self.led_to(answer)

    def choose(self, window: Window, key: str, unsent: dict[str, int]) -> None:
        window.marked[key] = self.chance.choice(window.offered[key])
        unsent[key] = self.here.say(key, window.marked[key])

    def choose_elsewhere(self, window: Window, key: str) -> None:
        """Choose on the same page in another window."""
        other, unsent = self.look_at(window.path), {}
        self.choose(other, key, unsent)
        while unsent:
            self.deliver(other, unsent)

    def deliver(self, window: Window, unsent: dict[str, int]) -> None:
        """Send what is not acknowledged; some of it may stay so."""
        values = {key: window.marked[key] for key in unsent} | {"known": window.known}
        try:
            answer = self.line.post("/choices", self.cookie, window.stamped(values))
        except Lost:
            self.perhaps_leave()
            return
        assert answer.status == 200, f"{answer.status}: {answer.text[:500]}"
        told = json.loads(answer.text)
        assert not told["refused"]
        if told["elsewhere"]:
            window.known = str(told["known"])
        for key in told["elsewhere"]:  # it insists, and what is sent now is the later choice
            unsent[key] = self.here.say(key, window.marked[key])
        for key in told["saved"]:
            self.here.hear(key, unsent.pop(key))

    def without_script(self, window: Window) -> str:
        for key, values in window.offered.items():
            if self.chance.random() < self.share:
                window.marked[key] = self.chance.choice(values)
        made = {key: self.here.say(key, window.marked.get(key, SKIPPED)) for key in window.offered}
        message = window.fixed | window.marked
        if self.chance.random() < 0.04:
            return self.come_back(window.path, message, made)
        for _ in range(1 + (self.chance.random() < 0.1)):  # two taps
            answer = self.posted(window.path, message)
        for key, which in made.items():
            self.here.hear(key, which)
        return self.led_to(answer)

    def come_back(self, path: str, message: dict[str, str], made: dict[str, int]) -> str:
        """Send a page when its session has ended: it is kept until the code is typed."""
        self.cookie = ""
        answer = self.posted(path, message)
        assert answer.status == 403, answer.status
        form = hidden_in(fields_of(answer.text))
        self.led_to(self.posted("/", form | {"code": self.code}))
        for key, which in made.items():
            self.here.hear(key, which)
        return self.go("/language", language="nb")

    def perhaps_leave(self) -> None:
        if self.chance.random() < 0.1:
            raise Left

    # The end.

    def send_in(self) -> None:
        form = hidden_in(self.open("/check"))
        while True:
            try:
                answer = self.line.post("/check", self.cookie, form)
            except Lost:
                continue
            assert answer.status in {200, 409}, answer.status  # 409: it had arrived before
            return

    def erase(self) -> None:
        """Erase everything."""
        self.cookie = ""
        form = hidden_in(self.open("/"))
        answer = self.posted("/", form | {"code": self.code})
        assert answer.status in {200, 409}, answer.status
        form = hidden_in(self.open("/erase"))
        self.posted("/erase", form)
        self.is_erased = True


def fields_of(page: str) -> Fields:
    """Return the fields of the page's own form; thousands of pages are read, so by their marks."""
    form = page.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    return [
        {name: html.unescape(value) for name, value in ATTRIBUTE.findall(field)}
        for field in INPUT.findall(form)
    ]


def hidden_in(fields: Fields) -> dict[str, str]:
    """Return the fields that a form brings with it."""
    return {one["name"]: one["value"] for one in fields if one["type"] == "hidden"}
