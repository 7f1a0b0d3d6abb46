"""What each report of an edition says beside its own figures: all of it through the ledger.

For jobs only: it needs pandas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy.orm import Session

from survey.cards.counts import n_printed, n_returned
from survey.models import Edition, Study
from survey.models.ledger import MUNICIPALITY, NEWEST, POOL, PUBLICATION, STUDY
from survey.municipalities import all_municipalities
from survey.release import calendar, editions
from survey.release.book import Book
from survey.release.counts import in_fives
from survey.release.names import names_of
from survey.release.planning import ALL, Line
from survey.release.stored_pools import pools_of
from survey.release.study_people import FrozenPeople
from survey.release.tables import Tables
from survey.release.told import OfOneSet, Told
from survey.report import facts
from survey.report.facts import Area, Headline, PartLine, ReportContext, ReportFacts
from survey.report.operations import study_facts
from survey.report.summarise import facts_of, headline_of

DOCUMENTS = (STUDY, POOL, MUNICIPALITY)


@dataclass(frozen=True)
class Made:
    """The facts of one report, and where it stands in the edition."""

    kind: str
    recipient: str
    facts: ReportFacts


class Contexts:
    """Makes the facts of every report of an edition, from one moment's answers."""

    def __init__(
        self, session: Session, edition: Edition, number: int, book: Book, frozen: FrozenPeople
    ) -> None:
        """Take everything that the reports have in common."""
        study = session.get_one(Study, edition.study_id)
        self.lines = {(one.kind, one.recipient): one for one in editions.lines(edition)}
        self.edition, self.number, self.book, self.frozen = edition, number, book, frozen
        self.next_week = calendar.next_week(session, study, edition.cut_off_week)
        self.study = study_facts(study)
        towns = {one.number: one.name for one in all_municipalities().values()}
        self.names = towns | names_of(session, study)
        self.pools = pools_of(session, study.id)
        self.tables = Tables(session, study, self.pools)
        handed_out = n_printed(session, study) - n_returned(session, study)
        self.n_invited = in_fives(handed_out) if handed_out > 0 else None
        self.before: dict[tuple[str, str], list[Headline]] = {}
        for document, earlier in editions.released_documents(session, study):
            told = _headline(ReportFacts.from_json(document.facts), earlier)
            self.before.setdefault((document.kind, document.recipient), []).append(told)
        self.own = self._own(session, study)
        self.headlines = {key: self._outcomes(self.lines[key]) for key in self.own}

    def _own(self, session: Session, study: Study) -> dict[tuple[str, str], OfOneSet]:
        """Return what is told of each set of this edition, after all that was told before."""
        told = Told(self.book.atoms, self.frozen.everybody, self.frozen.rows)
        for earlier in editions.entered(session, study):
            for line in editions.lines(earlier):
                for sign in line.told:
                    told.tell(sign, self.book.today(line.atoms))
        return {
            key: OfOneSet(told, frozenset(line.atoms), {})
            for key, line in self.lines.items()
            if line.is_shown and line.kind != PUBLICATION
        }

    def told(self) -> list[Line]:
        """Return the lines with what is told of each, once all reports are made."""
        return [
            replace(line, told=tuple(self.own[key].signs)) if key in self.own else line
            for key, line in self.lines.items()
        ]

    def due(self) -> list[Line]:
        """Return the lines that get a report of their own."""
        return [one for one in self.lines.values() if one.kind in DOCUMENTS and one.is_new]

    def made(self, check_codes: Mapping[tuple[str, str], str]) -> Iterator[Made]:
        """Yield the facts of each report that is due."""
        for line in self.due():
            released = self._people(line)
            context = self._context(line, check_codes[line.kind, line.recipient])
            own = self.own[line.kind, line.recipient]
            yield Made(line.kind, line.recipient, facts_of(released, context, own))

    def _context(self, line: Line, check_code: str) -> ReportContext:
        key = (line.kind, line.recipient)
        area = self._area(line)
        counted = self._counted(line)
        newest = self.lines.get((NEWEST, line.recipient)) if line.kind == MUNICIPALITY else None
        return ReportContext(
            study=self.study,
            area=area,
            edition=facts.Edition(
                self.number, self.edition.cut_off_week, self.next_week, check_code
            ),
            n_invited_in_fives=self.n_invited if line.kind == STUDY else None,
            n_pre_in_fives=in_fives(int(counted["has_pre"].sum())),
            n_both_in_fives=in_fives(int((counted["has_pre"] & self._in_time(counted)).sum())),
            earlier=tuple(self.before.get(key, ())),
            newest=self._headline(newest, area.name) if newest and newest.is_shown else None,
            nation=None if line.kind == STUDY else self._nation(),
            parts=tuple(self._parts(line)),
        )

    def _area(self, line: Line) -> Area:
        if line.kind == STUDY:
            return facts.WHOLE_STUDY
        if line.kind == POOL:
            return Area(facts.POOL, None, self.names[line.recipient])
        name = all_municipalities()[line.recipient].name
        return Area(facts.MUNICIPALITY, line.recipient, name)

    def _counted(self, line: Line) -> pd.DataFrame:
        """Return everybody who had answered before at the cut-off, in the area of a report."""
        people = self.frozen.everybody
        people = people[people["week_pre"] <= self.edition.cut_off_week]
        if line.kind == MUNICIPALITY:
            return people[people["municipality"] == line.recipient]
        if line.kind == POOL:
            return people[people["municipality"].isin(self.pools[line.recipient])]
        return people

    def _in_time(self, people: pd.DataFrame) -> pd.Series:
        return people["has_post"] & (people["week_post"] <= self.edition.cut_off_week)

    def _nation(self) -> Headline | None:
        """Return the whole study as this edition shows it, or the last one that did."""
        line = self.lines.get((STUDY, ALL))
        if line is not None and line.is_shown:
            return self._headline(line, None)
        told = self.before.get((STUDY, ALL))
        return told[-1] if told else None

    def _parts(self, line: Line) -> Iterator[PartLine]:
        """Yield the lines of a report's tables, in the order of names: no ranking."""
        lines = [
            (one.dimension, self.names.get(one.value, one.value), one)
            for one in self.tables.of(line.kind, line.recipient)
        ]
        for dimension, name, one in sorted(lines, key=lambda part: (part[0], part[1].casefold())):
            planned = self.lines.get(one.key)
            headline = None
            if planned is not None and planned.is_shown:
                headline = self._headline(planned, name)
            yield PartLine(dimension, name, headline, is_empty=one.is_empty)

    def _headline(self, line: Line, name: str | None) -> Headline:
        return replace(self.headlines[line.kind, line.recipient], area_name=name)

    def _outcomes(self, line: Line) -> Headline:
        return headline_of(
            self._people(line),
            area_name=None,
            edition=self.number,
            cut_off_week=self.edition.cut_off_week,
            own=self.own[line.kind, line.recipient],
        )

    def _people(self, line: Line) -> pd.DataFrame:
        return self.frozen.of(line.atoms, line.n_people)


def _headline(told: ReportFacts, edition: Edition) -> Headline:
    return Headline(
        told.area.name,
        told.edition.number,
        edition.cut_off_week,
        told.n_pairs,
        told.n_groups,
        told.outcomes,
    )
