"""The main states look as they did: against the pictures of docs/screenshots where the fonts are the same, else by what they show."""

from __future__ import annotations

import importlib.util
import io
import json
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "make_screenshots.py"
FOLDER = ROOT / "docs" / "screenshots"
MOST_DIFFERENT = 0.02
"""The share of pixels that may differ: the ten names of the day are not on the pictures, anti-aliasing is."""

pytestmark = pytest.mark.skipif(not TOOL.is_file(), reason="only a checkout has the pictures")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_screenshots", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def different(one: bytes, other: bytes) -> float:
    """The share of pixels that differ so that one sees it; 1 where the sizes differ."""
    from PIL import Image, ImageChops

    first, second = (Image.open(io.BytesIO(png)).convert("L") for png in (one, other))
    if first.size != second.size:
        return 1.0
    histogram = ImageChops.difference(first, second).histogram()
    return sum(histogram[48:]) / (first.size[0] * first.size[1])


def test_the_main_states_look_as_they_did(tool: ModuleType, browser: Browser, site: str) -> None:
    known = json.loads((FOLDER / "letters.json").read_text(encoding="utf-8"))
    same_fonts = tool.letters(browser) == pytest.approx(known, abs=0.01)
    found = {}
    for name, png in tool.shots(browser, site):
        golden = FOLDER / f"{name}.png"
        assert golden.is_file(), f"{name}: run tools/make_screenshots.py"
        if same_fonts and (share := different(png, golden.read_bytes())) > MOST_DIFFERENT:
            found[name] = share
        assert different(png, _blank(png)) > 0.01, f"{name} shows nothing"
    assert found == {}


def _blank(png: bytes) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    first = Image.open(io.BytesIO(png)).convert("RGB")
    Image.new("RGB", first.size, first.getpixel((0, 0))).save(out, "PNG")
    return out.getvalue()
