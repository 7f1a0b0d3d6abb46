"""What is asked of the planner: whole numbers only, so that the same question is one name."""

from __future__ import annotations

from dataclasses import astuple, dataclass

# The defaults are those of `sammenheng plan`; a test holds them together.
CHANGE, SD, RETEST, RESPONSE, ICC, GROUP_SIZE, GROUPS = 40, 123, 74, 60, 10, 6, 30


@dataclass(frozen=True)
class Asked:
    """One question: change and SD in tenths of a point, shares in hundredths."""

    change: int = CHANGE
    sd: int = SD
    retest: int = RETEST
    response: int = RESPONSE
    icc: int = ICC
    group_size: int = GROUP_SIZE
    groups: int = GROUPS  # as planned

    @property
    def name(self) -> str:
        """Return the question as a short text, which is the area of its job."""
        return "-".join(map(str, astuple(self)))


def asked_in(name: str) -> Asked:
    """Return the question that a name stands for."""
    return Asked(*map(int, name.split("-")))
