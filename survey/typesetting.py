"""Words into a PDF: tagged, archivable, and set in the same letters on every machine."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import typst


class MissingFontError(RuntimeError):
    """The package with the font is not installed."""


def compile_pdf(template: Path, words: Mapping[str, Any], timestamp: dt.datetime) -> bytes:
    """Return the template filled with words as a PDF.

    The words go in as data, so that no name or answer can turn into markup. The timestamp is
    given, because a clock would make every copy differ.
    """
    pdf = _compiler(template).compile(
        format="pdf",
        sys_inputs={"words": json.dumps(words, ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=timestamp,
    )
    return cast("bytes", pdf)  # one file, because none was named to write to


@cache
def _compiler(template: Path) -> typst.Compiler:
    """Return what sets one template, kept: it has read its fonts and files once for all."""
    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,  # the same letters on every machine
    )


@cache
def font_folder() -> Path:
    """Return the folder of the font, without importing its package."""
    spec = find_spec("font_source_sans_pro")
    if spec is None or not spec.submodule_search_locations:
        message = "install font-source-sans-pro: PDFs are set in its font"
        raise MissingFontError(message)
    return Path(spec.submodule_search_locations[0]) / "files"
