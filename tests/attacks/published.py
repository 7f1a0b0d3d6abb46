"""What anybody has who kept all that was ever published: the files, read as strangers read them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Flask

from tests.page_tree import Element, read_tree

HIDDEN = ":"
MEANS = ("pre_mean", "post_mean", "change_mean")
SPREADS = ("pre_sd", "post_sd", "change_sd")
FIGURES = (*MEANS, *SPREADS, "low", "high")
SIGNED = r"(?:−?\d+\.\d)"


@dataclass(frozen=True, order=True)
class About:
    """Whom figures are about, as the files call it: an edition of a place, or a part of one."""

    edition: int
    kind: str
    place: str  # the number of a municipality, the name of a pool; empty for the whole study
    part_kind: str = ""
    part_name: str = ""

    def part(self, kind: str, name: str) -> About:
        """Return a part of the same place."""
        return replace(self, part_kind=kind, part_name=name)


@dataclass(frozen=True)
class Line:
    """One outcome of one set; figures are empty where the files show ':'."""

    about: About
    outcome: str
    n_people: int
    n_groups: int
    figures: dict[str, float]


@dataclass(frozen=True)
class Shares:
    """How many of a set gave which answer to a question, as a page says it."""

    about: About
    question: str
    parts: dict[str, int]


@dataclass(frozen=True)
class Page:
    """One report as a page: its source, its tree, and which it is."""

    address: str
    source: str
    root: Element
    about: About

    @property
    def text(self) -> str:
        """Return what the article says."""
        return self.root.one("article").text


@dataclass(frozen=True)
class Published:
    """Everything that stands on the pages for anybody, at one moment."""

    lines: tuple[Line, ...]  # of the open data
    pages: tuple[Page, ...]
    without_report: dict[str, str]  # the source of pages of places that have none
    series: str
    schema: str

    @property
    def shares(self) -> list[Shares]:
        """Return every count of answers on any page."""
        return [one for page in self.pages for one in shares_on(page)]


def read_all(app: Flask) -> Published:
    """Collect every published file, from the front page of the reports on."""
    browser = app.test_client()

    def get(address: str) -> str:
        answer = browser.get(address, headers={"Accept-Language": "en"})
        assert answer.status_code == 200, address
        return answer.text

    series = get("/reports/series.csv")
    lines = tuple(_lines(series))
    codes = {_code(row): row for row in csv.DictReader(io.StringIO(series)) if not row["part_kind"]}
    by_code = {code: _about(row) for code, row in codes.items()}
    places = _addresses(get("/reports"), r"/reports/[\w-]+/(?:study|pool|municipality)/\w+")
    without, waiting, seen = dict[str, str](), list(places), set[str]()
    pages = dict[About, Page]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        source = get(address)
        found = re.search(r"check code ([0-9A-Z]{4,5}-[0-9A-Z]{4,5})", source)
        if found is None:
            without[address] = source
            continue
        about = by_code[found[1]]
        pages[about] = Page(address, source, read_tree(source), about)
        waiting += _addresses(source, r"/reports/edition/\w+")
    assert set(pages) == set(by_code.values()), "every report of the series has a page"
    return Published(lines, tuple(pages.values()), without, series, get("/reports/series.json"))


def _addresses(source: str, pattern: str) -> list[str]:
    return sorted(set(re.findall(rf'href="({pattern})', source)))


def _code(row: dict[str, str]) -> str:
    return row["check_code"]


def _about(row: dict[str, str]) -> About:
    place = row["area_number"] or row["area_name"]
    return About(int(row["edition"]), row["area_kind"], place, row["part_kind"], row["part_name"])


def _lines(series: str) -> Iterator[Line]:
    for row in csv.DictReader(io.StringIO(series)):
        if row["n_pairs"] == HIDDEN:
            assert all(row[name] == HIDDEN for name in FIGURES), "no figure beside a hidden size"
            yield Line(_about(row), row["outcome"], 0, 0, {})
            continue
        is_hidden = {row[name] == HIDDEN for name in FIGURES}
        assert len(is_hidden) == 1, "a line is shown or hidden as a whole"
        figures = {} if row["low"] == HIDDEN else {name: float(row[name]) for name in FIGURES}
        yield Line(_about(row), row["outcome"], int(row["n_pairs"]), int(row["n_groups"]), figures)


def shares_on(page: Page) -> Iterator[Shares]:
    """Yield the counts of answers of one report: tables, drawings and sentences."""
    for table in page.root.all("table"):
        heads = [one.text for one in table.one("thead").all("th")]
        if heads[0] != "Sentence":
            continue
        for row in table.one("tbody").all("tr"):
            cells = [one.text for one in row.all("td")]
            if HIDDEN not in cells:
                counts = [int(cell.split()[0]) for cell in cells]
                question = row.one("th").text
                yield Shares(page.about, question, dict(zip(heads[1:], counts, strict=True)))
    for picture in page.root.all("svg"):
        title, told = picture.all("title")[0].text, picture.all("desc")[0].text
        if found := re.fullmatch(r"(.*): answers of \d+ people", title):
            parts = re.findall(r"([^:;.]+): (\d+) \(\d+\s%\)", told.removeprefix(f"{title}. "))
            yield Shares(page.about, found[1], {name.strip(): int(n) for name, n in parts})
    for name, up, same, down in re.findall(
        r"(Sense of coherence, total|Self-efficacy)\. For one person.*?answered both times, (\d+) "
        r"were clearly higher, (\d+) showed no clear change and (\d+) were clearly lower",
        page.text,
    ):
        counts = {"higher": int(up), "no clear change": int(same), "lower": int(down)}
        yield Shares(page.about, f"{name}: clear change", counts)
