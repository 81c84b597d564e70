"""A talk of the quarter that is longer than the room on its page."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest

from cmdesk.documents.page import BOTTOM
from cmdesk.documents.reports.catalogue import draw
from cmdesk.documents.surface import HEIGHT, MM


@pytest.mark.shows("84")
@pytest.mark.parametrize(
    ("times", "gaps", "pages"), [(1, 3, 1), (3, 3, 2), (6, 3, 2), (8, 3, 2), (8, 7, 2), (25, 3, 3)]
)
def test_that_a_long_talk_goes_on_whole_and_in_order_with_the_signatures_at_its_end(
    county: Any, pages_of: Any, times: int, gaps: int, pages: int
) -> None:
    remark = "".join(f"第{at:03}次谈话：{county.remark}" for at in range(times))
    pdf = draw(county.quarter(remark=remark, gaps=gaps))
    read = pages_of(pdf)
    assert len(read) == pages
    said = "".join(read)
    places = [said.index(f"第{at:03}次谈话") for at in range(times)]
    assert places == sorted(places)
    assert said.count("全年没有有责投诉。") == times
    assert ["营销部主任签字" in page for page in read] == [False] * (pages - 1) + [True]
    assert "客户" in read[-1]
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            below = page.get_textpage().get_text_bounded(bottom=0, top=(HEIGHT - BOTTOM - 0.5) * MM)
            assert "谈话" not in below
            assert "客户" not in below
            assert "规则版本" in below
