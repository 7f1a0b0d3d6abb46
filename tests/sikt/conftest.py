"""People who sign in with a code, as in an installation with real people."""

from __future__ import annotations

from tests.signing_in import settings, still

__all__ = ["settings", "still"]
