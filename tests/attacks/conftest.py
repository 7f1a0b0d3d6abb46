from __future__ import annotations

import pytest
from flask import Flask

from tests.attacks.years import without_typesetting


@pytest.fixture
def app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Set no PDF: the pages and the open data have all figures."""
    without_typesetting(monkeypatch)
    return app
