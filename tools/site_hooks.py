"""What MkDocs cannot do alone: pages that stand elsewhere in the repository, parts of the README, pictures that may be missing."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
BORROWED = {"catalogue.md": "briefprism/data/catalogue/README.md", "news.md": "CHANGELOG.md", "security.md": "SECURITY.md"}
"""Page of the site to the file that it shows."""
_README = re.compile(r"<!-- readme: (.+?) -->")
_SHOT = re.compile(r"<!-- screenshot: (\S+) \| (.+?) -->")
_DECISIONS = "<!-- decisions -->"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that stand elsewhere."""
    for page, source in BORROWED.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - MkDocs passes all
    """Fill in what a page borrows, and turn links into the repository into links in the site."""
    up = "../" * page.file.src_uri.count("/")
    markdown = inside(markdown, "" if page.file.src_uri in BORROWED else f"{up}../", up)
    markdown = _README.sub(lambda found: inside(section(found[1]), "", up), markdown)
    markdown = _SHOT.sub(lambda found: screenshot(found[1], found[2], up), markdown)
    return markdown.replace(_DECISIONS, decisions())


def inside(markdown: str, root: str, up: str) -> str:
    """Links written for the repository, made links in the site; ``root`` leads to the repository, ``up`` to the site's top."""
    for page, source in BORROWED.items():
        markdown = markdown.replace(f"]({root}{source})", f"]({up}{page})")
    if not root:
        markdown = markdown.replace("](docs/", f"]({up}")
    return markdown.replace(f"]({up}adr)", f"]({up}how-it-works.md#decisions)")


def section(title: str) -> str:
    """The text under a heading of the README.

    Raises:
        KeyError: when there is no such heading.
    """
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise KeyError(f"README.md: no section '{title}'")
    return found[1].strip()


def screenshot(name: str, words: str, up: str) -> str:
    """The picture in light and dark, or nothing while it was not made."""
    shots = [f"screenshots/{name}-desktop-{look}.png" for look in ("light", "dark")]
    if not all((ROOT / "docs" / shot).exists() for shot in shots):
        return ""
    return "\n".join(f"![{words}]({up}{shot}#only-{look}){{ .shot }}" for shot, look in zip(shots, ("light", "dark"), strict=True))


def decisions() -> str:
    """A list of the decisions in docs/adr, by their first lines."""
    pages = sorted((ROOT / "docs" / "adr").glob("*.md"))
    return "\n".join(f"- [{page.read_text(encoding='utf-8').splitlines()[0].removeprefix('# ')}](adr/{page.name})" for page in pages)
