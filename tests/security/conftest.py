"""An installation as real people meet it: over https, under one address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from survey.config import Settings

ADDRESS = "https://sammenheng.example.no"


@pytest.fixture
def served(settings: Settings, make_app: Callable[[Settings], Flask]) -> Flask:
    """Make the application that is reached over https."""
    return make_app(replace(settings, https=True, address=ADDRESS))
