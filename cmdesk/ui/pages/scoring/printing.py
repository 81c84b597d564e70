"""A derivation on paper: the whole tree as an appendix, A4, with clause and rule set at every line."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from cmdesk.queries.scoring_derivation import Derivation
from cmdesk.queries.scoring_steps import Step
from cmdesk.ui.pages.scoring.presenter import SCORE_NAMES, long_period
from cmdesk.ui.theme.look import Look

_STYLE = (
    "body{color:#000} h1{font-size:16pt} p{font-size:9pt} "
    "td,th{font-size:8.5pt;padding:2px 4px} th{text-align:left;border-bottom:1px solid #000} "
    ".n{text-align:right} .q{color:#444}"
)
_INDENT = "&nbsp;&nbsp;&nbsp;"


def appendix(found: Derivation, printed_at: str) -> str:
    """Give the appendix as HTML: head, formula, every step with its figure and clause, facts below their step."""
    person = found.person
    state = "已关账" if found.closed else "试算，未关账"
    formula = " + ".join(f"{part.reached}" for part in found.parts if part.share)
    rows = "".join(_row(step, 0) for step in found.steps)
    draft = " · 规则试行稿，未经公示" if found.trial_rules else ""
    return (
        f"<html><head><style>{_STYLE}</style></head><body>"
        f"<h1>得分推导附录</h1>"
        f"<p>{escape(found.unit)} · {escape(person.name)}（{escape(person.staff_no)}） · "
        f"{long_period(found.period)}{SCORE_NAMES[found.period.kind]} · {state}{draft}</p>"
        f"<p><b>{escape(formula)} = {escape(found.score or '不定等次')}</b></p>"
        f"<table width='100%' cellspacing='0'><tr><th>步骤</th><th>怎么算，凭什么</th><th class='n'>得分</th>"
        f"<th>规则集 · 条款</th></tr>{rows}</table>"
        f"<p class='q'>依据摘要 {found.digest[:16]}　打印于 {escape(printed_at)}</p></body></html>"
    )


def _row(step: Step, depth: int) -> str:
    label = _INDENT * depth + escape(f"{step.letter} {step.label}".strip())
    score = f"{step.score} / {step.of}" if step.of else step.score
    facts = "；".join(f"{fact.text} {fact.evidence}".strip() for fact in step.facts)
    how = escape(step.how) + (f"<br><span class='q'>{escape(facts)}</span>" if facts else "")
    weight = "b" if depth == 0 else "span"
    clause = f"{step.version} · {step.clause}".removeprefix(" · ")
    line = (
        f"<tr><td><{weight}>{label}</{weight}></td><td>{how}</td>"
        f"<td class='n'><{weight}>{escape(score)}</{weight}></td><td>{escape(clause)}</td></tr>"
    )
    return line + "".join(_row(part, depth + 1) for part in step.inputs)


def write_pdf(look: Look, html: str, target: Path, title: str) -> None:
    """Write an appendix as a PDF of A4 pages. Raises OSError where the file cannot be written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb"):
        pass
    writer = QPdfWriter(str(target))
    writer.setTitle(title)
    writer.setCreator("cmdesk")
    writer.setResolution(144)
    page = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(15, 14, 15, 14))
    page.setUnits(QPageLayout.Unit.Millimeter)
    page.setMargins(QMarginsF(15, 14, 15, 14))
    writer.setPageLayout(page)
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)
    document.setDefaultFont(look.fonts.font(12))
    document.setHtml(html)
    document.setPageSize(writer.pageLayout().paintRectPixels(writer.resolution()).size().toSizeF())
    document.print_(writer)
