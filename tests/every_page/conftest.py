"""Every page of the participant's, met once in each language and looked at by many tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from survey import create_app
from survey.config import Settings
from tests.page_client import PageClient
from tests.walker import Met, Walker

Walked = Callable[[str], list[Met]]


@pytest.fixture(scope="session")
def walked_app(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, catalogues: None
) -> Flask:
    """Make the application that is walked through."""
    database = tmp_path_factory.mktemp("walked") / "walked.sqlite"
    shutil.copy(empty_database, database)
    return create_app(Settings(f"sqlite:///{database}", "s" * 32, "p" * 32, "e" * 32, https=False))


@pytest.fixture(scope="session")
def walked(walked_app: Flask) -> Walked:
    """Return every page in a language, found the first time it is asked for."""
    known: dict[str, list[Met]] = {}

    def walk(language: str) -> list[Met]:
        if language not in known:
            known[language] = Walker(walked_app, lambda: PageClient(walked_app, language)).walk()
        return known[language]

    return walk
