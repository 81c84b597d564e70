"""First start: unit and administrator, where the data lie, the key on paper. State and checks, no widget."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from cmdesk.kernel.text import tidy
from cmdesk.runtime.drive_choice import Place
from cmdesk.ui import words

GROUPS = 8
SHORTEST_PASSWORD = 6
FILE_NAME = "cmdesk.db"


class Step(IntEnum):
    """The three steps."""

    UNIT = 0
    PLACE = 1
    KEY = 2


@dataclass
class FirstStart:
    """What has been typed, and which step is open."""

    step: Step = Step.UNIT
    code: str = ""
    name: str = ""
    number: str = ""
    person: str = ""
    password: str = ""
    again: str = ""
    folder: str = ""
    places: tuple[Place, ...] = ()
    refusal: str = ""
    key: str = field(default="", repr=False)
    asked: tuple[int, int] = (2, 6)
    printed: bool = False
    copied: int = -1

    def unit_problems(self) -> dict[str, str]:
        """Give what is wrong in step 1, by field."""
        found: dict[str, str] = {}
        if not tidy(self.name):
            found["name"] = "写上单位名称，如：榆次区营销部"
        if not self.code.isdigit() or len(self.code) != 6:
            found["code"] = "单位代码是 6 位数字"
        if not tidy(self.person):
            found["person"] = "写上系统管理员的姓名"
        if not tidy(self.number):
            found["number"] = "写上系统管理员的工号"
        if len(self.password) < SHORTEST_PASSWORD:
            found["password"] = f"口令至少 {SHORTEST_PASSWORD} 位"
        elif self.password != self.again:
            found["again"] = "两次输入的口令不一样"
        return found

    def unit_line(self) -> str:
        """Give step 1 in one line, once it is done."""
        return f"{tidy(self.name)} {self.code} · 系统管理员 {tidy(self.person)}（{self.number}）"

    def take_places(self, places: tuple[Place, ...]) -> None:
        """Take the drives; the best one is proposed."""
        self.places = places
        best = next((place for place in places if place.refusal is None), None)
        if best is not None and not self.folder:
            self.folder = str(self.proposal(best))

    def proposal(self, place: Place) -> Path:
        """Give the folder proposed on a drive."""
        return place.folder / "客户经理考评" / (tidy(self.name) or "本单位")

    def chosen_place(self) -> Place | None:
        """Give the drive that the folder lies on, as far as it is one of those shown."""
        fitting = [p for p in self.places if self.folder.startswith(str(p.folder))]
        return max(fitting, key=lambda p: len(str(p.folder)), default=None)

    def database(self) -> Path:
        """Give the file that will be made."""
        return Path(self.folder) / FILE_NAME

    def groups(self) -> tuple[str, ...]:
        """Give the groups of the key; empty before it is made."""
        return tuple(self.key.split("-")) if self.key else ()

    def proved(self, first: str, second: str) -> tuple[bool, bool]:
        """Say for each of the two groups typed back whether it is right."""
        groups = self.groups()
        if not groups:
            return False, False
        return tuple(typed.strip().upper() == groups[k] for typed, k in zip((first, second), self.asked, strict=True))  # type: ignore[return-value]


def place_lines(place: Place, *, best: bool) -> tuple[str, str, str, str]:
    """Give the lines of a drive's tile: what it is, its verdict, the reason, and the tone of the verdict."""
    kinds = {"local": "系统盘" if place.system else "本机硬盘", "network": "网络盘", "removable": "U盘"}
    what = f"{kinds.get(place.kind, '磁盘')} · 余 {words.size(place.free)}"
    if place.refusal is not None:
        reasons = {
            "drive_is_network": "两台同时写会写坏",
            "drive_is_removable": "拔下来就断，只能放备份",
            "folder_read_only": "没有写入的权限",
        }
        return what, "不能放", reasons.get(place.refusal, "这里不能放数据"), "bad"
    if place.scarce:
        return what, "可以放", "剩余空间不到 2 GB", "warn"
    if place.system:
        return what, "可以放", "重装系统前先备份", "second"
    return what, "可以放", "推荐：不随系统重装丢失" if best else "", "ok"
