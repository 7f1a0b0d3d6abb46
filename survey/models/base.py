"""The declarative base, constraint names, and the column types that tables share.

SQLAlchemy reads every annotation of a table when it is made. So the modules of this folder do not
turn theirs into text by ``from __future__ import annotations``: it would be evaluated at once.
"""

import secrets
from typing import Annotated

from sqlalchemy import Connection, MetaData, SmallInteger, String, event
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Keys are random and SQLite tables about people have no row number, so that the order of rows
# does not tell who answered first.
UNORDERED = {"sqlite_with_rowid": False}

# In an index's ``info``: of which rows it is. Said to a kind of database when its tables are made;
# said to both at once, each process would load what belongs to the other.
WHERE = "where"


def new_id() -> str:
    """Return 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


@event.listens_for(Base.metadata, "before_create")
def _say_where(metadata: MetaData, connection: Connection, **_options: object) -> None:
    for table in metadata.tables.values():
        for index in table.indexes:
            if WHERE in index.info:
                options = index.dialect_options[connection.dialect.name]
                options[WHERE] = index.info[WHERE]


random_id = Annotated[str, mapped_column(String(32), primary_key=True, default=new_id)]
key_text = Annotated[str, mapped_column(String(40))]
name_text = Annotated[str, mapped_column(String(200))]
iso_week = Annotated[str, mapped_column(String(8))]  # 2027-W03, see survey/weeks.py
language_code = Annotated[str, mapped_column(String(12))]
sha256_hex = Annotated[str, mapped_column(String(64))]
small_number = Annotated[int, mapped_column(SmallInteger)]
