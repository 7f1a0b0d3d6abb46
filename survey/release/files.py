"""The files of a report: one for each register and language."""

from __future__ import annotations

from survey.language import NAMES

REGISTERS = {"report": "municipality", "poster": "poster", "appendix": "appendix"}
FILE_NAMES = tuple(f"{name}.{language}.pdf" for name in REGISTERS for language in NAMES)


def parts_of(name: str) -> tuple[str, str]:
    """Return the register that a file name stands for, and its language."""
    called, language, _ = name.split(".")
    return REGISTERS[called], language
