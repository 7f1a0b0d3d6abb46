"""What the planner asks; the answers stand in the address, so that a plan can be kept."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DecimalField, IntegerField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import TextInput

from survey.planner.asked import Asked


def _between(low: float, high: float) -> list[Any]:
    words = lazy_gettext("Type a number from %(low)s to %(high)s.", low=low, high=high)
    return [InputRequired(words), NumberRange(low, high, message=words)]


class CommaDecimalField(DecimalField):
    """A number with a decimal comma or a decimal point, shown again as it was typed."""

    widget = TextInput()

    def _value(self) -> str:
        """Return what was typed, or the number as the language writes it."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(format_decimal(self.data, format="0.0"))

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a comma as a point."""
        super().process_formdata([one.strip().replace(",", ".") for one in valuelist])


class PlanForm(FlaskForm):
    """One question of the planner."""

    class Meta:
        """Nothing is changed by asking, and the form is sent by its address."""

        csrf = False

    change = CommaDecimalField(
        lazy_gettext("Change you want to be able to find, in points"),
        places=1,
        validators=_between(0.5, 40),
    )
    sd = CommaDecimalField(
        lazy_gettext("How much people differ before: standard deviation, in points"),
        places=1,
        validators=_between(1, 40),
    )
    retest = IntegerField(
        lazy_gettext(
            "How alike two answers of one person are, without change: retest correlation, in "
            "hundredths"
        ),
        validators=_between(0, 95),
    )
    response = IntegerField(
        lazy_gettext("How many of those who start answer both times: per cent"),
        validators=_between(5, 100),
    )
    icc = IntegerField(
        lazy_gettext("How alike change is within a group: the share between groups, in hundredths"),
        validators=_between(0, 60),
    )
    group_size = IntegerField(
        lazy_gettext("People who start in a group"), validators=_between(2, 20)
    )
    groups = IntegerField(lazy_gettext("Groups you plan"), validators=_between(1, 1000))

    @property
    def asked(self) -> Asked:
        """Return the question; only after it has been validated."""
        return Asked(
            change=round(float(self.change.data or 0) * 10),
            sd=round(float(self.sd.data or 0) * 10),
            retest=int(self.retest.data or 0),
            response=int(self.response.data or 0),
            icc=int(self.icc.data or 0),
            group_size=int(self.group_size.data or 0),
            groups=int(self.groups.data or 0),
        )


def defaults(planned_groups: int | None) -> dict[str, Any]:
    """Return what stands in the form at first."""
    asked = Asked()
    return {
        "change": asked.change / 10,
        "sd": asked.sd / 10,
        "retest": asked.retest,
        "response": asked.response,
        "icc": asked.icc,
        "group_size": asked.group_size,
        "groups": planned_groups or asked.groups,
    }
