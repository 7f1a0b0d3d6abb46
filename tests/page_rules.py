"""What every page must keep to. Each rule yields the faults it finds, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from tests.page_tree import Element

Rule = Callable[[Element], Iterator[str]]
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Type": "text/html; charset=utf-8",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJKMNP-TV-Z]{5}-?[0-9A-HJKMNP-TV-Z]{5}(?![0-9A-Z])")


def one_heading_and_a_title_that_begins_with_it(root: Element) -> Iterator[str]:
    headings = root.all("h1")
    title = root.one("head").one("title").text
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    elif not headings[0].text or not title.startswith(headings[0].text):
        yield f"the title {title!r} does not begin with {headings[0].text!r}"
    levels = [int(one.tag[1]) for one in root.all("h1", "h2", "h3", "h4")]
    yield from (f"h{high} follows h{low}" for low, high in pairwise(levels) if high > low + 1)


def ids_are_unique_and_references_lead_somewhere(root: Element) -> Iterator[str]:
    ids = [one["id"] for one in root.all() if "id" in one.attributes]
    yield from (f"the id {one} is used twice" for one in set(ids) if ids.count(one) > 1)
    for element in root.all():
        wanted = [
            one
            for name in REFERENCES
            if name in element.attributes
            for one in element[name].split() or ["(nothing)"]
        ]
        if element.tag == "a" and element.get("href").startswith("#"):
            wanted.append(element["href"][1:])
        yield from (
            f"<{element.tag}> refers to {one}, which is not there"
            for one in wanted
            if one not in ids
        )


def everything_to_fill_in_has_a_label(root: Element) -> Iterator[str]:
    labelled = {one["for"] for one in root.all("label") if one.get("for") and one.text}
    for field in root.all("input", "select", "textarea"):
        around = any(one.tag == "label" and one.text for one in field.ancestors())
        if field.get("type") != "hidden" and not around and field.get("id") not in labelled:
            yield f"the field {field.get('name')} has no label"
        grouped = any(one.tag == "fieldset" for one in field.ancestors())
        if field.get("type") == "radio" and not grouped:
            yield f"the radio button {field.get('name')} is in no fieldset"
    yield from (
        f"<{one.tag}> says nothing"
        for one in root.all("a", "button", "label", "li", "th")
        if not one.text
    )


def every_fieldset_has_a_legend(root: Element) -> Iterator[str]:
    for fieldset in root.all("fieldset"):
        inside = [one for one in fieldset.children if isinstance(one, Element)]
        if not inside or inside[0].tag != "legend" or not inside[0].text:
            yield f"the fieldset {fieldset.get('id')} does not begin with a legend"


def every_form_says_where_it_goes_and_proves_where_it_came_from(root: Element) -> Iterator[str]:
    for form in root.all("form"):
        if not form.get("action").startswith("/"):
            yield f"a form has the action {form.get('action')!r}"
        tokens = [one.get("value") for one in form.all("input", name="csrf_token")]
        if form.get("method").lower() == "post" and (len(tokens) != 1 or not tokens[0]):
            yield f"the form to {form.get('action')} has no token"


def pictures_are_told_in_words(root: Element) -> Iterator[str]:
    yield from ("an img has no alt" for one in root.all("img") if "alt" not in one.attributes)
    for svg in root.all("svg"):
        words = svg.get("aria-label") or svg.get("aria-labelledby")
        if svg.get("aria-hidden") != "true" and not (svg.get("role") == "img" and words):
            yield "an svg is neither hidden nor an image with words"


def tables_are_told_in_words(root: Element) -> Iterator[str]:
    for table in root.all("table"):
        if not [one for one in table.all("caption") if one.text]:
            yield "a table has no caption"
        if [one for one in table.all("th") if one.get("scope") not in {"col", "row"}]:
            yield "a table heading has no scope"


def nothing_is_inline_and_nothing_comes_from_elsewhere(root: Element) -> Iterator[str]:
    for element in root.all():
        if element.tag in {"style", "iframe", "object"}:
            yield f"there is a <{element.tag}>"
        if element.tag == "script" and (not element.get("src") or element.text):
            yield "there is a script within the page"
        yield from (
            f"<{element.tag}> has {name}"
            for name in element.attributes
            if name == "style" or name.startswith("on")
        )
        for name in ("href", "src", "action", "srcset"):
            address = element.get(name)
            if (
                element.tag != "a"
                and name in element.attributes
                and not address.startswith(("/", "#"))
            ):
                yield f"<{element.tag}> loads {address}"
            if address.startswith("javascript:"):
                yield f"<{element.tag}> runs a script"


def no_address_holds_a_code(root: Element) -> Iterator[str]:
    for element in root.all():
        yield from (
            f"<{element.tag}> has a code in its {name}"
            for name in ("href", "action", "src")
            if CODE.search(element.get(name))
        )


def words_are_set_as_they_should_be(root: Element) -> Iterator[str]:
    body = root.one("body")
    in_other = [one for one in body.all() if "lang" in one.attributes]
    yield from _set_wrongly(_own_text(body), root.one("html").get("lang"))
    for one in in_other:
        yield from _set_wrongly(_own_text(one), one["lang"])


def _own_text(element: Element) -> str:
    """Return the text inside that is in the element's own language, and not typed by somebody."""
    parts = [
        one if isinstance(one, str) else f"{_own_text(one)} "
        for one in element.children
        if isinstance(one, str) or ("lang" not in one.attributes and one.tag != "textarea")
    ]
    return re.sub(r"\s+", " ", "".join(parts))


def _set_wrongly(text: str, language: str) -> Iterator[str]:
    wrong = {
        r"%\(\w+\)": "a placeholder",
        "%%": "a doubled %",
        r"\{[{%]|[}%]\}": "template code",
        '"': "a straight quotation mark",
        r"\.\.\.": "three full stops",
        r" - ": "a hyphen for a dash",
        "Traceback": "a traceback",
        "&(amp|lt|quot|#\\d+);": "&...;",
    }
    wrong["“|”" if language in {"nb", "nn"} else "«|»"] = "another language's quotation marks"
    for pattern, fault in wrong.items():
        found = re.search(pattern, text)
        if found:
            yield f"{fault} in: {text[max(0, found.start() - 40) : found.end() + 40]}"


RULES: tuple[Rule, ...] = (
    one_heading_and_a_title_that_begins_with_it,
    ids_are_unique_and_references_lead_somewhere,
    everything_to_fill_in_has_a_label,
    every_fieldset_has_a_legend,
    every_form_says_where_it_goes_and_proves_where_it_came_from,
    pictures_are_told_in_words,
    tables_are_told_in_words,
    nothing_is_inline_and_nothing_comes_from_elsewhere,
    no_address_holds_a_code,
    words_are_set_as_they_should_be,
)


def faults_in(root: Element) -> list[str]:
    """Return every fault of a page."""
    return [fault for rule in RULES for fault in rule(root)]
