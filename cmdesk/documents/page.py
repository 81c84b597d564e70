"""The page grid: header, footer, QR, packet strip and the marks that lie under a page (forms.md 1)."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass

from cmdesk.documents.content import Content, RuleState, in_groups
from cmdesk.documents.fonts import Role
from cmdesk.documents.qr_code import rows_of
from cmdesk.documents.surface import HEIGHT, MM, Style, Surface

LEFT, RIGHT, TOP, BOTTOM = 23.0, 187.0, 24.0, 268.0
FRAME = RIGHT - LEFT
DEMO = "演示"
VOID = "作废"
TRIAL_NOTE = "规则试行稿，未经公示"
HEAD = Style(Role.SERIF, 8.5)
HEAD_FORM = Style(Role.SANS, 8.5)
FOOT = Style(Role.SANS, 7.5)
FOOT_PAGE = Style(Role.SERIF, 9)
_QR_SIZE, _QR_X, _QR_Y = 14.5, 172.5, 272.7
_NEAR = 4.0


@dataclass(frozen=True, kw_only=True)
class Dress:
    """What is printed around and under the pages of one document.

    `digest` is the 64 hex digits of the content, or empty for a blank form; `page_in_packet` is the packet's page
    number of the first page, or None outside a packet. `page_text` and `page_code` replace 第 n 页 共 m 页 and the
    n/m of the QR.
    """

    content: Content
    digest: str = ""
    form_label: str = ""
    digest_label: str = "内容摘要"
    number_label: str = "文件编号"
    page_text: str = ""
    page_code: str = ""
    page_in_packet: int | None = None
    void: bool = False
    anonymous: bool = False
    is_cover: bool = False


def dress(surface: Surface, first: int, last: int, with_: Dress) -> None:
    """Draw header, footer and marks on pages `first` to `last` (from 0), which are one document."""
    for at in range(first, last + 1):
        surface.turn_to(at)
        with surface.artifact():
            _header(surface, with_, at - first)
            _footer(surface, with_, at - first + 1, last - first + 1)
            _under(surface, with_)


def _header(surface: Surface, with_: Dress, offset: int) -> None:
    identity = with_.content.identity
    label = with_.form_label or f"表{identity.form}"
    if with_.is_cover:
        surface.text(LEFT, 17, f"{label}\u3000{identity.form_version}版", HEAD_FORM)
        return
    right = surface.text(RIGHT, 17, f"{label}\u3000{identity.form_version}版", HEAD_FORM, align="right")
    unit = identity.unit
    left = surface.typesetter.width(unit, HEAD.role, HEAD.size)
    subject = with_.content.subject
    centre, style, fits = _centred(surface, subject, left, right)
    if not fits:
        unit = identity.unit_short
        left = surface.typesetter.width(unit, HEAD.role, HEAD.size)
        centre, style, _ = _centred(surface, subject, left, right)
    surface.text(LEFT, 17, unit, HEAD)
    surface.text(centre, 17, subject, style, align="center")
    surface.rule(LEFT, 19.3, RIGHT, 19.3, 0.5)
    if with_.page_in_packet is not None:
        surface.text(RIGHT, 11.4, f"卷内第{with_.page_in_packet + offset}页", HEAD_FORM, align="right")


def _centred(surface: Surface, text: str, left: float, right: float) -> tuple[float, Style, bool]:
    """Give where and how the middle of the header stands: in the middle, else in the free space, else smaller."""
    middle = (LEFT + RIGHT) / 2
    free_from, free_to = LEFT + left + _NEAR, RIGHT - right - _NEAR
    for style in (HEAD, Style(Role.SERIF, 7.5)):
        half = surface.typesetter.width(text, style.role, style.size) / 2
        if middle - half >= free_from and middle + half <= free_to:
            return middle, style, True
        if 2 * half <= free_to - free_from:
            return (free_from + free_to) / 2, style, True
    return (free_from + free_to) / 2, style, False


def _footer(surface: Surface, with_: Dress, page: int, pages: int) -> None:
    identity = with_.content.identity
    surface.rule(LEFT, 270.5, RIGHT, 270.5, 0.5)
    rules = identity.rule_version + (f"（{identity.rule_document}）" if identity.rule_document else "")
    short = with_.digest[:16]
    digest = f"SHA-256\u3000{in_groups(short, 4)}" if short else "空白表，填写后由系统登记"
    rows = [(with_.number_label, identity.number), ("规则版本", rules), (with_.digest_label, digest)]
    for at, (label, value) in enumerate(rows):
        if with_.anonymous and at == 2:
            continue
        surface.text(LEFT, 275.6 + 4.2 * at, label, FOOT)
        surface.text(LEFT + 11.5, 275.6 + 4.2 * at, value, FOOT)
    middle = (LEFT + RIGHT) / 2
    surface.text(middle, 279.8, with_.page_text or f"第{page}页\u3000共{pages}页", FOOT_PAGE, align="center")
    if identity.rule_state is RuleState.TRIAL:
        surface.text(middle, 284.0, TRIAL_NOTE, Style(Role.SANS_MEDIUM, 8), align="center")
    parts = [identity.number, "" if with_.is_cover else with_.page_code or f"{page}/{pages}", short]
    if with_.anonymous:
        parts = [identity.number]
    qr(surface, _QR_X, _QR_Y, _QR_SIZE, ":".join(part for part in parts if part).upper())


def _under(surface: Surface, with_: Dress) -> None:
    if with_.void:
        surface.slanted(VOID, Style(Role.SERIF_BOLD, 150), (105, 150), 35)
    elif with_.content.identity.demo:
        surface.slanted(DEMO, Style(Role.SERIF_BOLD, 150), (105, 150), 35)


def qr(surface: Surface, x: float, y: float, size: float, text: str) -> None:
    """Draw a QR code of level M, runs of modules as one rectangle each; `text` is capitals, digits and - : /."""
    rows = rows_of(text)
    lefts, bottoms, widths = _modules(x, y, size, len(rows))
    parts = []
    for row, modules in enumerate(rows):
        start = 0
        for dark, run in itertools.groupby(modules):
            length = len(list(run))
            if dark:
                parts.append(f"{lefts[start]} {bottoms[row]} {widths[length]} {widths[1]} re")
            start += length
    surface.operators(" ".join(parts) + " f")


@functools.lru_cache(maxsize=8)
def _modules(x: float, y: float, size: float, count: int) -> tuple[list[str], list[str], list[str]]:
    """Give, as operators write them, the left edge of every column, the lower edge of every row, the width of n."""
    module = size / count
    return (
        [f"{(x + column * module) * MM:.2f}" for column in range(count)],
        [f"{(HEIGHT - y - (row + 1) * module) * MM:.2f}" for row in range(count)],
        [f"{length * module * MM:.2f}" for length in range(count + 1)],
    )
