"""Simulated studies, made once for all tests of the demonstration."""

from __future__ import annotations

import pytest

from survey.demo.simulate import Simulated, simulate


@pytest.fixture(scope="session")
def usual() -> Simulated:
    return simulate(1)


@pytest.fixture(scope="session")
def many() -> Simulated:
    """So many people that chance hardly plays a part."""
    return simulate(1, n_people=20_000)
