"""Jobs that do something of their own rather than make a result.

Loads typst, numpy and scipy: for the worker only.
"""

from __future__ import annotations

from collections.abc import Callable

from survey.cards import batches, papers
from survey.cards.paper_jobs import make_handout, make_paper
from survey.cards.printing import print_batch
from survey.dry_run import operations as dry_run
from survey.dry_run.filling import fill
from survey.export import jobs as files
from survey.planner import operations as planner
from survey.planner.calculate import make_plan
from survey.release import editions, making, scripted
from survey.report import artefacts
from survey.sikt import operations as sikt
from survey.sikt.pack import make_pack
from survey.study_end import carrying_out, ends

# Each is told the study's id and the job's area, commits by itself, and may be told twice.
DEEDS: dict[str, Callable[[str, str], None]] = {
    batches.KIND: print_batch,
    papers.HANDOUT: make_handout,
    papers.PAPER: make_paper,
    sikt.KIND: make_pack,
    dry_run.KIND: fill,
    artefacts.EXPORT: files.run,
    planner.KIND: make_plan,
    editions.PLAN: making.propose,
    editions.RELEASE: making.release,
    editions.SCRIPTED: scripted.run,
    ends.KIND: carrying_out.run,
}
