"""The page docs/pictures.md and the pictures on it, for `make_docs.py`."""

from __future__ import annotations

from pathlib import Path

from briefprism.hall.brief.pipeline import Checker
from briefprism.models.report import Report
from briefprism.report.pictures import PICTURES, svg, table, text

EXAMPLES = ("weak", "middling", "complete")
OPENING = """# Pictures of a plan

Made by `tools/make_docs.py` from the briefs in `examples/`.

Four pictures show what a report says in words. Each fits a phone and a sheet of paper, is legible without colours,
follows the light or dark look of your screen, and holds its whole content as text for people who do not see it.

```sh
briefprism check --picture nesting brief.md                                # below the report, in the terminal
briefprism check --format svg --picture path --output path.svg brief.md    # a file for web pages and documents
briefprism check --format png --picture path --output path.png brief.md    # needs: pip install 'briefprism[png]'
briefprism diff --format svg --picture prism old.md new.md > prism.svg     # two versions, and what changed
```

Without `--picture`, `svg` and `png` show the first one, nesting. In Python, `briefprism.report.pictures` gives
`svg(name, report)`, `text(name, report, width)` and `table(name, report)`, the same to be read.
"""
ABOUT = {
    "nesting": """## Nesting: where the places lie

Social networks are one kind of social channel, and channels are one part of social media. So the three are drawn
inside one another. A ring with a thick line and a tint holds something that the plan uses; a ring with a dashed line is
empty. What lies outside, such as posters or a newsletter, stands below. A plan that knows only networks is one full circle in
two empty rings. The widest ring holds the tools around the places; the mere words "social media" fill nothing.

The idea to draw them inside one another is Don Crowther's; the drawing is our own.
""",
    "prism": """## Prism: kinds of place

One petal for each kind of social place, twelve in all. A full petal holds the number of places of its kind that the plan
uses, an empty one with a dashed line is a kind that is not used. Empty petals are no faults. They are places to think of once: are the
people you want to reach there?

| Petal | Kinds on it |
| --- | --- |
{petals}

The idea is that of the Conversation Prism by Brian Solis; the choice of petals and the drawing are our own.
""",
    "starfish": """## Starfish: how far the plan reaches

Ten arms, and on each four steps from the middle outwards:

1. *named*: the brief names such a place at all;
2. *used*: the plan uses it;
3. *something to show there*: a line that names it is among those which the report quotes for what is made;
4. *people can answer there*: a line that names it is among those which the report quotes for the conversation.

The last two look at single lines, and a report quotes a few lines for each point. So a plan may reach further than is shown,
if it says elsewhere what goes where. E-mail is an arm of the starfish although it is not social; it says so.

The idea is that of the Social Media Starfish by Robert Scoble; the four steps, the choice of places on each arm and the
drawing are our own.
""",
    "path": """## Path: from what you make to what comes of it

Something is made, it is shared, people come, they answer, you look at what it brought, and it begins again. A whole
link means that the brief says so, with its words. A broken link with a cross means that it does not; the name of the
finding says why, and `briefprism explain` with the name in brackets says more. A dotted link means that we are not sure.
""",
}


def picture_pages(root: Path) -> dict[str, str]:
    """File name in docs/ to content: the page, each picture of each example, and one of two versions."""
    checker = Checker()
    sources = {name: f"examples/{name}.md" for name in EXAMPLES}
    reports = {name: checker.check((root / source).read_text(encoding="utf-8"), source) for name, source in sources.items()}
    files = {f"pictures/{p}-{n}.svg": svg(p, report) for p in PICTURES for n, report in reports.items()}
    files["pictures/nesting-diff.svg"] = svg("nesting", reports["complete"], reports["weak"])
    return {"pictures.md": "\n".join([OPENING, *(_section(name, reports) for name in PICTURES), _versions(reports)]), **files}


def _section(name: str, reports: dict[str, Report]) -> str:
    from briefprism.report.pictures.prism import PETALS

    about = ABOUT[name].replace("{petals}", "\n".join(f"| {petal} | {', '.join(kinds)} |" for petal, kinds in PETALS))
    heads = [f"A {n} brief" for n in reports]
    shown = [f'<img src="pictures/{name}-{n}.svg" width="320" alt="{_alt(name, r)}">' for n, r in reports.items()]
    grid = f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}\n| {' | '.join(shown)} |\n"
    headline, rows = table(name, reports["weak"])
    read = "\n".join(f"| {part} | {words} |" for part, words in ((part, words.replace("|", "\\|")) for part, words in rows))
    likeness = f"In a terminal, the weak brief:\n\n```text\n{text(name, reports['weak'], 88).rstrip()}\n```\n"
    return f"{about}\n{grid}\nThe first one as a table. {headline}\n\n| Part | What is in it |\n| --- | --- |\n{read}\n\n{likeness}"


def _alt(name: str, report: Report) -> str:
    return table(name, report)[0].replace('"', "'")


def _versions(reports: dict[str, Report]) -> str:
    return (
        "## Two versions\n\nThe older version stands above the newer one, so that both can be read on a phone.\n"
        "A star marks what differs, and the words below say how.\n\n"
        f'<img src="pictures/nesting-diff.svg" width="320" alt="Before: {_alt("nesting", reports["weak"])}'
        f' After: {_alt("nesting", reports["complete"])}">\n'
    )
