"""Secrets: none in the repository, none in what is shown, compared in a time that tells nothing."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import survey
from survey.config import KEYS, Settings
from survey.settings_file import warning_of

ROOT = Path(__file__).parents[2]
NOT_TEXT = {".png", ".pdf", ".xlsx", ".sav", ".parquet", ".gz", ".ico", ".woff2"}
# What keys look like, each as those who hand them out write them.
LOOKS_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\bglpat-[\w-]{20}"
    r"|\bxox[abprs]-[\w-]{10,}|\bpypi-AgE\w{20,}|\bsk-[A-Za-z0-9]{32,}|\beyJ[\w-]{10,}\.[\w-]{10,}\."
    r"|://[^/\s:@{}]+:[^/\s:@{}]+@"  # a password in an address
    r"|(?<![0-9a-fA-F])[0-9a-f]{64}(?![0-9a-fA-F])"  # as secrets.token_hex(32) writes one
    r"|(?<![\w+/])[A-Za-z0-9+/]{43}=(?![\w+/=])"  # the same, in base 64
)
# Sums of files that are public, in the locks and where a test or a page names a file by its sum.
A_SUM = re.compile(r"--hash=sha256:|sha-?256|hash|SHA-256", re.IGNORECASE)
INVENTED = ("user:password@", "somebody:secret@", "a:b@")
SECRET_NAMES = re.compile(
    r"(^|_)(hash|digest|secret|token|seal|mac|hmac|pepper|password|signature|chain|proof)(_of|_code|_number)?$"
)


def kept_texts() -> Iterator[tuple[Path, str]]:
    """Yield every text of the repository: what git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not in a git checkout")
    for line in listed.stdout.splitlines():
        path = ROOT / line
        if path.is_file() and path.suffix not in NOT_TEXT:
            yield path, path.read_text(encoding="utf-8")


def secrets_in(text: str) -> list[str]:
    """Return the lines that look as if they held a secret, but for sums and what is invented."""
    return [
        line.strip()[:120]
        for line in text.splitlines()
        if LOOKS_SECRET.search(line)
        and not A_SUM.search(line)
        and not any(one in line for one in INVENTED)
    ]


def test_nothing_that_looks_like_a_secret_is_in_the_repository() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path, text in kept_texts()
        if path != Path(__file__).absolute() and (lines := secrets_in(text))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        'secret_key = "' + "0123456789abcdef" * 4 + '"',
        "-----BEGIN EC PRIVATE KEY-----",
        "database = 'postgresql+psycopg://survey:hunter2@db/answers'",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "key: " + "Ab1+" * 10 + "Ab1=",
    ],
)
def test_a_secret_would_be_seen(line: str) -> None:
    assert secrets_in(line) == [line]


def test_no_settings_file_and_no_database_is_in_the_repository() -> None:
    names = [path.name for path, _ in kept_texts()]
    assert not [
        one for one in names if one == "sammenheng.toml" or one.endswith((".sqlite", ".key"))
    ]


def test_settings_can_be_printed_without_a_key(settings: Settings) -> None:
    hidden = {one.name for one in fields(Settings) if not one.repr}
    assert hidden >= {*KEYS, "smtp_password"}
    for told in (repr(settings), str(settings), f"{settings!r:.5000}"):
        assert not [
            name for name in KEYS if getattr(settings, name) and getattr(settings, name) in told
        ]


def test_the_password_of_the_database_is_in_no_printed_settings(settings: Settings) -> None:
    url = "postgresql+psycopg://survey:hunter2-hunter2@db/answers"
    assert "hunter2" not in repr(Settings(url, "s" * 32, "p" * 32, "e" * 32, https=True))


@pytest.mark.parametrize(
    ("mode", "is_told"), [(0o600, False), (0o640, False), (0o644, True), (0o602, True)]
)
def test_a_settings_file_that_everybody_on_the_machine_can_read_is_told_of_at_the_start(
    tmp_path: Path, mode: int, *, is_told: bool
) -> None:
    path = tmp_path / "sammenheng.toml"
    path.write_text("", encoding="utf-8")
    path.chmod(mode)
    told = warning_of(path)
    assert bool(told) == is_told
    assert (f"chmod o= {path}" in told) == is_told


def test_the_server_says_so_before_it_serves(settings: Settings, tmp_path: Path) -> None:
    settings.source.chmod(0o644)
    with subprocess.Popen(
        [sys.executable, "-m", "survey", "serve", "--port", "0"],
        env=os.environ | {"SAMMENHENG_CONFIG": str(settings.source)},
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        told = []
        while not told or not told[-1].startswith("Serving on"):
            told.append(server.stderr.readline())
            assert told[-1], "it ended before it served"
        server.terminate()
        server.stderr.read()
    assert f"chmod o= {settings.source}" in "".join(told[:-1])


def test_settings_from_the_environment_alone_have_no_file_to_warn_of() -> None:
    assert warning_of(None) == ""


def comparisons(tree: ast.AST) -> Iterator[ast.Compare]:
    """Yield each comparison by == or != with something that sounds secret on either side."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        if not all(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
            continue
        if any(SECRET_NAMES.search(name_of(one)) for one in (node.left, *node.comparators)):
            yield node


def name_of(node: ast.expr) -> str:
    """Return the last word of a name, an attribute or a call: ``hash`` of ``row.code_hash``."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_column(node: ast.expr) -> bool:
    """Return whether this is a column of a table: then the database looks it up by its index."""
    return isinstance(node, ast.Attribute) and bool(re.match(r"[A-Z]", ast.unparse(node)))


def test_nothing_secret_is_compared_in_a_time_that_tells_how_much_of_it_was_right() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {ast.unparse(node)}"
        for path in Path(survey.__file__).parent.rglob("*.py")
        for node in comparisons(ast.parse(path.read_text(encoding="utf-8")))
        if not any(map(is_column, (node.left, *node.comparators)))
    }
    # Both sides come from the database: nobody sends one of them in.
    assert found == {
        "survey/audit/log.py: found.chain != mark.chain",
        "survey/journal/entries.py: head.chain != known.chain",
        "survey/release/chain.py: row.chain != before",
    }


@pytest.mark.parametrize(
    ("line", "is_seen"),
    [
        ("row.code_hash == sent", True),
        ("sent != session.secret", True),
        ("hash_of(sent) == row.name", True),
        ("Invitation.token_hash == hash_of(token)", False),
        ("hmac.compare_digest(row.code_hash, sent)", False),
    ],
)
def test_such_a_comparison_would_be_seen(line: str, *, is_seen: bool) -> None:
    found = [
        one
        for one in comparisons(ast.parse(line))
        if not any(map(is_column, (one.left, *one.comparators)))
    ]
    assert bool(found) == is_seen
