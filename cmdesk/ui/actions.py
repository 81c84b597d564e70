"""Every action of the window once: its words, icon, keys, permission and page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from cmdesk.ui.theme.look import Look


@dataclass(frozen=True)
class ActionSpec:
    """One action. `permission` is the action code that one must do (`doing`) or may read; empty is for everybody.

    `page` is the page it belongs to; empty is the whole window. `found`: the search finds it from every page, and opens
    its page first. `words` is what else it is found by: pinyin and what people call it. `needs` is the page to which it
    leads.
    """

    code: str
    text: str
    icon: str
    keys: tuple[str, ...] = ()
    permission: str = ""
    doing: bool = True
    page: str = ""
    found: bool = True
    words: str = ""
    needs: str = ""


WINDOW_ACTIONS = (
    ActionSpec("find", "找页面、人和操作", "search", ("Ctrl+K",)),
    ActionSpec("help", "这一页的帮助", "circle-question-mark", ("F1",), words="bangzhu bz 说明"),
    ActionSpec("undo", "撤销", "undo-2", ("Ctrl+Z",), words="chexiao cx 退回"),
    ActionSpec("redo", "重做", "redo-2", ("Ctrl+Y", "Ctrl+Shift+Z"), words="chongzuo cz"),
    ActionSpec("refresh", "重新读取", "refresh-cw", ("F5",), words="chongxin cxdq 刷新"),
    ActionSpec("lock", "锁定", "lock", ("Ctrl+L",), words="suoding sd 离开 换人"),
    ActionSpec("dark", "深色显示", "moon", ("Ctrl+Shift+D",), words="shense ss 浅色 夜间"),
    ActionSpec("text_size", "文字大小", "list", (), words="wenzi wzdx 字号 放大"),
    ActionSpec("demo_day", "换演示日期…", "calendar-days", (), words="huanyanshiriqi hysrq 日期 时间"),
    ActionSpec("demo_guide", "演示指南", "info", (), words="yanshizhinan yszn 示例县 口令 入门"),
    ActionSpec(
        "enter_sheet",
        "录检查表",
        "clipboard-check",
        ("F2",),
        "inspections.record",
        page="home",
        found=False,
        needs="inspections",
    ),
    ActionSpec("import_data", "导入数据", "upload", ("F3",), page="home", found=False, needs="incoming"),
    ActionSpec("open_reports", "打印报表", "printer", ("F4",), page="home", found=False, needs="reports"),
    ActionSpec(
        "add_person",
        "加一个人",
        "user-plus",
        ("F2",),
        "org.change",
        page="people",
        words="jiayigeren jygr 新增 新人 调入",
    ),
    ActionSpec(
        "import_people",
        "导入花名册",
        "upload",
        ("F3",),
        "org.import",
        page="people",
        words="daoru drhmc 名单 X6",
        needs="incoming",
    ),
    ActionSpec("print_people", "打印名单", "printer", ("F4",), page="people", words="dayin dymd"),
    ActionSpec("move_person", "调动或离岗", "arrow-up-down", ("Ctrl+M",), "org.change", page="people", found=False),
    ActionSpec("previous_person", "上一人", "chevron-up", ("Ctrl+Up",), page="people", found=False),
    ActionSpec("next_person", "下一人", "chevron-down", ("Ctrl+Down",), page="people", found=False),
)


class Actions(QObject):
    """The actions of an open window; pages connect to them and buttons obey them.

    What belongs to a page can be done while that page is shown alone: other pages have the same keys.
    """

    def __init__(self, window: QWidget, look: Look) -> None:
        super().__init__(window)
        self._window = window
        self._made: dict[str, QAction] = {}
        self.specs: dict[str, ActionSpec] = {}
        self._page = ""
        self._permitted: frozenset[str] = frozenset()
        for spec in WINDOW_ACTIONS:
            self._make(spec)

    def __getitem__(self, code: str) -> QAction:
        return self._made[code]

    def on(self, code: str, slot: Callable[[], object]) -> QAction:
        """Let an action do something."""
        action = self._made[code]
        action.triggered.connect(slot)
        return action

    def allow(self, may: Callable[[str, bool], bool]) -> None:
        """Enable what the user may do; what he may not says why. `may(permission, doing)` answers."""
        self._permitted = frozenset(
            code for code, spec in self.specs.items() if not spec.permission or may(spec.permission, spec.doing)
        )
        for code, spec in self.specs.items():
            allowed = code in self._permitted
            self._made[code].setEnabled(allowed and spec.page in {"", self._page})
            self._made[code].setToolTip(_tip(spec) if allowed else f"{spec.text}：您没有这项权限")

    def show_page(self, code: str) -> None:
        """Enable what belongs to a page, and nothing that belongs to another; empty where no page is shown."""
        self._page = code
        for each, spec in self.specs.items():
            if spec.page:
                self._made[each].setEnabled(each in self._permitted and spec.page == code)

    def usable(self) -> tuple[ActionSpec, ...]:
        """Give the actions that can be done now."""
        return tuple(spec for code, spec in self.specs.items() if self._made[code].isEnabled())

    def listed(self) -> tuple[ActionSpec, ...]:
        """Give what the search offers: what can be done now, and what can on another page."""
        found = []
        for code, spec in self.specs.items():
            elsewhere = spec.page not in {"", self._page} and spec.found and code in self._permitted
            if code != "find" and (self._made[code].isEnabled() or elsewhere):
                found.append(spec)
        return tuple(found)

    def _make(self, spec: ActionSpec) -> None:
        action = QAction(spec.text, self._window)
        action.setObjectName(spec.code)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setToolTip(_tip(spec))
        self._window.addAction(action)
        self._made[spec.code] = action
        self.specs[spec.code] = spec


def _tip(spec: ActionSpec) -> str:
    return f"{spec.text}（{spec.keys[0]}）" if spec.keys else spec.text
