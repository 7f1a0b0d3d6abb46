"""The templates' own quick ``_`` says what Flask-Babel's says."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale, gettext

SENTENCES = ("Welcome", "Save and go on", "If you have lost the card")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_sentence_is_the_same_as_elsewhere_in_the_program(app: Flask, language: str) -> None:
    with app.app_context(), force_locale(language):
        for sentence in SENTENCES:
            assert render_template_string("{{ _(s) }}", s=sentence) == gettext(sentence)


def test_a_language_changed_on_the_way_changes_the_next_sentence(app: Flask) -> None:
    with app.app_context():
        said = []
        for language in ("nb", "nn", "nb"):
            with force_locale(language):
                said.append(render_template_string("{{ _('Save and go on') }}"))
    assert said == ["Lagre og gå videre", "Lagre og gå vidare", "Lagre og gå videre"]


def test_what_is_put_into_a_sentence_is_made_safe_each_time(app: Flask) -> None:
    page = "{{ _('Receipt: %(receipt)s', receipt=r) }}"
    with app.app_context(), force_locale("en"):
        assert render_template_string(page, r="<b>") == "Receipt: &lt;b&gt;"
        assert render_template_string(page, r="1") == "Receipt: 1"
