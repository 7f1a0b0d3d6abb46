"""Random keys in addresses: in capitals, so that no part of one ever looks like a card's code."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter


class RandomKey(BaseConverter):
    """A row's 32 hexadecimal digits."""

    regex = "[0-9A-F]{32}"

    def to_python(self, value: str) -> str:
        """Return the key as it is stored."""
        return value.lower()

    def to_url(self, value: str) -> str:
        """Return the key as it stands in an address."""
        return value.upper()


def init_app(app: Flask) -> None:
    """Let rules say ``<random_key:group_id>``; to be said before any rule is added."""
    app.url_map.converters["random_key"] = RandomKey
