"""What every answer tells the browser, whatever was asked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.security import CLEARED, CLEARS
from tests.factories import make_card, make_staff, make_study
from tests.own_pages import close, come_back
from tests.page_client import PageClient
from tests.page_rules import POLICY
from tests.pages import CardPage, SignInPage, begin

HTTPS = "https://sammenheng.example.no"
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}


def every_answer(app: Flask, client: FlaskClient) -> list[TestResponse]:
    """Ask for every address there is, by every method a page may use."""
    paths = [re.sub(r"<[^>]+>", "a" * 32, rule.rule) for rule in app.url_map.iter_rules()]
    return [
        client.open(path, method=method, base_url=HTTPS)
        for path in paths
        for method in ("GET", "POST", "HEAD", "OPTIONS", "PUT")
    ]


def test_every_answer_over_https_carries_the_headers_also_where_it_refuses(served: Flask) -> None:
    answers = every_answer(served, served.test_client())
    assert len(answers) > 300
    assert {one.status_code for one in answers} >= {200, 302, 400, 403, 404, 405}
    for one in answers:
        told = {name: one.headers.get(name) for name in EXPECTED}
        assert told == EXPECTED, (one.request.method, one.request.path)
        assert set(one.headers["Content-Security-Policy"].split("; ")) == POLICY


def test_nothing_but_what_is_the_same_for_everybody_is_kept_by_a_browser(served: Flask) -> None:
    kept = {
        one.request.path
        for one in every_answer(served, served.test_client())
        if one.headers.get("Cache-Control") != "no-store"
    }
    # Released reports are for everybody, and so is a browser's copy of them.
    assert {path for path in kept if not path.startswith(("/static/", "/reports"))} == set()


def test_over_https_the_cookie_is_bound_to_this_host_and_out_of_a_scripts_reach(
    served: Flask,
) -> None:
    answer = served.test_client().get("/", base_url=HTTPS)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-sammenheng=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
    assert not [one for one in attributes if one.startswith("Domain")]


def test_no_answer_says_which_program_or_version_it_is(served: Flask) -> None:
    for one in every_answer(served, served.test_client()):
        assert "X-Powered-By" not in one.headers
        assert not re.search(r"[Ww]erkzeug|[Ff]lask|Traceback", one.get_data(as_text=True)), (
            one.request.path
        )


def test_no_page_of_ours_may_be_read_or_framed_by_another_site(served: Flask) -> None:
    answers = [
        served.test_client().get("/", base_url=HTTPS, headers={"Origin": "https://evil.example"}),
        served.test_client().options("/", base_url=HTTPS, headers={"Origin": "null"}),
    ]
    for one in answers:
        assert not [name for name, _ in one.headers if name.startswith("Access-Control")]
        assert "frame-ancestors 'none'" in one.headers["Content-Security-Policy"]


def leave_quickly(client: PageClient, app: Flask) -> TestResponse:
    return client.get("/leave")


def close_the_page(client: PageClient, app: Flask) -> TestResponse:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    return client.post(client.open("/lost-card").root.one("form", action="/close"))


def erase_everything(client: PageClient, app: Flask) -> TestResponse:
    CardPage(client).type_code(make_card(app, make_study(app)).code)
    return client.post(client.open("/erase").root.one("form", action="/erase"))


def sign_out(client: PageClient, app: Flask) -> TestResponse:
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    return client.post(client.page.root.one("form", action="/staff/sign-out"))


def sign_out_everywhere(client: PageClient, app: Flask) -> TestResponse:
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    page = client.open("/staff/account")
    return client.post(page.root.one("form", action="/staff/account/sign-out-everywhere"))


LEAVING = [leave_quickly, close_the_page, erase_everything, sign_out, sign_out_everywhere]


@pytest.mark.parametrize("leave", LEAVING)
def test_whoever_leaves_has_the_browser_forget_what_it_keeps_of_this_site(
    app: Flask, client: PageClient, leave: Callable[[PageClient, Flask], TestResponse]
) -> None:
    answer = leave(client, app)
    assert answer.headers["Clear-Site-Data"] == CLEARED
    assert "cookies" not in CLEARED  # those of the whole domain are not ours to delete


def test_every_way_of_leaving_is_tried_and_no_other_page_clears_anything(
    app: Flask, client: PageClient
) -> None:
    assert len(LEAVING) == len(CLEARS)
    assert app.view_functions.keys() >= CLEARS
    card = make_card(app, make_study(app))
    begin(client, card)
    assert "Clear-Site-Data" not in client.page.headers
    close(client)
    come_back(client, card, 200)
    assert "Clear-Site-Data" not in client.page.headers


def test_a_way_of_leaving_that_is_refused_clears_nothing(served: Flask) -> None:
    refused = served.test_client().post("/erase", base_url=HTTPS)  # no proof of where it is from
    assert refused.status_code == 400
    assert "Clear-Site-Data" not in refused.headers
