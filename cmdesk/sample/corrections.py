"""The corrective actions of the sample year: answered by who owes them, verified by somebody who has looked again."""

from __future__ import annotations

from datetime import timedelta

from cmdesk.kernel.periods import Period
from cmdesk.queries.inspections import ActionRow, OpenActions
from cmdesk.sample.year import RECORDING_INSPECTOR, Sample
from cmdesk.usecases.inspections.correct import Correct
from cmdesk.usecases.inspections.verify import Verify

VERIFIER = "9004"
_LATE, _SILENT = 10, 4
"""Of a hundred findings of a month: so many are not closed with it, so many of a hundred are not even answered."""
_MEASURES = (
    "已逐户补登，台帐与数据采集工具核对一致",
    "已按要求整改，拍照留痕，交督察员核对",
    "已与客户当面说明，补办手续并登记",
    "已补学规定并重新填写，部门主任签字确认",
)


def month(sample: Sample, period: Period) -> None:
    """Close what the visits of a month found, but for a few; what was left of the months before is closed with it."""
    with sample.step("corrections"):
        sample.clock.set(sample.working_day(period, 6), 11)
        sample.desk.switch(sample.actor(RECORDING_INSPECTOR))
        found: tuple[ActionRow, ...] = sample.desk.ask(OpenActions())
        answered = [row for row in found if not _is_left(sample, period, row, _SILENT)]
        receipts = [_receipt(sample, row) for row in answered if row.done_on is None]
        if receipts:
            sample.run_all(RECORDING_INSPECTOR, receipts)
        today = sample.working_day(period, 6)
        closed = [
            Verify(number=row.sheet, item=row.item, verified_on=today)
            for row in answered
            if not _is_left(sample, period, row, _LATE)
        ]
        if closed:
            sample.run_all(VERIFIER, closed)


def _is_left(sample: Sample, period: Period, row: ActionRow, percent: int) -> bool:
    return row.sheet.startswith(f"{period}-") and sample.chance.often(percent, "整改", row.sheet, row.item)


def _receipt(sample: Sample, row: ActionRow) -> Correct:
    key = ("回执", row.sheet, row.item)
    days = sample.chance.whole(0, 4, *key)
    return Correct(
        number=row.sheet,
        item=row.item,
        done_on=row.due - timedelta(days=days),
        measure=sample.chance.pick(_MEASURES, *key),
    )
