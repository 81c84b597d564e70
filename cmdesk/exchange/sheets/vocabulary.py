"""The words of the workbooks and the identifiers they stand for, both ways."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cmdesk.kernel.text import folded


@dataclass(frozen=True)
class Words:
    """A closed list of words. Each entry is (identifier, word as we write it, other words that are read)."""

    entries: tuple[tuple[str, ...], ...]

    @cached_property
    def _identifiers(self) -> dict[str, str]:
        return {folded(word).upper(): entry[0] for entry in self.entries for word in entry[1:]}

    @cached_property
    def _words(self) -> dict[str, str]:
        return {entry[0]: entry[1] for entry in self.entries}

    def identifier(self, text: str) -> str | None:
        """Give the identifier of a word, blanks, widths and case aside; None where it is not in the list."""
        # As we write it is how nearly every cell is written.
        return self._identifiers.get(text) or self._identifiers.get(folded(text).upper())

    def word(self, identifier: str) -> str:
        """Give the word as we write it. Raises KeyError for an identifier that is not in the list."""
        return self._words[identifier]

    @property
    def allowed(self) -> str:
        """Give the words as we write them, for the sentence that names what is allowed."""
        return "、".join(self._words.values())


YES_NO = Words((("yes", "是", "√", "Y", "有", "1"), ("no", "否", "×", "N", "0")))

EMPLOYMENT = Words(
    (
        ("regular", "在册", "在册员工", "正式工", "正式", "在册职工"),
        ("contract", "聘用", "聘用工", "社会聘用", "聘用人员"),
    )
)
POSTS = Words(
    (
        ("account_manager", "客户经理"),
        ("market_supervisor", "市场经理"),
        ("inspector", "督察员"),
        ("inspection_leader", "督察组长"),
        ("department_head", "营销部主任"),
        ("deputy_head", "营销部副主任"),
        ("pay_clerk", "劳资员"),
        ("other", "其他"),
    )
)
STATUS = Words(
    (
        ("in_post", "在岗"),
        ("sick_leave", "长病假"),
        ("standby", "待岗"),
        ("left", "离职"),
        ("retired", "退休"),
        ("transferred", "转岗"),
    )
)
SEX = Words((("male", "男"), ("female", "女")))
EDUCATION = Words(
    (
        ("below", "初中及以下", "初中"),
        ("high_school", "高中"),
        ("vocational", "中专"),
        ("college", "大专", "专科", "大学专科"),
        ("bachelor", "本科", "大学本科"),
        ("postgraduate", "研究生", "硕士", "博士", "硕士研究生", "博士研究生"),
    )
)
QUALIFICATION = Words(
    (
        ("none", "无"),
        ("level_5", "五级", "初级营销员", "五级/初级营销员", "初级营销员(五级)"),
        ("level_4", "四级", "中级营销员", "四级/中级营销员", "中级营销员(四级)"),
        ("level_3", "三级", "高级营销员", "三级/高级营销员", "高级营销员(三级)"),
        ("level_2", "二级", "营销师", "二级/营销师", "营销师(二级)"),
        ("level_1", "一级", "高级营销师", "一级/高级营销师", "高级营销师(一级)"),
    )
)
LEVELS = Words(
    (
        ("senior", "高级", "高", "高级客户经理"),
        ("intermediate", "中级", "中", "中级客户经理"),
        ("junior", "初级", "初", "初级客户经理"),
        ("trainee", "见习", "见习客户经理"),
    )
)
LETTERS = Words((("A", "A", "A档"), ("B", "B", "B档"), ("C", "C", "C档")))
BANDS = Words(
    (
        ("excellent", "优秀"),
        ("competent", "称职"),
        ("basic", "基本称职"),
        ("incompetent", "不称职"),
        ("ungraded", "不定等次"),
    )
)
KINSHIP = Words(
    (
        ("spouse", "夫妻", "配偶"),
        ("lineal", "直系血亲", "直系"),
        ("collateral", "三代以内旁系血亲", "旁系血亲", "旁系"),
        ("affinity", "近姻亲", "姻亲"),
    )
)
AREA = Words((("urban", "城", "城区", "城镇", "市区"), ("rural", "乡", "乡村", "农村")))
EXAM_STATE = Words((("normal", "正常"), ("absent", "缺考"), ("deferred", "缓考")))
DECISION = Words(
    (("agreed", "同意"), ("adjusted", "调整", "调整确定"), ("deferred", "暂缓", "缓议"), ("refused", "不同意"))
)
VISIT = Words((("desk", "内业"), ("field", "外业"), ("combined", "综合")))
INSPECTING_LEVEL = Words((("county", "县", "县级"), ("city_re_check", "市复查", "市", "市级", "市级复查")))
ANSWER = Words(
    (
        ("met", "√", "符合", "✓", "✔"),
        ("deducted", "×", "扣分", "有扣分", "X", "✗", "✘"),
        ("not_applicable", "不适用"),
        ("not_seen", "未查"),
    )
)
SIGNING = Words((("acknowledged", "签收", "已签收"), ("refused_to_sign", "拒签")))
EVIDENCE = Words(
    (
        ("ledger", "台帐", "台账", "动销台帐", "动销台账"),
        ("handbook", "手册", "管理服务手册"),
        ("pda", "PDA"),
        ("photo", "照片"),
        ("other", "其他"),
    )
)
DAY_KIND = Words((("off", "放假", "休假"), ("work", "调休上班", "上班", "调班")))
RULE_STATE = Words((("trial", "试行"), ("in_force", "施行")))


def rung_of(level: str | None, letter: str | None) -> str | None:
    """Give the identifier of a rung (`intermediate-B`, `trainee`) of its two parts, or None where one lacks."""
    if level == "trainee":
        return level
    return f"{level}-{letter}" if level and letter else None


def level_word(rung: str | None) -> str | None:
    """Give 级 of a rung as the files write it: 中级 of `intermediate-B`; None of nothing."""
    return LEVELS.word(rung.partition("-")[0]) if rung else None


def letter_of(rung: str | None) -> str | None:
    """Give 档 of a rung: B of `intermediate-B`; None for a trainee or nothing."""
    return (rung or "").partition("-")[2] or None


def yes_no(truth: bool | None) -> str | None:
    """Give 是 or 否, or None for nothing."""
    return None if truth is None else YES_NO.word("yes" if truth else "no")
