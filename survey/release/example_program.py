"""A program of its own: sets the report with invented numbers, every register and language.

python -m survey.release.example_program FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from survey import create_app
from survey.config import load_settings
from survey.release.files import FILE_NAMES, parts_of
from survey.report.example import example_facts
from survey.report.typeset import typeset


def write_example(folder: Path) -> None:
    """Write every file into a folder; the sentences need an application, and no database."""
    with create_app(load_settings()).app_context():
        for name in FILE_NAMES:
            register, language = parts_of(name)
            (folder / name).write_bytes(typeset(example_facts(), language, register))


if __name__ == "__main__":
    write_example(Path(sys.argv[1]))
