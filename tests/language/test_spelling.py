from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
DICTIONARIES = {"nb": "nb_NO", "nn": "nn_NO"}
REQUIRED = "SAMMENHENG_SPELLING_REQUIRED"  # set to 1 where a missing dictionary is a fault
WORD = re.compile(r"[^\W\d_]+(?:[-\u2019'][^\W\d_]+)*")


@pytest.mark.parametrize("language", list(DICTIONARIES))
def test_every_word_is_spelt_as_in_the_dictionary_or_the_own_list(
    language: str, texts: list[Any]
) -> None:
    found = {
        word for text in texts if text.language == language for word in WORD.findall(text.plain)
    }
    unknown = _unknown_to_hunspell({word for word in found if len(word) > 1}, language)
    own = set(_own_words(language))
    assert sorted(word for word in unknown if not {word, word.lower()} & own) == []


@pytest.mark.parametrize(("language", "word"), [("nb", "svarrene"), ("nn", "spørjesjema")])
def test_a_slip_of_the_finger_is_found(language: str, word: str) -> None:
    assert _unknown_to_hunspell({word, "kommune"}, language) == {word}


@pytest.mark.parametrize("language", list(DICTIONARIES))
def test_the_own_list_is_sorted_with_one_word_a_line(language: str) -> None:
    own = _own_words(language)
    assert own == sorted(set(own), key=lambda word: (word.lower(), word))
    assert [word for word in own if not WORD.fullmatch(word)] == []


def _own_words(language: str) -> list[str]:
    return (HERE / f"words.{language}.txt").read_text(encoding="utf-8").splitlines()


def _unknown_to_hunspell(words: set[str], language: str) -> set[str]:
    program = shutil.which("hunspell")
    if program is None:
        _dictionary_is_missing()
    told = subprocess.run(
        [str(program), "-d", DICTIONARIES[language], "-i", "utf-8", "-l"],
        input="\n".join(sorted(words)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if told.returncode != 0:
        _dictionary_is_missing()
    unknown = set(told.stdout.split())
    return {word for word in words if unknown & {word, *re.split("[-\u2019']", word)}}


def _dictionary_is_missing() -> None:
    message = "the spell check needs Debian's packages hunspell and hunspell-no"
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(message)
    pytest.skip(message)
