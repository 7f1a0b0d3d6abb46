"""An installation in which something is released: of real people, and of a demonstration."""

from __future__ import annotations

import pytest

from survey import create_app
from survey.config import Settings
from survey.models.study import DEMONSTRATION, EVALUATION
from tests.databases import Databases
from tests.factories import make_study
from tests.public_reports import Released
from tests.released import ALSTAHAUG, BODO, NARVIK, POOL, TOWNS, add_pool, add_round, make_edition


@pytest.fixture(scope="session")
def released(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, catalogues: None
) -> Released:
    """Release two editions of a study of real people, and one of a demonstration.

    To be looked at only. In the real one Bodø has enough people, and its figures would give
    Alstahaug's away.
    """
    database = databases.make(tmp_path_factory.mktemp("released") / "released.sqlite")
    app = create_app(Settings(database, "s" * 32, "p" * 32, "e" * 32, https=False))
    real = make_study(app, "grief", name="Sorg og samliv", kind=EVALUATION)
    add_round(app, real, {NARVIK: (4, 4, 4, 4), BODO: (5, 5, 5), ALSTAHAUG: (4,)})
    make_edition(app, real)
    add_round(app, real, {NARVIK: (4, 4, 4)}, at=1)
    make_edition(app, real)
    demonstration = make_study(app, "shown", name="Vist fram", kind=DEMONSTRATION)
    add_round(app, demonstration, TOWNS)
    pool = add_pool(app, demonstration, POOL)
    make_edition(app, demonstration)
    return Released(app, real, demonstration, pool)
