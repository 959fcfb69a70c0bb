"""Take the pictures of docs/screenshots: each page on a telephone and on a desk, light and dark. Needs Chromium."""

from __future__ import annotations

import io
import json
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
SCREENS: Final[dict[str, dict[str, Any]]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}
THEMES: Final = ("light", "dark")
QUIET: Final = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NAMES: Final = "Facebook\nfb ads\na podcast\nReddit\nour newsletter\nHootsuite\nbillboards\n@acme"
_COLOURS: Final = 128
_LETTERS: Final = """() => {
    const canvas = document.createElement('canvas').getContext('2d');
    return ['system-ui', 'sans-serif', 'monospace'].map(font => {
        canvas.font = '20px ' + font;
        return canvas.measureText('Where your plan takes place 0123').width;
    });
}"""


def shots(browser: Any, site: str) -> Iterator[tuple[str, bytes]]:
    """(name, PNG) of each state on each screen, in each theme."""
    for screen, options in SCREENS.items():
        for theme in THEMES:
            context = browser.new_context(color_scheme=theme, reduced_motion="reduce", **options)
            page = context.new_page()
            for state, whole in _states(page, site):
                yield f"{state}-{screen}-{theme}", small(page.screenshot(full_page=whole))
            context.close()


def _states(page: Any, site: str) -> Iterator[tuple[str, bool]]:
    page.goto(site)
    yield "start", True
    page.get_by_role("button", name="A garden centre").click()
    page.wait_for_selector("#brief-section")
    yield "result", False
    page.locator("#brief-section").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('brief-section').scrollIntoView()")
    page.get_by_role("button", name="Facebook: social network").click()
    yield "brief", False
    page.keyboard.press("Escape")
    page.get_by_label("A sentence", exact=True).fill("Jess answers every question on Facebook within a day.")
    page.wait_for_selector("#what-if-answer .web-pair")
    page.evaluate("document.activeElement.blur(); document.getElementById('what-if').scrollIntoView()")
    yield "what-if", False
    page.get_by_role("button", name="Complete my plan").click()
    page.wait_for_selector("#complete-answer .web-steps")
    page.evaluate("document.activeElement.blur(); document.getElementById('complete').scrollIntoView()")
    yield "complete", False
    page.goto(f"{site}/names")
    page.get_by_label("Names, one on each line").fill(NAMES)
    page.get_by_role("button", name="Show the labels").click()
    page.wait_for_selector("#labels")
    yield "names", True
    page.goto(f"{site}/words?ask=podcast&said=channel")
    yield "words", False


def small(png: bytes) -> bytes:
    """The picture with few colours, which is all it has."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def letters(browser: Any) -> list[float]:
    """How wide some words are: machines with the same fonts give the same."""
    page = browser.new_page()
    found: list[float] = page.evaluate(_LETTERS)
    page.close()
    return found


def served(port: int) -> str:
    """The address of a server that is ready, in a thread of this process."""
    import urllib.error
    import urllib.request

    import uvicorn

    from briefprism.models.settings import Settings
    from briefprism.web.app import create_app
    from briefprism.web.limits import Limits

    app = create_app(Settings(), Limits(per_minute=1_000_000, burst=1_000_000))
    config = uvicorn.Config(app, port=port, log_level="error", access_log=False)
    threading.Thread(target=uvicorn.Server(config).run, daemon=True).start()
    site = f"http://127.0.0.1:{port}"
    while True:
        try:
            urllib.request.urlopen(f"{site}/readyz").close()  # noqa: S310 - this machine
        except urllib.error.URLError:
            time.sleep(0.2)
        else:
            return site


def main() -> None:
    """Write all pictures anew."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("no Chromium on this machine")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        for name, png in shots(browser, served(8123)):
            (FOLDER / f"{name}.png").write_bytes(png)
            print(f"{name}: {len(png):,} bytes")
        (FOLDER / "letters.json").write_text(json.dumps(letters(browser)) + "\n", encoding="utf-8")
        browser.close()


if __name__ == "__main__":
    main()
