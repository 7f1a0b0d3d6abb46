"""The interface's translations: collected from the code, kept as .po, compiled to .mo.

The English sentence in the code is the key. Run this file after changing one: it brings
``nb/LC_MESSAGES/messages.po`` and ``nn/...`` up to date and compiles them. Building and
installing the package compiles them too (it is hatchling's build hook).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(one.parents[1].name for one in FOLDER.glob("*/LC_MESSAGES/messages.po")))
METHODS = [("translations/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true"}}
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


def po_path(language: str) -> Path:
    """Return where a language's sentences are kept."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def sentences_in_code() -> Catalog:
    """Return every sentence that the code and the templates show."""
    catalog = Catalog(project="Sammenheng", charset="utf-8")
    found = extract_from_dir(
        FOLDER.parent,
        METHODS,
        OPTIONS,
        keywords=KEYWORDS,
        directory_filter=lambda _folder: True,  # by itself it passes over _macros
    )
    for file_name, _line, message, _comments, _context in found:
        catalog.add(message, locations=[(file_name, 0)])
    return catalog


def read(language: str) -> Catalog:
    """Return a language's kept sentences; none where there is no file yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> None:
    """Bring a language's file to the sentences in the code, keeping what is translated."""
    kept = read(language)
    catalog = Catalog(
        locale=language,
        header_comment="# Sammenheng's interface. The English sentence in the code is the key.",
        project="Sammenheng",
        version="(any)",
        msgid_bugs_address="none",
        last_translator="The project",
        language_team="The project",
        charset="utf-8",
        creation_date=kept.creation_date,  # a run that finds nothing new changes nothing
        revision_date=kept.creation_date,
        fuzzy=False,
    )
    for message in sentences_in_code():
        if message.id:
            known = kept.get(message.id)
            text = known.string if known is not None else ""
            catalog.add(message.id, text or None, locations=message.locations)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalog, width=100, sort_output=True, include_lineno=False, omit_header=False
        )


def compile_language(language: str) -> None:
    """Write the .mo that the program reads."""
    with po_path(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, read(language))


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's name for "the hook in this file"
    """Compiles the translations before the package is built or installed for development."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile every language."""
        for language in LANGUAGES:
            compile_language(language)


if __name__ == "__main__":
    for each in LANGUAGES:
        update(each)
        compile_language(each)
