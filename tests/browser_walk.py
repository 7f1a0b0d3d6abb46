"""Walks the participant's way in a real browser, finding it by itself, and looks at each page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, Page

MAIN_BUTTON = "main form button:not(.plain)"
MOST_PAGES = 60
MOST_STOPS = 120  # of the Tab key on one page
# The links of a page that stay with us; where they lead is looked at after the way.
LINKS = "nodes => nodes.map(n => n.getAttribute('href')).filter(a => /^\\/(?!leave|staff)/.test(a))"

# Text that is cut off, or covered by something else, or reaches beyond the page.
NOT_SEEN = """() => {
  const faults = [], width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) faults.push("the page scrolls sideways");
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode.data.trim(), element = words.currentNode.parentElement;
    if (!text || !element.checkVisibility()) continue;
    if (element.closest(".unseen, .skip, .scroll, .report-scroll, script")) continue;
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    for (const box of range.getClientRects()) {
      if (box.left < -0.5 || box.right > width + 0.5) faults.push(`beyond the page: ${text}`);
      for (let around = element; around !== document.body; around = around.parentElement) {
        const style = getComputedStyle(around), limits = around.getBoundingClientRect();
        const cuts = style.overflowX !== "visible" || style.borderTopWidth !== "0px";
        if (cuts && style.display !== "inline" &&
            (box.left < limits.left - 1 || box.right > limits.right + 1 ||
             box.top < limits.top - 1 || box.bottom > limits.bottom + 1))
          faults.push(`cut off by ${around.tagName}: ${text}`);
      }
    }
  }
  return [...new Set(faults)].slice(0, 5);
}"""

# What has the focus: how it is marked, where it stands, and whether something covers it.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const label = one.closest("label"), hidden = getComputedStyle(one).opacity === "0";
  const shown = hidden && label ? label.querySelector("span") : one;
  const style = getComputedStyle(shown);
  const box = shown.getClientRects()[0] || shown.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 2);
  const top = document.elementFromPoint(x, y);
  const all = [...document.querySelectorAll("*")];
  return {
    tag: one.tagName, type: one.type || "", name: one.name || "", id: one.id,
    text: (label || one).innerText.trim().slice(0, 60), place: all.indexOf(one),
    is_main: one.matches("main form button:not(.plain)"),
    is_marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    is_covered: !(top && ((label || shown).contains(top) || top.contains(shown))),
    is_outside: box.bottom <= 0 || box.top >= innerHeight,
  };
}"""


def press(button: Locator) -> None:
    """Press a button or a link, and wait for the page that comes."""
    with button.page.expect_navigation():
        button.click()


def way(page: Page, code: str, language: str) -> Iterator[str]:
    """Go from the card to the thanks by the main button of each page; stop at each page."""
    page.goto("/")
    for _ in range(MOST_PAGES):
        yield page.url
        if page.url.endswith("/thanks"):
            return
        fill_in(page, code, language)
        press(page.locator(MAIN_BUTTON).first)
    raise AssertionError(f"the way has no end: {page.url}")


def fill_in(page: Page, code: str, language: str) -> None:
    """Say something wherever the page's main form asks."""
    form = page.locator(MAIN_BUTTON).first.locator("xpath=ancestor::form")
    for field in form.locator("input:not([type=hidden]):not([type=radio])").all():
        if field.get_attribute("type") == "checkbox":
            field.check()
        else:
            field.fill(code if field.get_attribute("name") == "code" else "12")
    for group in form.locator("fieldset").all():
        own = group.locator(f"label:has(input[type=radio][value={language}])")
        choice = own if own.count() else group.locator("label:has(input[type=radio])")
        if choice.count():
            choice.first.click()


def links_on(page: Page) -> set[str]:
    """Return the addresses of ours that a page leads to."""
    found: list[str] = page.locator("a[href]").evaluate_all(LINKS)
    return {one.partition("#")[0] for one in found}


def tab_stops(page: Page) -> list[dict[str, Any]]:
    """Go through a page with the Tab key, from its beginning to its end."""
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None or (stops and found["place"] == stops[0]["place"]):
            return stops
        stops.append(found)
    raise AssertionError(f"the Tab key does not get out of {page.url}")
