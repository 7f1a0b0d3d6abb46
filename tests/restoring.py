"""An installation whose backup is put back, as an operator does it, and what is looked at then."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from flask import Flask
from sqlalchemy import select

from survey.administer.standing import Entry
from survey.config import Settings, load_settings
from survey.models import (
    Edition,
    LedgerAtom,
    LedgerSplit,
    Participant,
    Release,
    ReportDocument,
    ReportFile,
    Study,
)
from survey.models.base import Base
from survey.models.study import PRE
from survey.my_answers import operations
from tests.databases import Databases, stored_bytes
from tests.factories import Card, make_answered, make_card, random_responses, writing
from tests.released import NARVIK


class Result(Protocol):
    """What a command gave."""

    code: int
    out: str
    err: str


Command = Callable[..., Result]


@dataclass(frozen=True)
class Since:
    """A study in which an edition was released, and backups from before and after that."""

    study: Study
    before: Path
    after: Path
    held: dict[str, Any]  # the database
    journal: Path


@dataclass
class Installation:
    """A settings file, and the commands that an operator gives beside it."""

    settings: Settings
    run: Command
    make_app: Callable[[Settings], Flask]
    databases: Databases
    tables: Path | None  # SQLite's file of a database without a row, which need not be made anew

    @property
    def folder(self) -> Path:
        """Return where everything of this test lies."""
        assert self.settings.source is not None
        return self.settings.source.parent

    def back_up(self) -> Path:
        """Make a backup; return it, moved aside under a name of its own."""
        made = Path(self.run("backup").out.strip())
        return made.rename(made.with_name(f"{len(list(self.folder.glob('*.kept')))}.kept"))

    def use_new_database(self, name: str = "new.sqlite") -> str:
        """Name an empty database in the settings, as after a lost disk; return its address."""
        url = self.databases.make_empty(self.folder / name)
        self.change(self.settings.database, url)
        return url

    def change(self, old: str, new: str) -> None:
        """Change the settings file."""
        source = self.settings.source
        assert source is not None
        text = source.read_text(encoding="utf-8")
        assert old in text
        source.write_text(text.replace(old, new), encoding="utf-8")
        self.settings = load_settings({"SAMMENHENG_CONFIG": str(source)})

    def restore(self, backup: Path, name: str = "new.sqlite") -> str:
        """Put a backup back into a new database; return its address."""
        url = self.use_new_database(name)
        if self.tables is not None:
            shutil.copy(self.tables, self.folder / name)
        result = self.run("restore", backup)
        assert result.code == 0, result.err
        return url

    def app(self) -> Flask:
        """Make the application as it is served now."""
        return self.make_app(self.settings)


def rows(app: Flask, *models: type[Base]) -> list[tuple[str, Sequence[object]]]:
    """Return every row of these tables, in an order of their own."""
    with writing(app) as session:
        return sorted(
            (model.__tablename__, tuple(map(str, row)))
            for model in models
            for row in session.execute(select(model.__table__))
        )


def erase(app: Flask, participant_id: str) -> None:
    """Erase somebody, by what the page calls."""
    with app.test_request_context("/erase", method="POST"):
        operations.erase(Entry(participant_id, b""))


SMALL = {NARVIK: (4, 4, 4)}
LEDGER = (LedgerAtom, LedgerSplit, Release)
PUBLISHED = (Edition, ReportDocument, ReportFile)


def is_there(app: Flask, participant_id: str) -> bool:
    with writing(app) as session:
        return session.get(Participant, participant_id) is not None


def answered(app: Flask, study: Study, seed: int = 1) -> str:
    return answered_with(make_card(app, study), app, seed)


def answered_with(card: Card, app: Flask, seed: int = 1) -> str:
    make_answered(app, card, PRE, random_responses(seed))
    return card.participant_id


def stands_in(url: str, participant_id: str) -> bool:
    """Return whether a person's sign stands anywhere in a database, byte for byte."""
    return participant_id.encode() in stored_bytes(url)
