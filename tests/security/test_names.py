"""Under which name one asks changes nothing: no link, no method and no page comes from a header."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from survey.security import answers_to

ADDRESS = "https://sammenheng.example.no"


@pytest.mark.parametrize(
    "host",
    [
        "sammenheng.example.no",
        "SAMMENHENG.example.no:443",
        "localhost:8000",
        "127.0.0.1:8000",
        "[::1]:8000",
        "10.2.0.7",
    ],
)
def test_the_own_name_and_the_numbers_of_machines_are_answered(served: Flask, host: str) -> None:
    answer = served.test_client().get("/", headers={"Host": host})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "sammenheng.example.no.evil.example",
        "evil-sammenheng.example.no",
        "evil.example#sammenheng.example.no",
        "evil.example/@sammenheng.example.no",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
    ],
)
def test_a_name_that_somebody_else_leads_here_gets_no_page(served: Flask, host: str) -> None:
    for path in ("/", "/staff/sign-in", "/no-such-page", "/static/style.css"):
        answer = served.test_client().get(path, headers={"Host": host})
        assert answer.status_code in {400, 421}, path
        assert "evil" not in answer.get_data(as_text=True)
        assert "Set-Cookie" not in answer.headers


@given(st.text(min_size=1, max_size=60))
def test_whatever_stands_in_the_header_is_judged_without_an_error(host: str) -> None:
    assert isinstance(answers_to(host, ADDRESS), bool)


@given(st.from_regex(r"[a-z]{1,9}(\.[a-z]{2,9}){1,3}", fullmatch=True))
def test_no_other_name_is_ever_taken_for_ours(host: str) -> None:
    assert answers_to(host, ADDRESS) == (host == "sammenheng.example.no")


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "X-Original-URL", "X-Rewrite-URL"],
)
def test_what_a_proxy_may_hand_on_about_names_and_paths_is_not_read(
    served: Flask, header: str
) -> None:
    plain = served.test_client().get("/staff/", base_url=ADDRESS)
    turned = served.test_client().get(
        "/staff/", base_url=ADDRESS, headers={header: "evil.example/staff/sign-in"}
    )
    assert turned.headers["Location"] == plain.headers["Location"] == "/staff/sign-in"


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_no_header_and_no_field_turns_a_request_into_another_method(
    served: Flask, header: str
) -> None:
    browser = served.test_client()
    looked = browser.get("/erase?_method=POST", base_url=ADDRESS, headers={header: "POST"})
    assert looked.status_code == browser.get("/erase", base_url=ADDRESS).status_code == 403
    sent = browser.post(
        "/close", base_url=ADDRESS, headers={header: "GET"}, data={"_method": "GET"}
    )
    assert sent.status_code == 400  # it needs its proof as any form


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/sammenheng.toml",
        "/static/../config.py",
        "/static/%2e%2e/config.py",
        "/static/..%2f..%2fsammenheng.toml",
        "/console",
        "/?__debugger__=yes&cmd=resource&f=debugger.js",
    ],
)
def test_no_file_beside_the_pages_and_no_debugger_is_served(served: Flask, path: str) -> None:
    answer = served.test_client().get(path, base_url=ADDRESS)
    assert answer.status_code == (200 if path.startswith("/?") else 404)
    told = answer.get_data(as_text=True)
    assert "secret_key" not in told
    assert "debugger" not in told


def test_the_application_is_never_in_debug_mode(served: Flask) -> None:
    assert (served.debug, served.testing) == (False, False)
