"""What is counted for monitoring, and how little that tells of people."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from survey.config import Settings
from survey.serving import worker_number
from survey.serving.audience import AUDIENCES, audience_of
from survey.serving.counts import STARTS, Counts
from survey.serving.exposition import STEP, Exposition
from survey.serving.monitoring import count_jobs
from tests.factories import make_card, make_study
from tests.page_client import PageClient
from tests.pages import CardPage, begin

MakeApp = Callable[[Settings], Flask]
LINE = re.compile(r'[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [0-9.]+')


class Clock:
    now = 1_000 * STEP

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counting(make_app: MakeApp, settings: Settings) -> Flask:
    return make_app(replace(settings, metrics="127.0.0.1:9100"))


@pytest.fixture
def exposition(counting: Flask, clock: Clock) -> Exposition:
    counts = counting.extensions["counts"]
    jobs = lambda: count_jobs(counting.extensions["database"])  # noqa: E731 - as it is served
    return Exposition(counts, jobs, clock=clock)


def value(text: str, name: str) -> float:
    """Return the value of one line."""
    found = [line for line in text.splitlines() if line.startswith(f"sammenheng_{name} ")]
    assert len(found) == 1, name
    return float(found[0].rpartition(" ")[2])


def of(audience: str, status: str) -> str:
    return f'requests_total{{audience="{audience}",status="{status}"}}'


def test_every_line_is_one_that_prometheus_reads(exposition: Exposition) -> None:
    for line in exposition.text().splitlines():
        assert line.startswith(("# HELP ", "# TYPE ")) or LINE.fullmatch(line), line


def test_requests_are_counted_by_who_opens_such_pages_and_by_how_it_went(
    counting: Flask, exposition: Exposition
) -> None:
    browser = counting.test_client()
    for path in ("/", "/nowhere", "/staff/", "/reports"):
        browser.get(path)
    text = exposition.text()
    assert value(text, of("participant", "2xx")) == 1
    assert value(text, of("participant", "4xx")) == 1
    assert value(text, of("staff", "3xx")) == 1
    assert value(text, of("public", "2xx")) == 1
    assert value(text, 'request_seconds_count{audience="participant"}') == 2


def test_what_participants_do_is_told_once_in_five_minutes(
    counting: Flask, exposition: Exposition, clock: Clock
) -> None:
    exposition.text()
    counting.test_client().get("/")
    clock.now += STEP - 1
    text = exposition.text()
    assert value(text, of("participant", "2xx")) == 0
    assert value(text, 'request_seconds_count{audience="participant"}') == 0
    clock.now += 1
    assert value(exposition.text(), of("participant", "2xx")) == 1


def test_a_fault_of_the_program_is_told_at_once(counting: Flask, exposition: Exposition) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    exposition.text()
    counting.config["PROPAGATE_EXCEPTIONS"] = False
    counting.view_functions["administer.card"] = fail  # type: ignore[assignment]
    counting.test_client().get("/")
    assert value(exposition.text(), of("participant", "5xx")) == 1


def test_no_count_tells_whether_somebody_sent_in_or_of_which_study(
    counting: Flask, exposition: Exposition, clock: Clock
) -> None:
    study = make_study(counting, "secret-study")
    client = PageClient(counting, "en")
    begin(client, make_card(counting, study))
    CardPage(client)
    clock.now += STEP
    text = exposition.text()
    names = set(re.findall(r'(\w+)="', text))
    assert names == {"audience", "status", "le", "state"}
    assert set(re.findall(r'audience="(\w+)"', text)) == set(AUDIENCES)
    assert "secret-study" not in text


def test_every_page_has_an_audience_and_every_staff_page_is_staffs(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        audience = audience_of(app, rule.endpoint)
        assert audience in AUDIENCES
        assert (audience == "staff") == rule.rule.startswith("/staff")


def test_counts_of_all_workers_are_added_and_go_on_when_one_is_replaced() -> None:
    counts = Counts()
    for number in (0, 1, 0):  # the third takes the place of the first
        child = os.fork()
        if child == 0:
            worker_number.become(number)
            counts.begin_worker()
            for _ in range(100):
                counts.note("staff", 200, 0.01)
            os._exit(0)
        os.waitpid(child, 0)
    assert counts.total(("staff", 2)) == 300
    assert counts.total(STARTS) == 3


def test_connections_in_use_are_counted_and_given_back(
    counting: Flask, exposition: Exposition
) -> None:
    with counting.extensions["database"].connect():
        # The one that counts the jobs is given back before the counts are read.
        assert value(exposition.text(), "database_connections_in_use") == 1
    assert value(exposition.text(), "database_connections_in_use") == 0


def test_a_database_that_is_away_is_told_as_such(counting: Flask, clock: Clock) -> None:
    exposition = Exposition(counting.extensions["counts"], lambda: None, clock=clock)
    text = exposition.text()
    assert value(text, "database_up") == 0
    assert "sammenheng_jobs" not in text


def test_jobs_are_counted_by_state(exposition: Exposition) -> None:
    text = exposition.text()
    assert [value(text, f'jobs{{state="{one}"}}') for one in ("queued", "running", "failed")] == [
        0,
        0,
        0,
    ]


def test_without_the_setting_nothing_is_counted(app: Flask) -> None:
    assert "counts" not in app.extensions
