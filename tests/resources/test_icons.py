"""The icons can be coloured and read."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"


@pytest.mark.parametrize("icon", sorted(ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_that_an_icon_is_drawn_in_the_colour_it_is_given(icon: Path) -> None:
    root = ET.parse(icon).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    if icon.stem == "cmdesk":
        assert root[0].get("fill") == "#2563EB"
        assert len(root[1]) == 9, "a stair of nine rungs"
    else:
        assert root.get("stroke") == "currentColor"
        assert root.get("stroke-width") == "1.75"
        assert root.get("viewBox") == "0 0 24 24"
