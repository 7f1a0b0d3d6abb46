"""Settings: whatever is wrong is named at the start, all of it at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from survey.config import KEYS, NAMES, OPTIONAL, Settings, load_settings, settings_path
from survey.errors import BadSetting
from survey.help_lines import help_lines

RIGHT = {
    "database": '"sqlite:////srv/sammenheng.sqlite"',
    "secret_key": f'"{"s" * 32}"',
    "code_pepper": f'"{"p" * 32}"',
    "export_key": f'"{"e" * 32}"',
    "https": "true",
}


def load(
    tmp_path: Path, changed: dict[str, str | None] | None = None, **environment: str
) -> Settings:
    """Read the right settings with these changed; None leaves one out."""
    path = tmp_path / "sammenheng.toml"
    values = {name: value for name, value in (RIGHT | (changed or {})).items() if value is not None}
    path.write_text(
        "\n".join(f"{name} = {value}" for name, value in values.items()), encoding="utf-8"
    )
    return load_settings({"SAMMENHENG_CONFIG": str(path), **environment})


def fault(tmp_path: Path, changed: dict[str, str | None], **environment: str) -> str:
    """Return what is said of these settings."""
    with pytest.raises(BadSetting) as refused:
        load(tmp_path, changed, **environment)
    return str(refused.value)


def test_right_settings_are_read(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.https is True
    assert settings.source == tmp_path / "sammenheng.toml"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OPTIONAL])
def test_a_missing_setting_is_named_with_both_places_to_put_it(tmp_path: Path, name: str) -> None:
    said = fault(tmp_path, {name: None})
    assert f"- {name}: is missing" in said
    assert f"SAMMENHENG_{name.upper()}" in said


@pytest.mark.parametrize("name", KEYS)
def test_a_key_too_short_is_named_with_the_way_to_make_one(tmp_path: Path, name: str) -> None:
    said = fault(tmp_path, {name: '"secret"'})
    assert f"- {name}: is shorter than 32" in said
    assert "token_hex" in said


def test_keys_must_differ_from_each_other(tmp_path: Path) -> None:
    assert "must differ" in fault(
        tmp_path, {"secret_key": f'"{"x" * 40}"', "export_key": f'"{"x" * 40}"'}
    )


@pytest.mark.parametrize("name", KEYS)
def test_no_message_repeats_a_key(tmp_path: Path, name: str) -> None:
    assert "hunter2" not in fault(tmp_path, {name: '"hunter2"'})


def test_the_address_may_be_left_out(tmp_path: Path) -> None:
    assert not load(tmp_path).address


@pytest.mark.parametrize(
    "address",
    ["https://sammenheng.example.no", "https://a.no/", "https://example.no:8443/svar"],
)
def test_an_address_that_may_stand_on_a_card_is_read(tmp_path: Path, address: str) -> None:
    assert load(tmp_path, {"address": f'"{address}"'}).address == address


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ('"sammenheng.example.no"', "is no address"),
        ('"https://a.no/?code=1"', "is no address"),
        ('"https://a.no/#here"', "is no address"),
        ('"https://a.no/ "', "is no address"),
        ('"https://kari@a.no"', "is no address"),
        ('"https://bl\u00e5.no"', "is no address"),
        ('"http://a.no"', "must begin with https://"),
        (f'"https://{"a" * 43}.no"', "is longer than 44 characters"),
        ("3", "must be text"),
    ],
)
def test_an_address_that_cannot_stand_on_a_card_is_named(
    tmp_path: Path, address: str, what: str
) -> None:
    assert f"- address: {what}" in fault(tmp_path, {"address": address})


def test_an_installation_without_https_may_have_an_address_without(tmp_path: Path) -> None:
    settings = load(tmp_path, {"https": "false", "address": '"http://127.0.0.1:8000"'})
    assert settings.address == "http://127.0.0.1:8000"


def test_without_their_settings_the_help_lines_and_the_way_out_are_the_shipped_ones(
    tmp_path: Path,
) -> None:
    settings = load(tmp_path)
    numbers = [line.number for line in help_lines(settings.help_lines).lines]
    assert numbers == ["113", "116 123", "116 117"]
    assert settings.quick_exit_address == "https://www.yr.no/"


OWN_LINES = """checked_on = 2027-01-15
[[lines]]
key = "own"
number = "22 00 00 00"
nb = "Frivilligsentralen"
nn = "Frivilligsentralen"
en = "The volunteer centre"
"""


@pytest.mark.parametrize("is_absolute", [True, False])
def test_an_installation_has_help_lines_of_its_own(tmp_path: Path, *, is_absolute: bool) -> None:
    path = tmp_path / "numbers.toml"
    path.write_text(OWN_LINES, encoding="utf-8")
    settings = load(tmp_path, {"help_lines": f'"{path if is_absolute else path.name}"'})
    assert settings.help_lines == str(path)
    (line,) = help_lines(settings.help_lines).lines
    assert (line.number, line.what["nn"]) == ("22 00 00 00", "Frivilligsentralen")
    assert help_lines(settings.help_lines).checked_on == dt.date(2027, 1, 15)


def test_every_fault_of_the_help_lines_is_named_with_their_file(tmp_path: Path) -> None:
    faulty = OWN_LINES.replace("2027-01-15", '"soon"').replace("22 00 00 00", "ring oss")
    faulty = faulty.replace('nn = "Frivilligsentralen"\n', "colour = 3\n")
    (tmp_path / "numbers.toml").write_text(faulty + faulty[faulty.index("[[") :], encoding="utf-8")
    said = fault(tmp_path, {"help_lines": '"numbers.toml"', "https": '"maybe"'})
    for one in (
        "checked_on: must be a day",
        "line 1, number: must be 3 to 15 digits",
        "line 1, nn: must be words",
        "line 1, colour: there is no such entry",
        "line 2, nn: must be words",
        "key: 'own' is used twice",
    ):
        assert f"- help_lines: {tmp_path / 'numbers.toml'}: {one}" in said
    assert "- https: " in said


@pytest.mark.parametrize(
    "content", ["", "checked_on = 2027-01-15", "lines = 3", "lines = [3]", "checked_on = "]
)
def test_a_file_without_any_help_line_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "numbers.toml").write_text(content, encoding="utf-8")
    assert "- help_lines: " in fault(tmp_path, {"help_lines": '"numbers.toml"'})


def test_a_file_of_help_lines_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "numbers.toml: cannot be read" in fault(tmp_path, {"help_lines": '"numbers.toml"'})


def test_the_way_out_may_lead_elsewhere(tmp_path: Path) -> None:
    settings = load(tmp_path, {"quick_exit_address": '"https://www.met.no/vaer"'})
    assert settings.quick_exit_address == "https://www.met.no/vaer"


@pytest.mark.parametrize(
    "address", ["www.yr.no", "http://www.yr.no/", "https://", "javascript:x", "https://[", "/", ""]
)
def test_a_way_out_that_is_no_public_address_is_refused(tmp_path: Path, address: str) -> None:
    assert "- quick_exit_address: must be" in fault(
        tmp_path, {"quick_exit_address": f'"{address}"'}
    )


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    said = fault(
        tmp_path,
        {
            "database": "3",
            "secret_key": '"short"',
            "https": '"maybe"',
            "export_key": None,
            "colour": '"blue"',
        },
    )
    for name in ("database", "secret_key", "https", "export_key", "colour"):
        assert f"\n- {name}: " in said
    assert "\n- code_pepper" not in said


def test_a_setting_that_is_none_is_named_with_those_there_are(tmp_path: Path) -> None:
    assert f"- databse: no such setting; there are {', '.join(NAMES)}" in fault(
        tmp_path, {"databse": '"x"'}
    )


@pytest.mark.parametrize("address", ["postgresql://localhost/x", "mysql://localhost/x"])
def test_another_database_is_refused(tmp_path: Path, address: str) -> None:
    assert "sqlite:///" in fault(tmp_path, {"database": f'"{address}"'})


@pytest.mark.parametrize("address", ["sammenheng.sqlite", ""])
def test_what_is_no_address_of_a_database_is_refused(tmp_path: Path, address: str) -> None:
    assert "- database: is not a database address" in fault(tmp_path, {"database": f'"{address}"'})


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("false", False), ('"true"', True), ('"false"', False)]
)
def test_a_boolean_is_one_of_two_words(tmp_path: Path, text: str, *, value: bool) -> None:
    assert load(tmp_path, {"https": text}).https is value


@pytest.mark.parametrize("text", ['"True"', '"yes"', "1", "0", '""', '"off"', "[]"])
def test_any_other_boolean_is_refused(tmp_path: Path, text: str) -> None:
    assert "- https: " in fault(tmp_path, {"https": text})


def test_the_environment_overrides_a_single_value(tmp_path: Path) -> None:
    settings = load(tmp_path, SAMMENHENG_HTTPS="false", SAMMENHENG_CODE_PEPPER="q" * 32)
    assert (settings.https, settings.code_pepper, settings.secret_key) == (
        False,
        "q" * 32,
        "s" * 32,
    )


def test_a_faulty_value_of_the_environment_is_named(tmp_path: Path) -> None:
    assert "- https: 'on'" in fault(tmp_path, {}, SAMMENHENG_HTTPS="on")


def test_without_a_file_the_message_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="there is no such file"):
        load_settings({"SAMMENHENG_CONFIG": str(tmp_path / "nothing.toml")})


def test_the_environment_alone_is_enough(tmp_path: Path) -> None:
    values = {f"SAMMENHENG_{name.upper()}": value.strip('"') for name, value in RIGHT.items()}
    settings = load_settings({"SAMMENHENG_CONFIG": str(tmp_path / "nothing.toml"), **values})
    assert settings.source is None


@pytest.mark.parametrize("content", [b"database = ", b"\xff\xfe", b"https = true\nhttps = true"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sammenheng.toml"
    path.write_bytes(content)
    with pytest.raises(BadSetting, match=r"sammenheng\.toml cannot be read as TOML"):
        load_settings({"SAMMENHENG_CONFIG": str(path)})


def test_the_file_of_the_current_folder_is_used_when_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings_path({}) == tmp_path / "sammenheng.toml"
