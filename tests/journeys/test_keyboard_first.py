"""The journey by keyboard alone begins: from nothing to a database whose key is copied by hand, and a first user."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from keyboard import Clerk, clerk

__all__ = ["clerk"]

PASSWORD = "长一点的口令-1"
GROUP = re.compile(r"第 (\d) 组：(\w{5})")
GROUPS = 8


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Give a path where there is nothing yet."""
    return tmp_path / "还没有.db"


def copy_the_key(clerk: Clerk) -> dict[str, str]:
    """Copy the key from the screen, group by group, as one does without a printer."""
    paper: dict[str, str] = {}
    clerk.at("没有打印机，手抄")
    for _ in range(GROUPS):
        clerk.press("Enter")
        found = GROUP.search(clerk.seen())
        assert found is not None
        paper[found[1]] = found[2]
    clerk.press("Enter")
    return paper


@pytest.mark.shows("131")
def test_that_a_county_is_begun_by_keys_alone(clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cmdesk.ui.pages.upkeep.paper.has_printer", lambda: "")
    clerk.at("单位代码")
    clerk.press("F1")
    clerk.at("帮助正文")
    clerk.press("Esc")
    clerk.fill("140702", "榆次区营销部", "9009", "何瑞芳", PASSWORD, PASSWORD)
    clerk.at("数据文件夹")
    clerk.replace(str(tmp_path / "data"))
    clerk.press("Enter")
    paper = copy_the_key(clerk)
    assert len(paper) == GROUPS
    for _ in range(2):
        place = re.search(r"恢复密钥第 (\d) 组", clerk.here)
        assert place is not None
        clerk.write(paper[place[1]])
        clerk.press("Tab")
    clerk.tab_to("开始使用")
    clerk.press("Enter")
    assert clerk.page == "home"
    assert clerk.seat.window.desk is not None
    assert clerk.seat.window.desk.actor.name == "何瑞芳"
