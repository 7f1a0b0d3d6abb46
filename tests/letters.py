"""Letters for tests: whole, with something of their own in every field."""

from __future__ import annotations

import copy
from typing import Any

from flask import Flask

from survey.letter import store
from survey.letter.reading import example
from survey.models import Study
from tests.factories import writing


def whole_letter(**facts: Any) -> dict[str, Any]:
    """Return a study's own letter without faults; its facts may be changed by name."""
    content = copy.deepcopy(example())
    del content["example"]
    content["facts"] |= facts
    return content


def install_letter(app: Flask, study: Study, **facts: Any) -> int:
    """Give a study a letter of its own, and return its version."""
    with writing(app) as session:
        return store.install(session, session.merge(study), whole_letter(**facts)).version
