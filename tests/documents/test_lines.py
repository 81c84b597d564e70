"""Lines of Chinese text, over many texts and widths."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.documents.characters import CLOSING, OPENING, cleaned
from cmdesk.documents.fonts import Role, bundled
from cmdesk.documents.lines import Typesetter

_PIECES = st.sampled_from(
    [
        "客户经理", "拜访", "零售户", "，", "。", "、", "；", "：", "？", "！", "（", "）", "“", "”", "《", "》",
        "——", "……", "25户", "8学时", "2026年3月5日", "93.5%", "≥30", "PDA", "KPI-07", " ", "买买提·吐尔逊", "𠮷",
        "第3次", "1000条",
    ]
)  # fmt: skip
_SETTER = Typesetter(bundled())
_NUMBER = re.compile(r"\d[\d.]*")


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Give texts that begin with a word and hold no pile of marks that no line could take."""
    words = draw(st.lists(_PIECES, min_size=1, max_size=60))
    made = "客户"
    for word in words:
        if word[0] in CLOSING | OPENING | set("？！—…") and made[-1] in CLOSING | OPENING | set("？！—… "):
            continue
        made += word
    return made.rstrip("（“《") + "员"


@given(texts(), st.sampled_from([13.0, 20.0, 33.5]), st.sampled_from(list(Role)))
@pytest.mark.shows("83")
def test_that_no_line_is_overfull_or_has_a_forbidden_mark_at_an_edge(text: str, width: float, role: Role) -> None:
    for line in _SETTER.paragraph(text, role, width, indent=2, justify=True):
        assert line.width <= width + 0.001
        assert line.text[0] not in CLOSING | set("？！…—·%")
        assert line.text.rstrip()[-1] not in OPENING


@given(texts(), st.sampled_from([13.0, 20.0]))
def test_that_no_text_is_lost_and_no_number_or_name_is_cut(text: str, width: float) -> None:
    lines = _SETTER.paragraph(text, Role.SERIF, width)
    joined = "".join(line.text for line in lines)
    assert joined.replace(" ", "") == cleaned(text).replace(" ", "")
    at = 0
    plain = joined
    for line in lines[:-1]:
        at += len(line.text)
        before, after = plain[at - 1], plain[at]
        assert not (before.isdigit() and (after.isdigit() or after in "户学日月条次%."))
        assert "·" not in (before, after)
    for number in _NUMBER.findall(cleaned(text)):
        assert any(number in line.text for line in lines)


@given(texts(), st.sampled_from([14.0, 22.0, 39.0]))
def test_that_a_justified_line_ends_exactly_at_the_edge(text: str, width: float) -> None:
    for line in _SETTER.paragraph(text, Role.KAI, width, justify=True):
        if line.filled:
            assert abs(line.width - width) * 10.5 < 0.05


def test_that_a_long_address_is_cut_only_where_nothing_else_is_left() -> None:
    address = "zhang.very.long.address.of.somebody@example.com.cn"
    lines = _SETTER.paragraph(f"联系{address}即可", Role.SERIF, 14)
    assert "".join(line.text for line in lines) == f"联系{address}即可"
    assert all(line.width <= 14.001 for line in lines)
    assert lines[0].text == "联系"


def test_that_a_last_line_never_holds_a_single_character() -> None:
    assert [line.text for line in _SETTER.paragraph("客户经理拜访零售户", Role.SERIF, 8)] == ["客户经理拜访零", "售户"]


def test_that_typed_blanks_between_han_and_digits_give_way_to_one_gap() -> None:
    typed, plain = _SETTER.line("抽 10 户", Role.SANS), _SETTER.line("抽10户", Role.SANS)
    assert typed.text == plain.text == "抽10户"
    assert plain.width == pytest.approx(2 + 2 * 0.555 + 2 * 0.14, abs=0.002)


def test_that_a_kept_name_is_not_broken() -> None:
    text = "请客户经理欧阳若琳于本月提交计划"
    free = [line.text for line in _SETTER.paragraph(text, Role.SERIF, 7)]
    kept = [line.text for line in _SETTER.paragraph(text, Role.SERIF, 7, keep=("欧阳若琳",))]
    assert not any("欧阳若琳" in line for line in free)
    assert any("欧阳若琳" in line for line in kept)


def test_that_a_character_without_a_glyph_is_told() -> None:
    line = _SETTER.line("张\ue000岚", Role.SERIF)
    assert line.missing == "\ue000"
