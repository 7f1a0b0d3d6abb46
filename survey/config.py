"""Settings: one frozen record, read from a file and the environment, all faults at once."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from survey.address import address_fault
from survey.errors import BadSetting
from survey.help_lines import SHIPPED, BadHelpLines, read_help_lines
from survey.mail_settings import MAIL_NAMES, NEEDED, STARTTLS, mail_faults, port_of
from survey.server_settings import HERE, PLAIN, SERVER_NAMES, number_of_proxies, server_faults

FILE_NAME = "sammenheng.toml"
PREFIX = "SAMMENHENG_"
SHORTEST_KEY = 32


@dataclass(frozen=True)
class Settings:
    """Everything an installation decides; see the README for each setting's meaning."""

    database: str = field(repr=False)  # its address may hold a password
    secret_key: str = field(repr=False)
    code_pepper: str = field(repr=False)
    export_key: str = field(repr=False)
    https: bool
    address: str = ""  # that participants open; only cards need it
    source: Path | None = None  # where the settings came from, handed on to child processes
    help_lines: str = str(SHIPPED)  # the file; text, as every setting is where it is handed on
    quick_exit_address: str = "https://www.yr.no/"  # the weather: everybody's, and about nobody
    contact_key: str = field(default="", repr=False)  # this and the rest: for reminders only
    smtp_host: str = ""
    smtp_port: int = port_of(STARTTLS)
    smtp_security: str = STARTTLS
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_sender: str = ""
    backup_key: str = field(default="", repr=False)  # this and the next: for backups only
    backup_folder: str = ""
    journal: str = ""  # of those who were erased: a second database, on another disk
    # Off only counts while there is no study of real people: see survey/auth/second_factor.py.
    staff_second_factor: str = "required"
    proxies: int = 0  # of one's own, in a row, before this program
    log: str = PLAIN
    metrics: str = ""  # where counts are told, such as 127.0.0.1:9100; nowhere if empty
    jobs: str = HERE

    @property
    def sends_reminders(self) -> bool:
        """Return whether participants may leave an address for reminders."""
        return all(getattr(self, name) for name in NEEDED)


NAMES = tuple(one.name for one in fields(Settings) if one.name != "source")
KEYS = ("secret_key", "code_pepper", "export_key", "contact_key", "backup_key")
OPTIONAL = (
    "address",
    "help_lines",
    "quick_exit_address",
    "contact_key",
    *MAIL_NAMES,
    "backup_key",
    "backup_folder",
    "journal",
    "staff_second_factor",
    *SERVER_NAMES,
)


def settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the settings file: the one SAMMENHENG_CONFIG names, or the current folder's."""
    return Path(environment.get(PREFIX + "CONFIG", FILE_NAME)).absolute()


