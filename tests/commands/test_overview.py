"""The overview of commands."""

from __future__ import annotations

import pkgutil

from survey import commands
from survey.cli import COMMANDS, MODULES


def test_every_command_stands_in_the_overview():
    modules = {module.name for module in pkgutil.iter_modules(commands.__path__)}

    assert {name for name in modules if not name.startswith("_")} == {
        MODULES.get(name, name) for name in COMMANDS
    }


def test_the_overview_names_every_command(sammenheng):
    shown = sammenheng("--help")

    assert shown.code == 0
    for name, what in COMMANDS.items():
        assert name in shown.out
        assert what in shown.out


def test_an_unknown_command_is_a_usage_error(sammenheng):
    assert sammenheng("measure").code == 2


def test_a_missing_settings_file_is_named_with_its_settings(sammenheng, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAMMENHENG_CONFIG", raising=False)

    refused = sammenheng("study", "list")

    assert refused.code == 1
    assert "there is no such file" in refused.err
    for setting in ("database", "secret_key", "code_pepper", "export_key", "https"):
        assert setting in refused.err
