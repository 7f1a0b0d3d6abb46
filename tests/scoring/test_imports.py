from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"numpy", "pandas", "scipy", "pingouin", "sklearn", "flask"}


@pytest.mark.parametrize("module", ["scoring", "scoring.instrument", "scoring.errors"])
def test_loading_an_instrument_needs_the_standard_library_only(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(done.stdout.split())
