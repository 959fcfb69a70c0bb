"""Measure the web page: from paste to verdict in a browser, the weight of the first page, memory after many checks."""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from make_screenshots import QUIET, served

ROOT = Path(__file__).resolve().parent.parent
_PAGE_WORDS = 500
_PLACES = "Leeds York Hull Bath Derby Truro Perth Wells Ripon Ely Bangor Newry Lisburn Dundee Stirling Newport".split()  # noqa: SIM905


def brief(pages: int, seed: int) -> str:
    """A brief of so many pages, no sentence of which stands in one of another seed."""
    parts = [(ROOT / "examples" / f"{name}.md").read_text(encoding="utf-8") for name in ("middling", "weak", "complete")]
    text, number = "", seed * 1000
    while len(text.split()) < pages * _PAGE_WORDS:
        lines = parts[number % 3].splitlines()
        place = _PLACES[number % len(_PLACES)]
        text += "\n".join(f"{line} ({place} {number})" if len(line) > 20 and not line.startswith("|") else line for line in lines) + "\n\n"
        number += 1
    return text


def verdict_seconds(browser: Any, site: str, text: str) -> float:
    """From the press of the button to the verdict on the screen."""
    page = browser.new_page()
    page.goto(site)
    page.get_by_label("Your plan", exact=True).fill(text)
    started = time.perf_counter()
    page.get_by_role("button", name="Check my plan").click()
    page.locator("h1", has_text="plan").wait_for()
    page.wait_for_selector("#brief-section")
    spent = time.perf_counter() - started
    page.close()
    return spent


def weight(browser: Any, site: str) -> tuple[int, int]:
    """(requests, bytes with headers) of the first page in a browser that has nothing yet."""
    page = browser.new_context().new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda r: sizes.append(r.sizes()["responseBodySize"] + r.sizes()["responseHeadersSize"]))
    page.goto(site)
    page.wait_for_load_state("networkidle")
    return len(sizes), sum(sizes)


def resident() -> float:
    """Memory of this process in MB (Linux)."""
    line = next(line for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Print the figures."""
    from playwright.sync_api import sync_playwright

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--checks", type=int, default=500, help="how many checks memory is looked at over")
    checks = options.parse_args().checks
    site = served(8124)
    chromium = shutil.which("chromium") or sys.exit("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        print("first page: {} requests, {:,} bytes".format(*weight(browser, site)))
        for pages in (2, 5):
            new = [verdict_seconds(browser, site, brief(pages, seed)) for seed in range(pages * 10, pages * 10 + 5)]
            again = [verdict_seconds(browser, site, brief(pages, pages * 10)) for _ in range(5)]
            words = len(brief(pages, 1).split())
            first, later = statistics.median(new), statistics.median(again)
            print(f"{pages} pages ({words} words): {first:.2f} s new, {later:.2f} s seen before (medians of 5)")
        browser.close()
    before = resident()
    for number in range(checks):
        body = urllib.parse.urlencode({"text": brief(1, 100 + number)}).encode()
        urllib.request.urlopen(f"{site}/check", body).close()  # noqa: S310 - this machine
        if (number + 1) % 100 == 0:
            print(f"memory after {number + 1} checks: {resident():.0f} MB (before: {before:.0f} MB)", flush=True)


if __name__ == "__main__":
    main()
