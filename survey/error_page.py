"""What a page that says no is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from survey import permissions


@dataclass(frozen=True)
class ErrorPage:
    """What a person reads, one paragraph after the other, and where the one button leads."""

    status: int
    title: LazyString | str
    advice: Sequence[LazyString | str]
    button: LazyString | None = None
    endpoint: str = "administer.card"
    shows_help: bool = False
    shows_ways: bool = True  # closing and erasing, where a card is open

    @property
    def is_for_staff(self) -> bool:
        """Return whether only people who sign in can meet this page."""
        return self.endpoint in {*permissions.FIRST_PAGES.values(), "auth.sign_in"}
