"""Keys and numbers in addresses.

Random keys stand there in capitals, so that no part of one ever looks like a card's code. Numbers
end where a database's whole numbers do: one beyond names nothing, and would be an error to ask for.
"""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError

HIGHEST = 2**31 - 1


class RandomKey(BaseConverter):
    """A row's 32 hexadecimal digits."""

    regex = "[0-9A-F]{32}"

    def to_python(self, value: str) -> str:
        """Return the key as it is stored."""
        return value.lower()

    def to_url(self, value: str) -> str:
        """Return the key as it stands in an address."""
        return value.upper()


class Number(IntegerConverter):
    """A whole number that a column may hold."""

    def to_python(self, value: str) -> int:
        """Return the number; refuse one that no row can have."""
        if len(value) > len(str(HIGHEST)):
            raise ValidationError
        number: int = super().to_python(value)
        if number > HIGHEST:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    """Let rules say ``<random_key:group_id>`` and ``<int:number>``; before any rule is added."""
    app.url_map.converters |= {"random_key": RandomKey, "int": Number}
