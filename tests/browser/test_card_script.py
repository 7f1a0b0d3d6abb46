"""In a real browser: a scanned code leaves the address at once, a typing error is never sent."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request

from survey.codes import ALPHABET, new_code, read_code
from survey.errors import BadCode
from tests.site import Site

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
# Whether the page would let this be sent: an event of our own, so that nothing is.
WOULD_SEND = """typed => typed.map(one => {
    const field = document.getElementById("code");
    field.value = one;
    return field.form.dispatchEvent(new SubmitEvent("submit", {cancelable: true}));
})"""


@pytest.fixture
def asked() -> list[Request]:
    """What the browser has asked the server for, to be filled by ``listening``."""
    return []


@pytest.fixture
def listening(open_page: OpenPage, asked: list[Request]) -> OpenPage:
    """Open a page and note everything it asks for."""

    def note(one: Request) -> None:  # the library takes no built-in function
        asked.append(one)

    def open_(*arguments: object, **options: object) -> Page:
        page = open_page(*arguments, **options)
        page.on("request", note)
        return page

    return open_


def go_on(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button").click()


def mistyped(code: str) -> str:
    """Return the code with its last sign wrong."""
    return code[:-1] + next(sign for sign in ALPHABET if sign != code[-1])


def is_code(typed: str) -> bool:
    try:
        read_code(typed)
    except BadCode:
        return False
    return True


def test_a_scanned_code_stands_in_the_field_and_no_longer_in_the_address(
    site: Site, open_page: OpenPage
) -> None:
    code = site.new_card().code
    page = open_page("nb")

    page.goto(f"/#{code}")

    assert page.url == f"{site.address}/"
    assert page.input_value("#code") == code
    assert "Se at den er din" in page.inner_text("#code-read")
    assert page.get_by_role("status").count() == 1


def test_one_tap_after_scanning_opens_the_study(site: Site, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"/#{site.new_card().code}")

    go_on(page)

    assert page.url == f"{site.address}/language"


def test_nothing_is_sent_before_the_person_says_so(
    site: Site, listening: OpenPage, asked: list[Request]
) -> None:
    listening().goto(f"/#{site.new_card().code}")

    assert {one.method for one in asked} == {"GET"}


def test_going_back_finds_no_code_in_the_address_or_the_field(
    site: Site, open_page: OpenPage
) -> None:
    code = site.new_card().code
    page = open_page()
    page.goto("/erased")
    page.goto(f"/#{code}")
    go_on(page)

    page.go_back()

    assert page.url == f"{site.address}/"
    assert page.input_value("#code") == ""
    page.go_back()
    assert page.url == f"{site.address}/erased"


def test_no_request_carries_the_code_in_its_address_or_headers(
    site: Site, listening: OpenPage, asked: list[Request]
) -> None:
    code = site.new_card().code
    page = listening()
    page.goto(f"/#{code}")
    go_on(page)

    assert len(asked) > 4
    for one in asked:
        assert code not in one.url
        assert code.replace("-", "") not in one.url
        assert code not in str(one.all_headers())


def test_a_second_card_scanned_into_the_same_page_takes_the_place_of_the_first(
    site: Site, open_page: OpenPage
) -> None:
    first, second = site.new_card().code, site.new_card().code
    page = open_page()
    page.goto(f"/#{first}")

    page.evaluate("code => { location.hash = code }", second)

    page.wait_for_function("location.hash === ''")
    assert page.input_value("#code") == second


def test_a_link_within_the_page_is_no_code(site: Site, open_page: OpenPage) -> None:
    page = open_page("en")
    page.goto(f"/#{site.new_card().code}")
    before = page.input_value("#code")

    page.locator("a.skip").focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/#content")
    assert page.input_value("#code") == before


@pytest.mark.parametrize(
    "spoilt",
    [mistyped, lambda code: code[:-1], lambda _code: "hello-there"],
    ids=["a wrong sign", "a missing sign", "no code"],
)
def test_a_scanned_code_that_is_faulty_is_told_and_still_leaves_the_address(
    site: Site, listening: OpenPage, asked: list[Request], spoilt: Callable[[str], str]
) -> None:
    page = listening("en")

    page.goto(f"/#{spoilt(site.new_card().code)}")

    assert page.url == f"{site.address}/"
    assert page.get_by_role("alert").inner_text()
    assert {one.method for one in asked} == {"GET"}


@pytest.mark.parametrize(
    "example",
    [
        ("nb", mistyped, "Noe er skrevet feil"),
        ("nn", mistyped, "Noko er skrive feil"),
        ("en", mistyped, "Something is mistyped"),
        ("en", lambda code: code[:-1], "Here there are 9"),
        ("nb", lambda code: code + "7", "Her er det 11"),
        ("en", lambda _code: "", "does not look like a code"),
        ("en", lambda code: f"Ø{code[1:]}", "does not look like a code"),
    ],
)
def test_a_typing_error_is_told_without_asking_the_server(
    site: Site,
    listening: OpenPage,
    asked: list[Request],
    example: tuple[str, Callable[[str], str], str],
) -> None:
    language, typed, said = example
    page = listening(language)
    page.goto("/")

    page.fill("#code", typed(site.new_card().code))
    page.locator("main form button").click()

    assert said in page.get_by_role("alert").inner_text()
    assert page.evaluate("document.activeElement.id") == "code"
    assert page.get_attribute("#code", "aria-invalid") == "true"
    assert "code-error" in (page.get_attribute("#code", "aria-describedby") or "")
    pages = [one for one in asked if "/static/" not in one.url]
    assert [one.method for one in pages] == ["GET"]  # the page itself, and nothing after it


def test_what_was_said_goes_when_the_code_is_mended(site: Site, open_page: OpenPage) -> None:
    code = site.new_card().code
    page = open_page()
    page.goto("/")
    page.fill("#code", mistyped(code))
    page.locator("main form button").click()
    assert page.get_by_role("alert").count() == 1

    page.fill("#code", code)

    assert page.get_by_role("alert").count() == 0
    go_on(page)
    assert page.url.endswith("/language")


def test_the_page_and_the_server_agree_on_what_can_be_a_code(open_page: OpenPage) -> None:
    chance = random.Random(29)
    code = new_code()
    signs = code.replace("-", "")
    typed = [new_code() for _ in range(200)]
    typed += [signs[:place] + sign + signs[place + 1 :] for place in range(10) for sign in ALPHABET]
    typed += ["".join(chance.choices(ALPHABET + "OILU-", k=10)) for _ in range(2000)]
    typed += [code.lower(), f" {code[:5]} {code[6:]} ", code.replace("-", "\u2011"), signs, "", "-"]
    typed += [code.replace("0", "o").replace("1", "l"), code.replace("1", "i"), "🙂" * 10, "ø" * 10]
    page = open_page()
    page.goto("/")

    assert page.evaluate(WOULD_SEND, typed) == [is_code(one) for one in typed]


def test_without_javascript_the_code_is_typed_and_the_server_catches_errors(
    site: Site, open_page: OpenPage
) -> None:
    code = site.new_card().code
    page = open_page("en", java_script_enabled=False)
    page.goto(f"/#{code}")
    assert page.input_value("#code") == ""

    page.fill("#code", mistyped(code))
    go_on(page)
    assert "No card has this code" in page.inner_text("#code-error")
    assert code not in page.url

    page.fill("#code", code)
    go_on(page)
    assert page.url == f"{site.address}/language"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_page_fits_with_a_message_on_it(open_page: OpenPage, language: str) -> None:
    page = open_page(language)
    for width, height in ((320, 640), (360, 740), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/erased")
        page.goto(f"/#{mistyped(new_code())}")

        assert page.get_by_role("alert").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
