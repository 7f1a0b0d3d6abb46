from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from survey.evaluation.speech import speaking
from survey.letter.reading import letter
from survey.letter.shown import ShownLetter, show
from tests.letters import whole_letter


@pytest.fixture
def shown(catalogues: None) -> Callable[..., ShownLetter]:
    """Show a letter without any request."""

    def make(
        language: str = "en", content: dict[str, Any] | None = None, **facts: Any
    ) -> ShownLetter:
        with speaking(language):
            return show(letter(content or whole_letter(**facts)), language)

    return make
