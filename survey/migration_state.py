"""Which migration a database stands at, and which one this program needs.

Read without Alembic, which only brings a database there: a web process would hold 10 MB of it for
one question at its start.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from survey.errors import SchemaOutOfDate

PACKAGE = Path(__file__).parent
# A line such as: revision = "0022". Read and not run: to parse them all would take longer than to
# ask the database.
SAID = re.compile(r'^(revision|down_revision)(?:: [^=]+)? = (?:"(\w+)"|None)$', re.MULTILINE)


def migrations_folder() -> Path:
    """Return where the migrations lie: in the wheel inside the package, in a checkout beside it."""
    inside = PACKAGE / "migrations"
    return inside if inside.is_dir() else PACKAGE.parent / "migrations"


def current_revision(engine: Engine) -> str | None:
    """Return the migration the database stands at; None for an empty one."""
    with engine.execution_options(writes=False).connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


@cache
def newest_revision() -> str | None:
    """Return the newest migration there is: the one that no other begins from."""
    begins = dict(map(_named_in, sorted((migrations_folder() / "versions").glob("*.py"))))
    newest = set(begins) - set(begins.values())
    assert len(newest) <= 1, f"several migrations are the newest: {sorted(map(str, newest))}"
    return newest.pop() if newest else None


def check_up_to_date(engine: Engine) -> None:
    """Raise SchemaOutOfDate unless the database is at the newest migration."""
    stands_at, newest = current_revision(engine), newest_revision()
    if stands_at != newest:
        where = f"stands at migration {stands_at}" if stands_at else "has no tables yet"
        raise SchemaOutOfDate(
            f"the database {where}, this program needs {newest}. Run: sammenheng db upgrade"
        )


def _named_in(path: Path) -> tuple[str | None, str | None]:
    """Return a migration's own name and that of the one before it, as its file says them."""
    said = dict(SAID.findall(path.read_text(encoding="utf-8")))
    return said["revision"] or None, said["down_revision"] or None
