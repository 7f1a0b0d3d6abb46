from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from survey.config import Settings
from tests.restoring import Command, Installation


@pytest.fixture
def here(
    settings: Settings,
    installation: None,
    sammenheng: Command,
    make_app: Callable[[Settings], Flask],
) -> Installation:
    """Return the installation of a test, with the commands of its operator."""
    return Installation(settings, sammenheng, make_app)
