"""The journal's own database: two tables on another disk or server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from survey.database import make_engine
from survey.journal.entries import Entry, Head, verify
from survey.journal.faults import JournalAhead, JournalFault, JournalUnreachable
from survey.journal.keys import Keys

FORMAT = 1
METADATA = MetaData()
FORMATS = Table("journal_format", METADATA, Column("format", Integer, primary_key=True))
ENTRIES = Table(
    "journal_entry",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("week", String(8), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
)
AT_A_TIME = 100


class Journal:
    """A journal, reached when it is used."""

    def __init__(self, url: str, keys: Keys) -> None:
        """Know where it is; nothing is opened yet."""
        self.keys, self._url = keys, make_url(url)
        self._engine: Engine = make_engine(url)

    def create(self) -> None:
        """Make its tables where they are not there; raise JournalUnreachable."""
        with self._reached(), self._engine.begin() as connection:
            METADATA.create_all(connection)
            if connection.scalar(select(FORMATS.c.format)) is None:
                connection.execute(insert(FORMATS).values(format=FORMAT))

    def exists(self) -> bool:
        """Return whether its tables are there; raise JournalUnreachable where nobody can tell."""
        if self._is_missing_file():
            return False
        with self._reached(), self._reading() as connection:
            return inspect(connection).has_table(ENTRIES.name)

    def last(self) -> Head:
        """Return the last entry's number and hash."""
        with self._open() as connection:
            return _last(connection)

    def verified(self, known: Head) -> Head:
        """Return the head of the whole chain, which must have a known one in it."""
        columns = [column for column in ENTRIES.c if column.name != "content"]
        with self._open() as connection:
            rows = connection.execute(select(*columns).order_by(ENTRIES.c.number))
            return verify(map(tuple, rows), self.keys, known)

    def after(self, number: int) -> Iterator[Entry]:
        """Yield every entry after a number, in order."""
        while True:
            with self._open() as connection:
                asked = select(ENTRIES).where(ENTRIES.c.number > number)
                rows = connection.execute(asked.order_by(ENTRIES.c.number).limit(AT_A_TIME)).all()
            if not rows:
                return
            for row in rows:
                yield Entry(*row)
            number = rows[-1].number

    def append(self, entry: Entry) -> None:
        """Write an entry durably; raise JournalAhead where another one was first."""
        with self._reached():
            self._check_is_there()
            with self._engine.begin() as connection:
                if _last(connection).number != entry.number - 1:
                    raise JournalAhead("somebody else has written in the journal meanwhile")
                connection.execute(insert(ENTRIES).values(**vars(entry)))

    def close(self) -> None:
        """Close its connections."""
        self._engine.dispose()

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        with self._reached():
            self._check_is_there()
            with self._reading() as connection:
                found = connection.scalar(select(FORMATS.c.format))
                if found != FORMAT:
                    raise JournalFault(
                        f"the journal has format {found}; this program knows {FORMAT}"
                    )
                yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.execution_options(writes=False).connect() as connection:
            yield connection

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            what: Any = getattr(error, "orig", None) or type(error).__name__
            raise JournalUnreachable(
                f"the journal {self._shown()} cannot be used ({what}). Is its disk or server "
                "there? A new one is made by: sammenheng db upgrade"
            ) from error

    def _check_is_there(self) -> None:
        """Raise JournalUnreachable for a missing file: SQLite would make an empty one."""
        if self._is_missing_file():
            raise JournalUnreachable(
                f"the journal {self._shown()} is not there. Is its disk mounted? A new one is made "
                "by: sammenheng db upgrade"
            )

    def _is_missing_file(self) -> bool:
        is_file = self._url.get_backend_name() == "sqlite"
        return is_file and not Path(self._url.database or "").is_file()

    def _shown(self) -> str:
        return self._url.render_as_string(hide_password=True)


def _last(connection: Connection) -> Head:
    asked = select(ENTRIES.c.number, ENTRIES.c.chain).order_by(ENTRIES.c.number.desc()).limit(1)
    row = connection.execute(asked).one_or_none()
    return Head() if row is None else Head(row.number, row.chain)
