"""A page as a tree of elements, read strictly: what is opened must be closed, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()  # noqa: SIM905
)


@dataclass(eq=False)
class Element:
    """One element with its attributes, its children and the text between them."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    @property
    def text(self) -> str:
        """All text inside, with single spaces."""
        return re.sub(r"\s+", " ", "".join(self._texts())).strip()

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()
                yield "" if child.tag in {"span", "strong", "em", "a", "sub", "code"} else " "

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """Return the elements inside of these tags (any when none is given) and attributes."""
        return [
            one
            for one in self._elements
            if (not tags or one.tag in tags)
            and all(one.get(name) == value for name, value in attributes.items())
        ]

    def one(self, *tags: str, **attributes: str) -> Element:
        """Return the only such element."""
        found = self.all(*tags, **attributes)
        assert len(found) == 1, f"{len(found)} of {tags} {attributes}"
        return found[0]

    @cached_property
    def _elements(self) -> list[Element]:
        own = [child for child in self.children if isinstance(child, Element)]
        return [one for child in own for one in (child, *child._elements)]

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around this one, nearest first."""
        if self.parent is not None:
            yield self.parent
            yield from self.parent.ancestors()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("document")
        self.declared = ""

    def handle_decl(self, decl: str) -> None:
        self.declared = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.here.tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def read_tree(html: str) -> Element:
    """Return the page's root; fail where it is not well formed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.declared.lower() == "doctype html", "the page does not begin with a doctype"
    assert reader.here is reader.root, f"<{reader.here.tag}> is never closed"
    return reader.root
