"""Every page of the participant's, met once in each language and looked at by many tests."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from survey import create_app
from survey.config import Settings
from tests.databases import Databases
from tests.page_client import Page, PageClient
from tests.page_tree import read_tree
from tests.walker import Met, Walker

Walked = Callable[[str], list[Met]]


@pytest.fixture(scope="session")
def walked_app(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, catalogues: None
) -> Flask:
    """Make the application that is walked through."""
    database = databases.make(tmp_path_factory.mktemp("walked") / "walked.sqlite")
    return create_app(Settings(database, "s" * 32, "p" * 32, "e" * 32, https=False))


@pytest.fixture(scope="session")
def walked(walked_app: Flask, tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> Walked:
    """Return every page in a language, walked to by the first worker that asks for it."""
    kept = tmp_path_factory.getbasetemp().parent / f"walked-{testrun_uid}"
    kept.mkdir(exist_ok=True)
    known: dict[str, list[Met]] = {}

    def walk(language: str) -> list[Met]:
        if language not in known:
            pages = kept / f"{language}.json"
            with (kept / f"{language}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not pages.exists():
                    met = Walker(walked_app, lambda: PageClient(walked_app, language)).walk()
                    pages.write_text(json.dumps([written(one) for one in met]), "utf-8")
            known[language] = [read(one) for one in json.loads(pages.read_text("utf-8"))]
        return known[language]

    return walk


def written(met: Met) -> dict[str, Any]:
    """Return a page as it came and who met it, without the tree that is read from it."""
    page = met.page
    return {"state": met.state, "html": met.html, "page": [page.status, page.path, page.headers]}


def read(kept: dict[str, Any]) -> Met:
    status, path, headers = kept["page"]
    return Met(kept["state"], Page(status, path, read_tree(kept["html"]), headers), kept["html"])
