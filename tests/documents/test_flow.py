"""Texts parted between pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cmdesk.documents.fonts import Role
from cmdesk.documents.parts.cells import block_height
from cmdesk.documents.parts.flow import parted
from cmdesk.documents.render import typesetter
from cmdesk.documents.surface import Style, Surface

_STYLE = Style(Role.KAI, 10.5, 16)
_SURFACE = Surface(typesetter())
_TEXTS = st.lists(
    st.sampled_from(["客户经理按月拜访零售户，", "记录齐全。", "还有3处差距！", "\n", "PDA 与日志一致", "……"]),
    min_size=1,
    max_size=80,
).map("".join)


@given(_TEXTS, st.sampled_from([12.0, 40.0, 90.0]), st.booleans())
def test_that_two_parts_are_the_text_and_the_first_fits(text: str, room: float, anywhere: bool) -> None:
    first, rest = parted(_SURFACE, text, _STYLE, 80, room, anywhere=anywhere)
    assert first + rest == text
    assert rest
    if first:
        assert block_height(_SURFACE.broken(first, _STYLE, 80), _STYLE) <= room + 0.001
        assert anywhere or first[-1] in "。！？"


def test_that_a_sentence_taller_than_the_room_is_parted_only_where_that_is_allowed() -> None:
    text = "客户经理" * 60
    assert parted(_SURFACE, text, _STYLE, 80, 30) == ("", text)
    first, rest = parted(_SURFACE, text, _STYLE, 80, 30, anywhere=True)
    assert len(_SURFACE.broken(first, _STYLE, 80)) == 5
    assert first + rest == text
