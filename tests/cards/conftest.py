"""Sheets of cards, made as they are typed and read back as they are printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from pypdf import PdfReader

from tests.signing_in import settings, still

__all__ = ["settings", "still"]  # people sign in with a code

ADDRESS = "https://sammenheng.example.no"
CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}")
REQUIRED = "SAMMENHENG_PDF_REQUIRED"  # set to 1 where a missing pdftoppm is a fault
DOTS_PER_INCH = 150  # a phone's camera sees more


@dataclass(frozen=True)
class Sheets:
    """A PDF of cards."""

    path: Path

    @cached_property
    def pages(self) -> list[str]:
        """The words of each page."""
        return [
            re.sub(r"\s+", " ", page.extract_text().replace("\u200b", ""))
            for page in PdfReader(self.path).pages
        ]

    @cached_property
    def codes(self) -> list[str]:
        """The codes in print, in order."""
        return CODE.findall(" ".join(self.pages))

    def squares(self) -> list[list[str]]:
        """Return what a camera reads on each page."""
        return [
            [one.text for one in zxingcpp.read_barcodes(picture)] for picture in pictures(self.path)
        ]


def pictures(path: Path) -> list[np.ndarray]:
    """Return the pages of a PDF as a printer would print them, in greys."""
    program = shutil.which("pdftoppm")
    if program is None:
        advice = "no pdftoppm on the PATH; on Debian: apt-get install poppler-utils"
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(advice)
        pytest.skip(advice)
    stem = path.with_suffix("")
    subprocess.run([program, "-gray", "-r", str(DOTS_PER_INCH), path, stem], check=True)
    return [_grey_picture(one) for one in sorted(path.parent.glob(f"{stem.name}-*.pgm"))]


def _grey_picture(path: Path) -> np.ndarray:
    _kind, size, _white, dots = path.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(dots, dtype=np.uint8).reshape(height, width)


@pytest.fixture
def sammenheng(installation: None, sammenheng: Callable[..., Any]) -> Callable[..., Any]:
    """Run one command on this test's installation."""
    return sammenheng


@pytest.fixture
def print_cards(
    installation: None, sammenheng: Callable[..., Any], tmp_path: Path
) -> Callable[..., Sheets]:
    """Make cards for the study ``try`` into a file of their own."""
    made: list[Path] = []

    def run(count: int, language: str = "nb", *options: object) -> Sheets:
        made.append(tmp_path / f"cards{len(made)}.pdf")
        arguments = ["--count", count, "--language", language, "--address", ADDRESS]
        done = sammenheng("cards", "try", *arguments, *options, "-o", made[-1])
        assert done.code == 0, done.err
        return Sheets(made[-1])

    return run
