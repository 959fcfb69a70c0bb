"""Reports of all sorts, and the pages made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from briefprism.data.terms import load_terms
from briefprism.hall.brief.pipeline import Checker
from briefprism.models.report import Ignored, LlmUse, Report
from briefprism.report.html import render_page

HOSTILE = """# <script>alert(1)</script> Social media plan for "Ovens & Sons" </style><style>*{display:none}</style>

We want young parents in Leeds to visit the bakery more often this spring <img src=x onerror=alert(2)>.

- [ ] Post photos of new bread on Facebook and Instagram every Monday "><svg onload=alert(3)>
- Film a tour for YouTube, see [here](javascript:alert(4)) {{ 7 * 7 }} {% raw %}
- 'Rosa' answers all comments on Facebook\u2028within a day --> <!-- \x00 \x07 \ufdd0 \ufffe \ud800 &amp; &lt;b&gt; ]]>

| Place | What |
| --- | --- |
| <b onmouseover="alert(5)">Blog</b> | `</table>` |
"""

RIGHT_TO_LEFT = """# Social media plan for the bakery

We want parents in Haifa to visit us more often: המאפייה שלנו פתוחה כל יום משעה שש בבוקר, ואנחנו אופים לחם טרי.

- نحن ننشر الصور على Facebook و Instagram كل يوم
- \u202eYouTube every month\u202c and a blog
"""

LONG_WORDS = f"""# Social media plan

We want {"Donaudampfschifffahrtsgesellschaftskapitän" * 8} in Leeds to visit our blog https://example.org/{"a" * 400} this spring.

- Post on Facebook and {"Instagram" * 1} every Monday {"🥐" * 300}

| {"Ort" * 60} | {"x" * 200} | What |
| --- | --- | --- |
| Facebook | {"y" * 200} | bread |
"""

PARAGRAPH = "We post photos of fresh bread on Facebook and Instagram every Monday, and Rosa answers all comments within a day. "


@pytest.fixture(scope="session")
def reports(checker: Checker, texts: Mapping[str, str]) -> Mapping[str, Report]:
    """Reports by name: the examples, texts that are not judged, hostile and odd ones, and large ones."""
    own = {"hostile": HOSTILE, "rtl": RIGHT_TO_LEFT, "long": LONG_WORDS}
    found = {name: checker.check(text, f"{name}.md") for name, text in {**texts, **own}.items()}
    weak = found["weak"]
    roots = [f for f in weak.roots if f.severity in ("error", "warning") and not f.by_experts]
    found["sixty"] = replace(weak, findings=tuple(replace(roots[i % len(roots)], rule=f"rule-{i}", follows=()) for i in range(60)))
    found["none"] = replace(found["complete"], findings=(), mentions=(), signals=(), strengths=())
    use = LlmUse("a <model>", "http://127.0.0.1:1/v1", ((0, 5),), 1, 2, "The limits left 3 questions out.")
    signals = tuple(replace(s, by="llm", state="unclear") if s.evidence else s for s in weak.signals)
    aside = (Ignored(weak.findings[0], "we decided so <b>", "weak.md:3"),)
    found["helped"] = replace(weak, llm=use, signals=signals, ignored=aside)
    return found


@pytest.fixture(scope="session")
def pages(reports: Mapping[str, Report]) -> Mapping[str, str]:
    """The page of each report."""
    return {name: render_page(report, load_terms()) for name, report in reports.items()}


@pytest.fixture(scope="session")
def fifty_pages(checker: Checker, texts: Mapping[str, str]) -> Report:
    """A report on a brief of about 50 pages, 20,000 words."""
    sections = (f"## Week {n}\n\n{PARAGRAPH * 20}\n\n- Film a tour for YouTube\n- Write an article for the blog\n" for n in range(50))
    return checker.check(texts["bakery"] + "\n\n" + "\n".join(sections), "long.md")
