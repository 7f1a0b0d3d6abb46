"""Takes the README's three pictures from a demonstration made for the purpose.

    .venv/bin/python tests/pictures/take_pictures.py

Needs Chromium and pdftoppm (Debian: chromium, poppler-utils). The figures come from the
demonstration's seed, so the pictures change only when the pages do.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parent
SAMMENHENG = str(Path(sys.executable).with_name("sammenheng"))
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
PDFTOPPM = shutil.which("pdftoppm") or ""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        facts_path = Path(scratch) / "facts.json"
        server = subprocess.Popen(
            [SAMMENHENG, "demo", "--port", "0", "--facts", str(facts_path)], cwd=scratch
        )
        try:
            while not facts_path.exists():
                time.sleep(0.2)
            time.sleep(0.5)
            facts = json.loads(facts_path.read_text())
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                participant(browser, facts)
                researcher(browser, facts)
                report(browser, facts, Path(scratch))
        finally:
            server.terminate()
            server.wait()


def participant(browser: Browser, facts: dict) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740}, locale="nb-NO")
    page.goto(facts["base_url"])
    page.fill("#code", facts["unused_cards"][0])
    page.click("main button")
    page.check("input[value=nb]", force=True)
    page.click("main button")
    page.check("#adult")
    page.check("#consent")
    page.click("main button")
    for item, point in (("soc13_01", 2), ("soc13_02", 3)):
        page.check(f"input[name={item}][value='{point}']", force=True)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=FOLDER / "participant.png")


def researcher(browser: Browser, facts: dict) -> None:
    page = browser.new_page(viewport={"width": 1180, "height": 1290}, locale="en-GB")
    sign_in(page, facts)
    page.goto(f"{facts['base_url']}/staff/studies/{facts['study']}/results")
    page.wait_for_selector("figure svg", timeout=60_000)
    page.screenshot(path=FOLDER / "researcher.png")


def report(browser: Browser, facts: dict, scratch: Path) -> None:
    page = browser.new_page(locale="nb-NO")
    number = facts["municipalities"][0]["number"]
    page.goto(f"{facts['base_url']}/reports/{facts['study']}/municipality/{number}")
    link = page.locator("a[href$='report.nb.pdf']").first
    pdf = page.request.get(facts["base_url"] + link.get_attribute("href")).body()
    (scratch / "report.pdf").write_bytes(pdf)
    subprocess.run(
        [
            PDFTOPPM,
            "-r",
            "80",
            "-f",
            "1",
            "-l",
            "1",
            "-singlefile",
            "-png",
            str(scratch / "report.pdf"),
            str(FOLDER / "report"),
        ],
        check=True,
    )


def sign_in(page, facts: dict) -> None:
    account = next(one for one in facts["staff"] if one["role"] == "researcher")
    page.goto(f"{facts['base_url']}/staff/sign-in")
    page.fill("#email", account["email"])
    page.fill("#password", account["password"])
    page.click("main button")


if __name__ == "__main__":
    main()
