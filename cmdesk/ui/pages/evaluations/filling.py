"""Fills the card of the chosen source and person, and says which act comes next."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from cmdesk.ui.pages.evaluations import acts
from cmdesk.ui.pages.evaluations.bodies import IndustryBody, PerformanceBody, SelfBody, SurveyBody
from cmdesk.ui.pages.evaluations.doing import EvaluationActs
from cmdesk.ui.pages.evaluations.presenter import NAMES, consequence, deadline


class EvaluationCard(EvaluationActs):
    """The right side of the page; the page itself builds the widgets that are named here."""

    industry: IndustryBody
    survey: SurveyBody
    own: SelfBody
    performance: PerformanceBody
    _bodies: dict[str, QWidget]

    def _follow_source(self) -> None:
        """Fill the card for the chosen source and person."""
        board, source = self.state.board, self.state.source
        if board is None:
            return
        one = board.round_of(source)
        row, forms = self.list.current(), self._forms
        self.card.title.setText(NAMES[source])
        short = one.state == "open" and one.lacking > 0
        self.card.chip.say(
            f"{one.done} / {one.whole}",
            "warn" if short else "ok" if one.state == "closed" and not one.lacking else "none",
        )
        text, tone = deadline(one)
        self.card.due.say(text if source != "performance" else "随每月关账锁定", tone)
        self.card.right.setText({"industry": "至少 2 人评", "customer": "至少 8 份有效"}.get(source, ""))
        self.card.show_body(self._bodies[source])
        may = self.room.desk.may
        works = one.state == "open" and not board.closed
        enter, give = may("evaluations.enter") and works, may("exchange.export") and works
        late = -(one.days_left or 0)
        self.industry.show_raters(self._raters, one.whole, late)
        self.industry.allow(take=enter, give=give)
        self.own.allow(take=enter, give=give)
        self.survey.drop.setVisible(enter)
        if row is not None and forms is not None and forms.person.staff_no == row.person.staff_no:
            self.industry.show_person(row, forms, self._raters)
            self.survey.show_person(row, forms)
            self.own.show_person(row, forms)
            self.performance.show_person(row)
            if source == "department":
                self.review.show_person(row, forms, editable=may("evaluations.review") and works)
        self._follow_acts()

    def _follow_acts(self) -> None:
        board, source, row = self.state.board, self.state.source, self.list.current()
        if board is None:
            return
        one, may = board.round_of(source), self.room.desk.may
        act = acts.next_act(
            one,
            closed=board.closed,
            may_enter=may("evaluations.enter"),
            may_close=may("evaluations.close"),
            may_review=may("evaluations.review"),
            review_ready=self.review.ready(),
            has_person=row is not None,
        )
        # While a form stands open its own button is the one filled.
        self.card.act(act.word if self.form is None else "", icon=act.icon, key=act.key, ready=act.ready)
        self.card.act_too(act.other, "lock-open" if act.other.startswith("重开") else "lock")
        self._act, self._other = act.does, act.other_does
        names = self.state.missing_names(source)
        if act.does == "close" and names:
            self.card.amber.say(f"{len(names)} 人按规定处理，绝不记 0 分", "、".join(names))
        elif row is not None and one.state == "open":
            self.card.amber.say(*consequence(row, source))
        else:
            self.card.amber.say("")
