"""Forms on paper, made as they are typed and read back as they are printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

FOOT = re.compile(r"(Skjema|Form) \d{3} \d{3} .*$")


@dataclass(frozen=True)
class Pdf:
    """A form as PDF."""

    path: Path

    @cached_property
    def pages(self) -> list[str]:
        """The words of each page."""
        return [
            re.sub(r"\s+", " ", page.extract_text().replace("\u200b", ""))
            for page in PdfReader(self.path).pages
        ]

    @cached_property
    def text(self) -> str:
        """The words of all pages."""
        return " ".join(self.pages)

    @cached_property
    def running_text(self) -> str:
        """The words of all pages without what stands at the foot of each."""
        return " ".join(FOOT.sub("", page).strip() for page in self.pages)

    @cached_property
    def root(self) -> Any:
        """What the file says of itself."""
        return PdfReader(self.path).root_object

    def other_languages(self) -> set[str]:
        """Return each language that some part is marked with, but for the form's own."""
        found = set()
        parts = [self.root["/StructTreeRoot"]]
        while parts:
            part = parts.pop().get_object()
            if isinstance(part, list):
                parts += part
            elif isinstance(part, dict):
                found.add(part.get("/Lang", self.root["/Lang"]).split("-")[0])
                parts += [part["/K"]] if "/K" in part else []
        return found - {self.root["/Lang"].split("-")[0]}

    def sizes(self) -> set[tuple[str, float]]:
        """Return each piece of text with its size in points."""
        found = set()

        def note(
            text: str, matrix: list[float], line: list[float], _font: Any, size: float
        ) -> None:
            if text.strip():
                found.add((text.strip(), round(size * abs(line[3] * matrix[3]), 1)))

        for page in PdfReader(self.path).pages:
            page.extract_text(visitor_text=note)
        return found


@pytest.fixture
def sammenheng(installation: None, sammenheng: Callable[..., Any]) -> Callable[..., Any]:
    """Run one command on this test's installation."""
    return sammenheng


@pytest.fixture
def print_paper(
    installation: None, sammenheng: Callable[..., Any], tmp_path: Path
) -> Callable[..., Pdf]:
    """Print a form of the study ``try`` into a file of its own."""
    made: list[Path] = []

    def run(wave: str = "pre", language: str = "nb") -> Pdf:
        made.append(tmp_path / f"paper{len(made)}.pdf")
        arguments = ["--wave", wave, "--language", language, "-o", made[-1]]
        done = sammenheng("paper", "try", *arguments)
        assert done.code == 0, done.err
        return Pdf(made[-1])

    return run
