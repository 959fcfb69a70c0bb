"""Build the documentation into site/, and refuse a broken link, a warning, or anything that is fetched from another host."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"
FETCHED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
}
"""Tags whose address a browser fetches by itself; links are followed by people only."""
_CSS = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])((?:https?:)?//[^"')\s]+)""")


class Addresses(HTMLParser):
    """Collects what a page fetches, and where it links to."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.linked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses of one tag."""
        said = {name: value or "" for name, value in attrs}
        if tag == "link" and said.get("rel") not in {"canonical", "next", "prev"}:
            self.fetched.append(said.get("href", ""))
        if tag in FETCHED:
            self.fetched.append(said.get(FETCHED[tag], ""))
        self.fetched += [part.split()[0] for part in said.get("srcset", "").split(",") if part.strip()]
        self.fetched += _CSS.findall(said.get("style", ""))
        if tag == "a" and "href" in said:
            self.linked.append(said["href"])


def faults(page: Path) -> Iterator[str]:
    """What is wrong with one built page or style sheet."""
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(SITE)
    if page.suffix == ".css":
        yield from (f"{name}: it fetches {address}" for address in _CSS.findall(text))
        return
    found = Addresses()
    found.feed(text)
    for address in found.fetched:
        if urlsplit(address).netloc:
            yield f"{name}: it fetches {address}"
        elif address and not urlsplit(address).scheme and not _file(page, address).exists():
            yield f"{name}: it fetches {address}, which is not there"
    for address in found.linked:
        parts = urlsplit(address)
        if parts.scheme in {"http", "https"} and not re.fullmatch(r"[\w-]+(\.[\w-]+)+(:\d+)?", parts.netloc):
            yield f"{name}: {address} is no address of the web"
        elif parts.scheme not in {"", "http", "https", "mailto"}:
            yield f"{name}: {address} is neither a page nor an address of the web"


def _file(page: Path, address: str) -> Path:
    path = urlsplit(address).path
    return SITE / path.lstrip("/") if path.startswith("/") else page.parent / path


def main() -> int:
    """Build, and look at what was built."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--clean", "--config-file", str(ROOT / "mkdocs.yml")]
    # The theme's advertisement of its successor is no warning about our pages.
    build = subprocess.run(command, check=False, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})  # noqa: S603 - our own command
    if build.returncode:
        return build.returncode
    pages = [path for path in sorted(SITE.rglob("*")) if path.suffix in {".html", ".css"}]
    found = [fault for page in pages for fault in faults(page)]
    for fault in found:
        print(fault, file=sys.stderr)
    print(f"{len(pages)} pages and style sheets, {len(found)} faults")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
