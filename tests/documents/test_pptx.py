"""Slides: titles, bullets, tables, notes, groups and hidden slides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pptx
from pptx.util import Cm

from briefprism.models.document import Document

Reading = Callable[..., Document]
Saved = Callable[[Any], bytes]


def box(shapes: Any, left: float, top: float, text: str) -> None:
    shapes.add_textbox(Cm(left), Cm(top), Cm(5), Cm(2)).text_frame.text = text


def test_titles_bullets_with_their_depth_and_notes(reading: Reading, saved: Saved) -> None:
    file = pptx.Presentation()
    first = file.slides.add_slide(file.slide_layouts[0])
    first.shapes.title.text, first.placeholders[1].text = "Our plan", "for the spring"
    slide = file.slides.add_slide(file.slide_layouts[1])
    slide.shapes.title.text = "Where it goes"
    frame = slide.placeholders[1].text_frame
    frame.text = "Networks"
    deeper = frame.add_paragraph()
    deeper.text, deeper.level = "Facebook", 1
    slide.notes_slide.notes_text_frame.text = "Say why.\nAsk for questions."
    found = reading("plan.pptx", saved(file))
    assert found.text == (
        "# Our plan\n\nfor the spring\n\n# Where it goes\n\n- Networks\n    - Facebook\n\n## Notes\n\nSay why.\n\nAsk for questions.\n"
    )
    assert [p.label for p in found.places] == ["slide 1"] * 2 + ["slide 2"] * 3 + ["slide 2, notes"] * 3


def test_order_groups_tables_and_hidden_slides(reading: Reading, saved: Saved) -> None:
    file = pptx.Presentation()
    slide = file.slides.add_slide(file.slide_layouts[6])
    slide._element.set("show", "0")
    box(slide.shapes, 2, 10, "third")
    box(slide.shapes, 10, 2.1, "second")
    box(slide.shapes, 2, 2, "first\vline two")
    box(slide.shapes.add_group_shape().shapes, 2, 14, "fourth, in a group")
    table = slide.shapes.add_table(2, 3, Cm(1), Cm(16), Cm(10), Cm(2)).table
    for number, words in enumerate(("Place", "What", "Who", "Blog", "guide", "Ann")):
        table.cell(number // 3, number % 3).text = words
    found = reading("plan.pptx", saved(file))
    assert found.text == (
        "# Slide 1 (hidden)\n\nfirst\nline two\n\nsecond\n\nthird\n\nfourth, in a group\n\n"
        "| Place | What | Who |\n| --- | --- | --- |\n| Blog | guide | Ann |\n"
    )
    assert found.places[0].label == "slide 1 (hidden)"
    assert found.places[-1].label == "slide 1 (hidden), table 1, row 2, cell 3"
