"""An installation whose backup is put back, as an operator does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from survey.config import Settings, load_settings
from tests.conftest import Result

Command = Callable[..., Result]


@dataclass
class Installation:
    """A settings file, and the commands that an operator gives beside it."""

    settings: Settings
    run: Command
    make_app: Callable[[Settings], Flask]
    monkeypatch: pytest.MonkeyPatch

    @property
    def folder(self) -> Path:
        """Return where everything of this test lies."""
        assert self.settings.source is not None
        return self.settings.source.parent

    def back_up(self) -> Path:
        """Make a backup; return it, moved aside under a name of its own."""
        made = Path(self.run("backup").out.strip())
        return made.rename(made.with_name(f"{len(list(self.folder.glob('*.kept')))}.kept"))

    def use_new_database(self, name: str = "new.sqlite") -> Path:
        """Name an empty database in the settings, as after a lost disk; return its path."""
        path = self.folder / name
        self.change(self.settings.database, f"sqlite:///{path}")
        return path

    def change(self, old: str, new: str) -> None:
        """Change the settings file."""
        source = self.settings.source
        assert source is not None
        text = source.read_text(encoding="utf-8")
        assert old in text
        source.write_text(text.replace(old, new), encoding="utf-8")
        self.settings = load_settings({"SAMMENHENG_CONFIG": str(source)})

    def restore(self, backup: Path, name: str = "new.sqlite") -> Path:
        """Put a backup back into a new database; return its path."""
        path = self.use_new_database(name)
        result = self.run("restore", backup)
        assert result.code == 0, result.err
        return path

    def app(self) -> Flask:
        """Make the application as it is served now."""
        return self.make_app(self.settings)


@pytest.fixture
def here(
    settings: Settings,
    installation: None,
    sammenheng: Command,
    make_app: Callable[[Settings], Flask],
    monkeypatch: pytest.MonkeyPatch,
) -> Installation:
    return Installation(settings, sammenheng, make_app, monkeypatch)
