"""The README's tables of security name tests that there are."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
# Every row of the list that the program is measured by.
ROWS = (
    "1.2.4 1.2.10 2.2.1 2.3.1 2.3.5 7.5.3 2.4.1 3.3.1 3.4.1 3.4.8 3.5.1 6.2 6.3.1 6.5.1 7.2.3 7.3"
    " 7.4 8.2.1 8.4.1 11.4.4 11.5.1 13.3 13.4.1 14.2.1 14.3.1 14.2.4 14.2.7 15.1.2 15.2.1 16.2.5"
    " 16.3 16.4.2 16.4.3 16.5"
)


def section() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.partition("\n## Security\n")[2].partition("\n## ")[0]


def table_rows() -> list[str]:
    return [line for line in section().splitlines() if line.startswith("|")]


@cache
def defined_in(path: str) -> frozenset[str]:
    """Return the tests that a file defines; none where there is no such file."""
    file = TESTS / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(one.name for one in tree.body if isinstance(one, ast.FunctionDef))


def test_every_test_that_the_tables_name_is_there() -> None:
    named = NAMED.findall(section())
    assert len(named) > 60
    assert [f"{path}::{name}" for path, name in named if name not in defined_in(path)] == []


def test_every_row_names_a_test_that_proves_it() -> None:
    rows = [row for row in table_rows() if not row.startswith(("|---", "| ASVS", "| Who"))]
    assert len(rows) > 30
    assert [row for row in rows if not NAMED.search(row)] == []


def test_every_requirement_of_the_list_is_told_of() -> None:
    told = section()
    assert [one for one in ROWS.split() if not re.search(rf"(?<![\d.]){one}(?!\d)", told)] == []
