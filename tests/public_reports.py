"""An installation in which something is released, for tests that look at it as anybody may."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from survey.models import Study
from tests.page_client import PageClient


@dataclass(frozen=True)
class Released:
    """An application with two studies of which something is out."""

    app: Flask
    real: Study
    demonstration: Study
    pool: str  # the id of the demonstration's

    def client(self, language: str = "en") -> PageClient:
        """Open a browser of its own."""
        return PageClient(self.app, language)
