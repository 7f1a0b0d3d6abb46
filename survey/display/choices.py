"""What can be chosen in the menu of each participant's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Display:
    """What is chosen; a display that nobody touched has the first of each."""

    amount: str = "page"
    text_size: str = "ordinary"
    spacing: str = "ordinary"

    @property
    def is_one_by_one(self) -> bool:
        """Return whether each question has a page of its own."""
        return self.amount == "question"

    @property
    def css_classes(self) -> str:
        """Return the classes by which the style sheet knows it."""
        chosen = {"text": self.text_size, "space": self.spacing}
        return " ".join(f"{key}-{value}" for key, value in chosen.items() if value != "ordinary")

    def with_choice(self, setting: str, value: str) -> Display:
        """Return the display with one thing chosen; unchanged where no menu offers that."""
        if value not in dict(CHOICES.get(setting, ())):
            return self
        return replace(self, **{setting: value})

    def choices(self) -> Iterator[MenuLine]:
        """Yield what the menu offers, line by line."""
        for setting, values in CHOICES.items():
            yield MenuLine(
                setting,
                HEADINGS[setting],
                tuple((key, words, key == getattr(self, setting)) for key, words in values),
            )


@dataclass(frozen=True)
class MenuLine:
    """One setting: value, words, and whether it is chosen now."""

    setting: str
    heading: LazyString
    values: tuple[tuple[str, LazyString, bool], ...]


HEADINGS: Mapping[str, LazyString] = {
    "amount": lazy_gettext("How many questions"),
    "text_size": lazy_gettext("Size of the text"),
    "spacing": lazy_gettext("Space between the lines"),
}
CHOICES: Mapping[str, tuple[tuple[str, LazyString], ...]] = {
    "amount": (
        ("page", lazy_gettext("One page at a time")),
        ("question", lazy_gettext("One question at a time")),
    ),
    "text_size": (
        ("ordinary", lazy_gettext("Ordinary text")),
        ("large", lazy_gettext("Large text")),
        ("larger", lazy_gettext("Larger text")),
    ),
    "spacing": (
        ("ordinary", lazy_gettext("Ordinary spacing")),
        ("more", lazy_gettext("More spacing")),
    ),
}
