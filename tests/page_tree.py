"""A page as a tree of elements, read strictly: what is opened must be closed, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()  # noqa: SIM905
)

INLINE = frozenset({"span", "strong", "em", "a", "sub", "code"})


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

    @cached_property
    def text(self) -> str:
        """All text inside, with single spaces."""
        return " ".join(self._words.split())

    @cached_property
    def _words(self) -> str:
        return "".join(
            child if isinstance(child, str) else child._words + ("" if child.tag in INLINE else " ")
            for child in self.children
        )

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """Return the elements inside of these tags (any when none is given) and attributes."""
        found = [one for one in self._elements if one.tag in tags] if tags else [*self._elements]
        for name, value in attributes.items():
            found = [one for one in found if one.attributes.get(name, "") == value]
        return found

    def one(self, *tags: str, **attributes: str) -> Element:
        """Return the only such element."""
        found = self.all(*tags, **attributes)
        assert len(found) == 1, f"{len(found)} of {tags} {attributes}"
        return found[0]

    @cached_property
    def _elements(self) -> list[Element]:
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                found.append(child)
                found += child._elements
        return found

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around this one, nearest first."""
        around = self.parent
        while around is not None:
            yield around
            around = around.parent


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
