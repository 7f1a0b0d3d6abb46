"""People who sign in with a code, as in an installation with real people."""

from __future__ import annotations

from tests.signing_in import actions, pass_time, settings, sign_in, still

__all__ = ["actions", "pass_time", "settings", "sign_in", "still"]
