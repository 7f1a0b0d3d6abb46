"""Participants' pages that are written once and then only filled in.

Most of a page is the same for everybody who meets it: with the same language and display, at the
same stop, with the same text. It is written once and kept with holes in it, and a request puts in
what is its own: the form's proof, the note of whose page it is, the marks at what was chosen.

Nothing of a person can be in what is kept. The template is handed only what the key names, or
what follows from it; where something of a person belongs it is handed a hole; and the session, the
request and what hangs on them are out of its reach: a template that asks for them stops. What a
key names never changes its meaning: a stored text is known by its row, which is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from survey import language
from survey.display.choices import Display
from survey.display.held import current_display
from survey.policies import WITHOUT_REAL_PEOPLE
from survey.wording import store

MOST = 256  # pages kept in a process: about 4 MB, and more than a day's people meet
HOLE = re.compile("\0([^\0]+)\0")
CHOICE = re.compile(r'<input type="radio" name="([^"]*)" value="([^"]*)"(?=>)')
TOKEN = "csrf_token"  # noqa: S105 - the name of a hole
# What every page is given by the application and is the same for the same frame.
SHARED = (
    "direction",
    "display",
    "display_buttons",
    "language",
    "language_name",
    "languages",
    "n_after",
    "n_questions",
    "shown_again_at",  # the page's own address, which its template decides
    "shown_help",
)
OUT_OF_REACH = ("session", "request", "g", "current_user")


@dataclass(frozen=True)
class Frame:
    """What stands around the content of a participant's page, and is no person's own."""

    language: str
    display: Display
    study_kind: str
    has_stand_in: bool
    holds_card: bool
    root: str  # where the application is mounted


@dataclass(frozen=True)
class KeptPage:
    """A page with holes: the texts between them, and their names."""

    texts: tuple[str, ...]
    holes: tuple[str, ...]

    def has_all(self, marks: Mapping[str, str]) -> bool:
        """Return whether each of these has its hole; words of somebody's own have none."""
        return all(name in self.holes for name in marks)

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the page for one person; a hole that nothing is put into stays empty.

        values: by the name of the hole; the form's proof is this session's.
        """
        given = {TOKEN: generate_csrf(), **values} if TOKEN in self.holes else values
        pieces = [self.texts[0]]
        for name, text in zip(self.holes, self.texts[1:], strict=True):
            pieces += (given.get(name, ""), text)
        return "".join(pieces)


def init_app(app: Flask) -> None:
    """Give the application its kept pages, and every page its frame."""
    app.extensions["kept_pages"] = {}
    app.extensions["kept_pages_lock"] = Lock()

    @app.context_processor
    def frame_of_page() -> dict[str, Frame]:
        # What is written outside a request, such as a codebook by a job, has no frame.
        return {"frame": frame()} if has_request_context() else {}


def frame() -> Frame:
    """Return the frame of the page that is asked for."""
    here, kind = language.current_language(), g.get("study_kind", "")
    return Frame(
        here,
        current_display(),
        kind,
        kind in WITHOUT_REAL_PEOPLE and store.shows_stand_in(here),
        "participant" in session,
        request.root_path,
    )


def page(template: str, key: Hashable, facts: Callable[[], Mapping[str, Any]]) -> KeptPage:
    """Return a page that is to be filled in.

    key: all that the facts depend on beside the frame.
    facts: what the template needs beside what every page has; asked only when it is written.
    """
    around = frame()
    return _kept((template, around, key), lambda: _written(template, around, facts()))


def marks(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the marks at what is chosen, by the name of the question."""
    return {f"{name}={value}": " checked" for name, value in chosen.items() if value}


def hole(name: str) -> Markup:
    """Return what stands in a kept page where a value is put in, which the caller made safe."""
    return Markup(f"\0{name}\0")  # noqa: S704 - a name of ours


def _kept(key: Hashable, write: Callable[[], KeptPage]) -> KeptPage:
    kept: dict[Hashable, KeptPage] = current_app.extensions["kept_pages"]
    page = kept.get(key)
    if page is None:
        page = write()
        with current_app.extensions["kept_pages_lock"]:
            if len(kept) >= MOST:
                del kept[next(iter(kept))]  # the oldest; whoever meets it again writes it again
            kept[key] = page
    return page


def _written(template: str, around: Frame, facts: Mapping[str, Any]) -> KeptPage:
    given: dict[str, Any] = {}
    current_app.update_template_context(given)
    undefined = current_app.jinja_env.undefined
    html = current_app.jinja_env.get_template(template).render(
        {
            **{name: given[name] for name in SHARED if name in given},
            **{name: undefined(name=name) for name in OUT_OF_REACH},
            "frame": around,
            "csrf_token": lambda: hole(TOKEN),
            **facts,
        }
    )
    pieces = HOLE.split(CHOICE.sub(r"\g<0>" + "\0\\1=\\2\0", html))
    return KeptPage(tuple(pieces[::2]), tuple(pieces[1::2]))
