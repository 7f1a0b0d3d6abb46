"""A journal on a PostgreSQL server does what one in a file does."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.models import Study
from tests.databases import IS_POSTGRESQL, Databases
from tests.restoring import Installation, answered, erase, is_there

pytestmark = pytest.mark.skipif(not IS_POSTGRESQL, reason="about the server")


@pytest.fixture
def journal_at(databases: Databases, tmp_path: Path) -> str:
    return databases.make_empty(tmp_path / "journal")


def test_who_was_erased_after_a_backup_is_erased_again(here: Installation, study: Study) -> None:
    app = here.app()
    gone, stays = answered(app, study), answered(app, study, 2)
    backup = here.back_up()
    erase(app, gone)
    here.restore(backup)
    assert "erase replay" in here.run("serve").err
    assert here.run("erase", "replay").code == 0
    assert (is_there(here.app(), gone), is_there(here.app(), stays)) == (False, True)
    assert here.run("db", "check").code == 0


def test_one_that_is_not_there_is_named(here: Installation, databases: Databases) -> None:
    empty = databases.make_empty(here.folder / "another")
    here.change(f'journal = "{here.settings.journal}"', f'journal = "{empty}"')
    refused = here.run("serve")
    assert refused.code == 1
    assert "journal" in refused.err
