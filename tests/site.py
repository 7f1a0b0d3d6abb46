"""A served application, for tests that come to it from outside."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from survey.models import Study
from tests.factories import Card, make_card


@dataclass(frozen=True)
class Site:
    """The program as it is served, with a study in it."""

    address: str
    app: Flask
    study: Study

    def new_card(self) -> Card:
        """Make a card that nobody has used."""
        return make_card(self.app, self.study, None)
