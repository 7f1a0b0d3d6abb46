"""A key that is not the database's is noticed before anybody meets "unknown code"."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey.config import Settings
from survey.models import AuditEvent, KeyCheck
from tests.factories import make_staff, read

Sammenheng = Callable[..., Any]
MAIL = 'smtp_host = "mail.example.org"\nsmtp_sender = "study@example.org"\n'
KEYS = {"secret_key": "s", "code_pepper": "p", "export_key": "e"}


@pytest.fixture
def settings_file(installation: None, settings: Settings) -> Path:
    assert settings.source is not None
    return settings.source


def change(path: Path, name: str, sign: str = "x") -> None:
    text = path.read_text(encoding="utf-8")
    old = f'{name} = "{KEYS[name] * 32}"'
    assert old in text
    path.write_text(text.replace(old, f'{name} = "{sign * 32}"'), encoding="utf-8")


@pytest.mark.parametrize("name", KEYS)
def test_a_wrong_key_stops_every_command_and_is_named(
    sammenheng: Sammenheng, settings_file: Path, name: str
) -> None:
    assert sammenheng("db", "upgrade").code == 0
    change(settings_file, name)
    for command in (["serve", "--port", "0"], ["db", "check"], ["study", "list"]):
        refused = sammenheng(*command)
        assert refused.code == 1
        assert f"- {name}: " in refused.err
        assert "Put the old key back" in refused.err
        assert "x" * 32 not in refused.err


def test_the_right_keys_are_not_refused(sammenheng: Sammenheng, settings_file: Path) -> None:
    assert sammenheng("db", "upgrade").code == 0
    assert sammenheng("db", "upgrade").code == 0
    assert sammenheng("db", "check").code == 0


def test_a_key_that_comes_later_is_marked_when_it_is_first_used(
    sammenheng: Sammenheng, settings_file: Path
) -> None:
    sammenheng("db", "upgrade")
    with settings_file.open("a", encoding="utf-8") as file:
        file.write(f'contact_key = "{"c" * 32}"\n{MAIL}')
    assert sammenheng("db", "check").code == 0
    assert sammenheng("db", "upgrade").code == 0
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(text.replace("c" * 32, "d" * 32), encoding="utf-8")
    refused = sammenheng("db", "check")
    assert refused.code == 1
    assert "contact_key" in refused.err


def test_a_new_key_counts_when_somebody_has_said_so(
    app: Flask, sammenheng: Sammenheng, settings_file: Path
) -> None:
    make_staff(app, "researcher")
    sammenheng("db", "upgrade")
    change(settings_file, "export_key")
    assert sammenheng("db", "accept-key", "code_pepper").code == 0  # another one: no help
    assert sammenheng("db", "check").code == 1
    assert sammenheng("db", "accept-key", "export_key").code == 0
    assert sammenheng("db", "check").code == 0
    assert told_of(app) == ["setting:code_pepper", "setting:export_key"]
    assert sammenheng("audit", "verify").code == 0


def told_of(app: Flask) -> list[str]:
    query = select(AuditEvent.object_type).filter_by(action="key_accepted")
    return [one for (one,) in read(app, query.order_by(AuditEvent.number))]


def test_what_is_kept_of_a_key_is_not_the_key(
    app: Flask, sammenheng: Sammenheng, settings_file: Path
) -> None:
    sammenheng("db", "upgrade")
    kept = {row.setting: row.mark for (row,) in read(app, select(KeyCheck))}
    assert kept.keys() == KEYS.keys()
    assert len(set(kept.values())) == len(KEYS)
    for name, sign in KEYS.items():
        assert sign * 32 not in kept[name]
