"""Released reports for anybody: pages without sign-in, served from what was stored at the release.

The language can be asked for in the address, so that a link to a page keeps it and no cookie is
needed.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import lazy_gettext

from survey import language
from survey.errors import UnknownPage
from survey.models import Study
from survey.release import example_files, open_data, participation, public
from survey.release.check_codes import read_check_code
from survey.release.files import FILE_NAMES
from survey.release.gate import load_thresholds
from survey.release.planning import ALL
from survey.release.public import Place, Printed
from survey.release.public_forms import CheckForm
from survey.report import sentences
from survey.report.circumstances import area_name
from survey.report.example import example_facts
from survey.report.facts import MUNICIPALITY, POOL, STUDY
from survey.report.number_forms import month_of_week
from survey.report.sections import report_document
from survey.week_words import week_in_words

blueprint = Blueprint("public", __name__, url_prefix="/reports")
ONE_DAY = 24 * 3600
REGISTERS = {
    "report": lazy_gettext("Report"),
    "poster": lazy_gettext("Poster"),
    "appendix": lazy_gettext("Appendix for researchers"),
}


@blueprint.before_request
def show_in_language() -> None:
    """Show the page in the language that its address asks for."""
    language.show_in(request.args.get("language", ""))


@blueprint.url_defaults
def keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Let the links of a page that was asked for in a language keep it."""
    asked = request.args.get("language", "")
    if asked in language.LANGUAGES and endpoint not in FILES:
        values.setdefault("language", asked)


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Give the pages of this blueprint what they all say."""
    return {
        "area_name": area_name,
        "month": month_of_week,
        "no_norm_no_ranking": sentences.no_norm_no_ranking,
        "address_of": _address,
        "limits": load_thresholds(),
    }


@blueprint.errorhandler(UnknownPage)
def unknown(_error: UnknownPage) -> Response:
    """Say that there is no such report, with the way to those there are."""
    return make_response(render_template("public/unknown.html"), 404)


@blueprint.get("")
def reports() -> str:
    """Show the national series: every study, and within it every place in its official order."""
    studies = public.studies()
    return render_template(
        "public/reports.html",
        real=[one for one in studies if public.is_real(one)],
        invented=[one for one in studies if not public.is_real(one)],
        places_of=public.places,
        printed_of=public.printed,
        are_real=public.has_real_studies(),
    )


@blueprint.get("/series.csv")
def series_csv() -> Response:
    """Send the released figures: of real people, or where the program has none, invented ones."""
    content = open_data.as_csv(public.all_facts(are_real=public.has_real_studies()))
    return _file(content, "text/csv; charset=utf-8", open_data.CSV_NAME)


@blueprint.get("/series.json")
def series_json() -> Response:
    """Send what the figures mean, and what they may not be used for."""
    told = open_data.schema(is_invented=not public.has_real_studies())
    content = json.dumps(told, ensure_ascii=False, indent=2).encode()
    return _file(content, "application/json", open_data.SCHEMA_NAME)


@blueprint.get(f"/<study_key>/{STUDY}/{ALL}")
def study(study_key: str) -> str:
    """Show the newest report of a whole study, or who takes part."""
    return _newest(study_key, STUDY, ALL)


@blueprint.get(f"/<study_key>/{POOL}/<random_key:pool_id>")
def pool(study_key: str, pool_id: str) -> str:
    """Show the newest report of several municipalities together, or who takes part."""
    return _newest(study_key, POOL, pool_id)


@blueprint.get(f"/<study_key>/{MUNICIPALITY}/<number>")
def municipality(study_key: str, number: str) -> str:
    """Show the newest report of a municipality, or who takes part there."""
    return _newest(study_key, MUNICIPALITY, number)


@blueprint.get("/edition/<random_key:document_id>")
def edition(document_id: str) -> str:
    """Show one edition of a report, the newest or an earlier one."""
    found = public.by_document(document_id)
    return _report(found.study, found.place, found.printed)


@blueprint.get("/files/<random_key:document_id>/<name>")
def file(document_id: str, name: str) -> Response:
    """Send the bytes of a file as they were stored at the release."""
    found = public.file(document_id, name)
    response = _file(found.content, "application/pdf", name, found.sha256)
    response.cache_control.immutable = True
    return response


@blueprint.route("/check", methods=["GET", "POST"])
def check() -> str:
    """Ask for the check code of a report, and say what it belongs to."""
    form, found, is_asked = CheckForm(), None, False
    if form.validate_on_submit():
        code = read_check_code(form.code.data or "")
        found, is_asked = public.by_check_code(code) if code else None, True
    return render_template(
        "public/check.html",
        form=form,
        found=found,
        is_asked=is_asked,
        registers=REGISTERS,
        week=week_in_words,
    )


@blueprint.get("/example")
def example() -> str:
    """Show what a report looks like, with invented numbers."""
    document = report_document(example_facts())
    return render_template("public/example.html", document=document, registers=REGISTERS)


@blueprint.get("/example/<name>")
def example_file(name: str) -> Response:
    """Send the report with invented numbers as PDF."""
    if name not in FILE_NAMES:
        raise UnknownPage("the example has no such file")
    content = example_files.content(current_app.config["SETTINGS"], name)
    return _file(content, "application/pdf", f"example-{name}")


FILES = {"public.file", "public.example_file", "public.series_csv", "public.series_json"}


def _newest(study_key: str, kind: str, recipient: str) -> str:
    found = public.study_of(study_key)
    place = public.place_of(found, kind, recipient)
    shown = public.printed(found).get((kind, recipient))
    if shown:
        return _report(found, place, shown[0])
    told = participation.of_place(found, place)
    return render_template(
        "public/participation.html",
        study=found,
        place=place,
        told=told,
        too_few=sentences.too_few(told.refusal),
    )


def _report(study: Study, place: Place, printed: Printed) -> str:
    editions = public.printed(study)[place.kind, place.recipient]
    return render_template(
        "public/report.html",
        study=study,
        place=place,
        printed=printed,
        document=report_document(public.facts_of(printed)),
        files=public.files(printed.document_id),
        registers=REGISTERS,
        editions=editions,
    )


def _address(study: Study, place: Place) -> tuple[str, dict[str, str]]:
    """Return the endpoint of a place's page and what its address needs."""
    key = {STUDY: {}, POOL: {"pool_id": place.recipient}, MUNICIPALITY: {"number": place.recipient}}
    return f"public.{place.kind}", {"study_key": study.key, **key[place.kind]}


def _file(content: bytes, media_type: str, name: str, sha256: str = "") -> Response:
    """Return bytes that are the same for everybody; asked for again, they need not be sent."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.cache_control.public = True
    response.cache_control.max_age = ONE_DAY if sha256 else 0
    if sha256:
        response.set_etag(sha256)
    else:
        response.add_etag()
    response.make_conditional(request)
    return response
