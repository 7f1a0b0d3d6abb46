"""A page as a tree of elements, read strictly: what is opened must be closed, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import unescape

VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()  # noqa: SIM905
)

INLINE = frozenset({"span", "strong", "em", "a", "sub", "code"})
AS_IT_STANDS = frozenset({"script", "style"})  # what is inside is no HTML

# One expression, and no parser that forgives: that was a third of what a page costs a test.
ATTRIBUTE = re.compile(r"""\s+([^\s=<>/"']+)(?:="([^"]*)"|='([^']*)')?""")
PART = re.compile(
    r"""([^<]+)"""
    r"""|</([a-zA-Z][^\s<>/]*)\s*>"""
    r"""|<([a-zA-Z][^\s<>/]*)((?:\s+[^\s=<>/"']+(?:="[^"]*"|='[^']*')?)*)\s*/?>"""
    r"""|<!--.*?-->|<!([^>]*)>""",
    re.DOTALL,
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
        waiting = self._inside()
        while waiting:
            found.append(waiting.pop())
            waiting += found[-1]._inside()
        return found

    def _inside(self) -> list[Element]:
        """Return the child elements, last first."""
        return [one for one in reversed(self.children) if isinstance(one, Element)]

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around this one, nearest first."""
        around = self.parent
        while around is not None:
            yield around
            around = around.parent


def read_tree(html: str) -> Element:
    """Return the page's root; fail where it is not well formed."""
    root = here = Element("document")
    declared, at = "", 0
    while at < len(html):
        part = PART.match(html, at)
        assert part, f"no HTML: {html[at : at + 60]!r}"
        at = part.end()
        words, closed, opened, attributes, declaration = part.groups()
        if words:
            here.children.append(unescape(words) if "&" in words else words)
        elif opened:
            tag = opened.lower()
            element = Element(tag, dict(_attributes(tag, attributes)), here)
            here.children.append(element)
            if tag in AS_IT_STANDS:
                inside, closing, _ = html[at:].partition(f"</{tag}>")
                assert closing, f"<{tag}> is never closed"
                element.children += [inside] if inside else []
                at += len(inside) + len(closing)
            elif tag not in VOID and not part[0].endswith("/>"):
                here = element
        elif closed:
            assert closed.lower() == here.tag, f"</{closed}> closes <{here.tag}>"
            assert here.parent is not None
            here = here.parent
        elif declaration:
            declared = declaration
    assert declared.lower() == "doctype html", "the page does not begin with a doctype"
    assert here is root, f"<{here.tag}> is never closed"
    return root


@lru_cache(maxsize=20_000)
def _attributes(tag: str, written: str) -> tuple[tuple[str, str], ...]:
    """Return names and values; most tags are written alike on every page."""
    found = [(one[1].lower(), one[2] or one[3] or "") for one in ATTRIBUTE.finditer(written)]
    names = [name for name, _ in found]
    assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
    return tuple((name, unescape(value)) for name, value in found)
