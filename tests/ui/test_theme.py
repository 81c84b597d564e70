"""The colours can be read, the letters are there, the icons are sharp."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cmdesk.ui.theme.look import Look
from cmdesk.ui.theme.sheet import style_sheet
from cmdesk.ui.theme.tokens import DARK, LIGHT, Tokens, contrast, text_pairs

ROOT = Path(__file__).parents[2]


@pytest.mark.shows("133")
@pytest.mark.parametrize(
    ("pair", "text", "ground"),
    [
        (("dark " if t.dark else "light ") + name, text, ground)
        for t in (LIGHT, DARK)
        for name, text, ground in text_pairs(t)
    ],
)
def test_that_every_text_can_be_read_on_its_ground(pair: str, text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5, pair


def test_that_contrast_knows_black_and_white() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 1) == 21
    assert contrast("#336699", "#336699") == 1


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_that_the_style_sheet_sets_no_font_size(tokens: Tokens) -> None:
    made = style_sheet(tokens)
    assert "font-size" not in made
    assert "{" in made
    assert "{{" not in made


def test_that_the_everyday_font_draws_every_character_of_the_pages(look: Look) -> None:
    written = set()
    for path in (ROOT / "cmdesk" / "ui").rglob("*.py"):
        written |= set(re.findall(r"[^\x00-\x7f]", path.read_text("utf-8")))
    assert [c for c in sorted(written) if not look.fonts.draws(c)] == []


def test_that_a_rare_character_is_seen_as_missing_from_the_everyday_font(look: Look) -> None:
    assert not look.fonts.draws("𪚥")


def test_that_an_icon_is_drawn_at_twice_its_size(look: Look) -> None:
    pixmap = look.icons.pixmap("house", "#2563EB", 18)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (36, 2)
    assert look.icons.pixmap("house", "#2563EB", 18).cacheKey() == pixmap.cacheKey()


def test_that_every_icon_named_in_the_pages_is_there() -> None:
    icons = {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")}
    named = set()
    for path in (ROOT / "cmdesk" / "ui").rglob("*.py"):
        named |= set(
            re.findall(
                r'(?:icon=|icon\(|IconMark\(\w+, |IconMark\(self\._look, )"([a-z0-9-]+)"', path.read_text("utf-8")
            )
        )
    assert len(named) > 15
    assert named - icons == set()


def test_that_density_follows_the_height_alone(look: Look) -> None:
    seen = []
    for height in (900, 768, 696):
        look.follow_height(height)
        seen.append(look.pick("normal", "compact", "tight"))
    look.follow_height(900)
    assert seen == ["normal", "compact", "tight"]