def is_configured(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether there is an installation here: a settings file, or settings without one."""
    return settings_path(environment).exists() or f"{PREFIX}DATABASE" in environment


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the checked settings; raise BadSetting naming every faulty one."""
    path = settings_path(environment)
    given = _read_file(path) if path.exists() else {}
    overrides = {
        name: environment[PREFIX + name.upper()]
        for name in NAMES
        if PREFIX + name.upper() in environment
    }
    faults = _faults_in(given | overrides, path.parent)
    if faults:
        where = path if path.exists() else f"{path} (there is no such file)"
        raise BadSetting("\n".join([f"The settings cannot be used. Read from {where}:", *faults]))
    return _settings(given | overrides, path.parent, path if path.exists() else None)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadSetting(f"{path} cannot be read as TOML: {error}") from error


def _faults_in(given: Mapping[str, Any], folder: Path) -> list[str]:
    unknown = [
        f"- {name}: no such setting; there are {', '.join(NAMES)}"
        for name in sorted(given.keys() - set(NAMES))
    ]
    missing = [
        f"- {name}: is missing; put it in the file or in {PREFIX}{name.upper()}"
        for name in NAMES
        if name not in given and name not in OPTIONAL
    ]
    faulty = [
        fault for name in NAMES if name in given for fault in _faults_of(name, given[name], folder)
    ]
    together = _not_apart(given) + _address_faults(given) + mail_faults(given)
    return unknown + missing + faulty + together + server_faults(given)


def _faults_of(name: str, value: object, folder: Path) -> list[str]:
    if name == "https":
        return (
            [] if _boolean(value) is not None else [f"- https: {value!r} is neither true nor false"]
        )
    if name in (*MAIL_NAMES, *SERVER_NAMES):
        return []  # judged together, in mail_faults and server_faults
    if not isinstance(value, str):
        return [f"- {name}: must be text in quotes"]
    if name in KEYS:
        return _key_faults(name, value)
    if name == "help_lines":
        return _help_line_faults(folder / value)
    checks = {
        "database": _database_faults,
        "journal": _journal_faults,
        "quick_exit_address": _quick_exit_faults,
        "staff_second_factor": _second_factor_faults,
    }
    return checks[name](value) if name in checks else []


def _key_faults(name: str, value: str) -> list[str]:
    if len(value) >= SHORTEST_KEY:
        return []
    remedy = "python3 -c 'import secrets; print(secrets.token_hex(32))'"
    return [f"- {name}: is shorter than {SHORTEST_KEY} characters; make one with {remedy}"]


def _database_faults(value: str) -> list[str]:
    try:
        url = make_url(value)
    except ArgumentError:
        return ["- database: is not a database address such as sqlite:////srv/sammenheng.sqlite"]
    if url.drivername == "postgresql+psycopg":
        return []
    if url.drivername != "sqlite":
        return ["- database: must begin with sqlite:/// or postgresql+psycopg://"]
    folder = Path(url.database or "").absolute().parent
    if not folder.is_dir():
        return [f"- database: the folder {folder} does not exist; make it"]
    return []


def _journal_faults(value: str) -> list[str]:
    try:
        url = make_url(value)
    except ArgumentError:
        return ["- journal: is not a database address such as sqlite:////other/journal.sqlite"]
    if url.get_backend_name() != "sqlite":
        return []  # whether it can be reached is seen when it is opened
    folder = Path(url.database or "").absolute().parent
    if not folder.is_dir():
        return [f"- journal: the folder {folder} does not exist; make it, on another disk"]
    return []


def _help_line_faults(path: Path) -> list[str]:
    try:
        read_help_lines(path)
    except BadHelpLines as error:
        return [f"- help_lines: {path}: {fault}" for fault in str(error).splitlines()]
    return []


def _quick_exit_faults(value: str) -> list[str]:
    try:
        is_address = urlsplit(value).scheme == "https" and bool(urlsplit(value).hostname)
    except ValueError:
        is_address = False
    if is_address and value.isprintable() and " " not in value:
        return []
    return ["- quick_exit_address: must be a public page's address such as https://www.yr.no/"]


def _second_factor_faults(value: str) -> list[str]:
    allowed = ("required", "off")
    return [] if value in allowed else [f"- staff_second_factor: must be {' or '.join(allowed)}"]


def _not_apart(given: Mapping[str, Any]) -> list[str]:
    values = [given[name] for name in KEYS if name in given]
    faults = []
    if len(set(map(str, values))) < len(values):
        faults.append(f"- {', '.join(KEYS)}: must differ from each other")
    if given.get("journal") and given["journal"] == given.get("database"):
        faults.append("- journal: must be another database, best on another disk")
    return faults


def _address_faults(given: Mapping[str, Any]) -> list[str]:
    address = given.get("address", "")
    if not address or not isinstance(address, str):
        return []
    fault = address_fault(address, https=_boolean(given.get("https")) is not False)
    return [f"- address: {fault}"] if fault else []


def _boolean(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value))


def _settings(given: Mapping[str, Any], folder: Path, source: Path | None) -> Settings:
    values = {**given, "https": bool(_boolean(given["https"]))}
    if "help_lines" in given:
        values["help_lines"] = str(folder / given["help_lines"])
    values["proxies"] = number_of_proxies(given)
    if given.get("backup_folder"):
        values["backup_folder"] = str(folder / given["backup_folder"])
    values["smtp_port"] = int(given.get("smtp_port") or port_of(given.get("smtp_security")))
    return Settings(**values, source=source)
