"""The settings for reminders: all that are needed, or none, and no secret in any message."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.config import Settings, load_settings
from survey.errors import BadSetting

OTHERS = (
    'database = "sqlite:////srv/sammenheng.sqlite"\nhttps = true\n'
    f'secret_key = "{"s" * 32}"\ncode_pepper = "{"p" * 32}"\nexport_key = "{"e" * 32}"\n'
)
RIGHT = {
    "contact_key": f'"{"c" * 32}"',
    "smtp_host": '"mail.example.no"',
    "smtp_user": '"sender"',
    "smtp_password": '"hunter2"',
    "smtp_sender": '"post@example.no"',
}


def load(tmp_path: Path, **changed: str | None) -> Settings:
    """Read the right settings with these changed; None leaves one out."""
    path = tmp_path / "sammenheng.toml"
    values = {name: value for name, value in (RIGHT | changed).items() if value is not None}
    lines = [f"{name} = {value}" for name, value in values.items()]
    path.write_text(OTHERS + "\n".join(lines), encoding="utf-8")
    return load_settings({"SAMMENHENG_CONFIG": str(path)})


def fault(tmp_path: Path, **changed: str | None) -> str:
    with pytest.raises(BadSetting) as refused:
        load(tmp_path, **changed)
    assert "hunter2" not in str(refused.value)
    return str(refused.value)


def test_without_any_of_them_reminders_are_off(tmp_path: Path) -> None:
    settings = load(tmp_path, **dict.fromkeys(RIGHT))
    assert not settings.sends_reminders
    assert settings.smtp_security == "starttls"


def test_with_all_that_are_needed_reminders_are_on(tmp_path: Path) -> None:
    settings = load(tmp_path, smtp_user=None, smtp_password=None)
    assert settings.sends_reminders
    assert (settings.smtp_host, settings.smtp_port) == ("mail.example.no", 587)


@pytest.mark.parametrize(
    ("changed", "port"),
    [
        ({"smtp_security": '"tls"'}, 465),
        ({"smtp_security": '"starttls"'}, 587),
        ({"smtp_security": '"tls"', "smtp_port": "2465"}, 2465),
        ({"smtp_port": '"2525"'}, 2525),  # as the environment gives it
    ],
)
def test_each_kind_of_connection_has_its_usual_port(
    tmp_path: Path, changed: dict[str, str], port: int
) -> None:
    assert load(tmp_path, **changed).smtp_port == port


def test_a_server_on_this_machine_needs_no_encryption(tmp_path: Path) -> None:
    own = {"smtp_security": '"none"', "smtp_host": '"localhost"'}
    settings = load(tmp_path, **own, smtp_user=None, smtp_password=None)
    assert (settings.smtp_security, settings.smtp_port) == ("none", 25)


@pytest.mark.parametrize("name", ["contact_key", "smtp_host", "smtp_sender"])
def test_one_that_is_missing_is_named_where_others_are_given(tmp_path: Path, name: str) -> None:
    for given in (None, '""'):
        if name == "contact_key" and given:
            continue  # a key too short is named as such
        said = fault(tmp_path, **{name: given})
        assert f"- {name}: is missing; reminders need contact_key, smtp_host, smtp_sender" in said


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("contact_key", '"short"', "is shorter than 32"),
        ("contact_key", "3", "must be text in quotes"),
        ("smtp_host", "3", "must be text in quotes"),
        ("smtp_port", "0", "must be a number from 1 to 65535"),
        ("smtp_port", "65536", "must be a number from 1 to 65535"),
        ("smtp_port", "true", "must be a number from 1 to 65535"),
        ("smtp_port", '"smtp"', "must be a number from 1 to 65535"),
        ("smtp_port", "25.0", "must be a number from 1 to 65535"),
        ("smtp_security", '"ssl"', "must be one of none, starttls, tls"),
        ("smtp_security", '""', "must be one of none, starttls, tls"),
        ("smtp_security", '"none"', "none is only for a server on this machine"),
        ("smtp_user", "3", "must be text in quotes"),
        ("smtp_sender", '"Kari <post@example.no>"', "must be an e-mail address"),
        ("smtp_sender", '" post@example.no"', "must be an e-mail address"),
        ("smtp_sender", '"post"', "must be an e-mail address"),
    ],
)
def test_a_faulty_value_is_named(tmp_path: Path, name: str, value: str, what: str) -> None:
    assert f"- {name}: {what}" in fault(tmp_path, **{name: value})


def test_a_user_without_a_password_is_named_and_the_other_way_round(tmp_path: Path) -> None:
    assert "- smtp_password: is missing" in fault(tmp_path, smtp_password=None)
    assert "- smtp_user: is missing" in fault(tmp_path, smtp_user=None)


def test_a_password_is_not_sent_in_clear(tmp_path: Path) -> None:
    said = fault(tmp_path, smtp_security='"none"', smtp_host='"localhost"')
    assert "- smtp_security: none would send smtp_password in clear" in said


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    said = fault(
        tmp_path,
        contact_key='"hunter2"',
        smtp_host=None,
        smtp_port="0",
        smtp_security='"ssl"',
        smtp_user=None,
        smtp_sender='"post"',
    )
    names = [name for name in (*RIGHT, "smtp_port", "smtp_security") if name != "smtp_password"]
    assert [name for name in names if f"\n- {name}: " not in said] == []


def test_the_key_must_differ_from_the_others(tmp_path: Path) -> None:
    assert "must differ" in fault(tmp_path, contact_key=f'"{"p" * 32}"')


def test_no_secret_is_shown_when_the_settings_are(tmp_path: Path) -> None:
    shown = repr(load(tmp_path))
    assert "mail.example.no" in shown
    for secret in ("hunter2", "c" * 32, "s" * 32, "p" * 32, "e" * 32):
        assert secret not in shown
