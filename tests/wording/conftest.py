"""An installation in which studies of real people can be opened."""

from __future__ import annotations

import pytest

from survey import policies


@pytest.fixture
def ledger_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let studies of real people be opened and answered, as when the release ledger exists."""
    every_kind = policies.WITHOUT_REAL_PEOPLE | {"evaluation"}
    monkeypatch.setattr(policies, "WITHOUT_REAL_PEOPLE", every_kind)
