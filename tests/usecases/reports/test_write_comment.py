"""What is written in a box of an annual report stands until somebody signs; then it is frozen with the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.reports_remarks import Remarked, Remarks
from cmdesk.usecases.reports.compose import Compose
from cmdesk.usecases.reports.record_paper_signature import RecordPaperSignature
from cmdesk.usecases.reports.write_comment import WriteComment

HEAD, LEADER, RECORDER = "9001", "9003", "9013"
WHOLE = Period.parse("2025")


def person(office: Any, user: str, staff_no: str) -> Remarked:
    """Give a person's boxes as a user sees them."""
    board = office.ask(user, Remarks(period=WHOLE))
    found: Remarked = next(one for one in board.people if one.staff_no == staff_no)
    return found


def remark(staff_no: str, text: str, duty: Any = "department_head") -> WriteComment:
    return WriteComment(period=WHOLE, staff_no=staff_no, duty=duty, text=text)


def test_that_the_boxes_say_what_stands_who_wrote_it_and_who_may(office: Any) -> None:
    office.run(HEAD, remark("0003", "工作扎实。"))
    seen = {box.duty: box for box in person(office, RECORDER, "0003").boxes}
    assert seen["department_head"].text == "工作扎实。"
    assert seen["department_head"].by not in {"", HEAD}
    assert not seen["department_head"].own
    assert seen["appraised"].own
    assert {box.duty for box in person(office, HEAD, "0003").boxes if box.own} == {"department_head", "appraised"}
    with pytest.raises(Forbidden, match="comment_of_other_duty"):
        office.run(RECORDER, remark("0003", "替主任写"))


def test_that_a_signed_report_keeps_its_words(office: Any, tmp_path: Path) -> None:
    (number,) = office.run(HEAD, Compose(form="D25", period=WHOLE, people=("0003",))).ids
    assert person(office, HEAD, "0003").drawn == number
    office.run(HEAD, remark("0003", "签名之前还能写。"))
    (number,) = office.run(HEAD, Compose(form="D25", period=WHOLE, people=("0003",))).ids
    scan, today = tmp_path / "scan.jpg", office.clock.now().date()
    scan.write_bytes(b"a scan")
    name = person(office, HEAD, "0003").name
    order = RecordPaperSignature(number=number, field="appraised", kind="ink", name=name, on=today, scan=scan)
    office.run(RECORDER, order)
    assert person(office, HEAD, "0003").signed == number
    for duty, user in (("department_head", HEAD), ("appraised", RECORDER)):
        with pytest.raises(Rejected) as refused:
            office.run(user, remark("0003", "签名之后改写", duty))
        assert refused.value.code == "remark_after_signing"
        assert refused.value.problems[0].params["number"] == number
    assert {box.text for box in person(office, HEAD, "0003").boxes} == {"签名之前还能写。", ""}
    office.run(HEAD, remark("0004", "没有签过的照样写。"))
