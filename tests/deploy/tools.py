"""Tools that try what an operator copies: named with how to get them where they are missing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

REQUIRED = "SAMMENHENG_DEPLOY_REQUIRED"  # set to 1 where a missing tool is a fault
PACKAGES = {
    "nginx": "nginx-light",
    "systemd-analyze": "systemd",
    "openssl": "openssl",
}
ELSEWHERE = "/usr/sbin:/sbin"  # where a user's path may not lead
FOLDER = Path(__file__).parents[2] / "survey" / "deploy"


def tool(name: str) -> str:
    """Return a tool's path; skip, or fail where it is required, and say how to get it."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{ELSEWHERE}")
    if found is not None:
        return found
    message = f"no {name}; get it with: sudo apt install {PACKAGES[name]}"
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(message)
    pytest.skip(message)
