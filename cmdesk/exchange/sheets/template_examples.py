"""One example row for each sheet of the templates, as a clerk would type it; a test reads every one of them in."""

from __future__ import annotations

from collections.abc import Mapping

from cmdesk.exchange.sheets.survey import QUESTIONS

_WHO = {"staff_no": "0001", "name": "马建国"}
EXAMPLES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "roster": (
        {
            **_WHO,
            "post": "客户经理",
            "employment": "在册",
            "sex": "男",
            "born": "1985-06",
            "post_since": "2015-07-01",
            "work_since": "2008-07-01",
            "education": "大专",
            "qualification": "四级",
            "level": "中级",
            "letter": "B",
            "rung_since": "2024-01-01",
            "last_score": "88.50",
            "last_band": "称职",
            "band_before_last": "称职",
            "urban_retailers": "120",
            "rural_retailers": "60",
            "route": "城东一线",
            "status": "在岗",
        },
        {"staff_no": "0001", "post": "客户经理", "start": "2015-07-01"},
        {"staff_no": "0001", "level": "中级", "letter": "B", "start": "2024-01-01", "document_number": "营〔2024〕3号"},
        {"staff_no": "0001", "other": "0002", "kinship": "夫妻"},
    ),
    "indicators": (
        {
            **_WHO,
            "period": "2026-03",
            "sales_target": "320",
            "sales_actual": "316.8",
            "sales_rate": "99",
            "revenue_target": "30000",
            "revenue_actual": "30600",
            "revenue_rate": "102",
            "shelf_target": "85",
            "shelf_actual": "88",
            "sell_target": "80",
            "sell_actual": "82.5",
            "forecast_quantity": "80000",
            "ordered_quantity": "79200",
            "forecast_rate": "98.99",
            "margin_target": "2",
            "margin_actual": "2.6",
            "price_tags_rate": "97.5",
            "base_data_rate": "99",
        },
    ),
    "survey": (
        {
            "number": "W0001",
            **_WHO,
            "period": "2026Q1",
            "area": "城",
            **{f"answer_{place}": "5" for place in range(len(QUESTIONS))},
            "surveyed_on": "2026-03-20",
            "surveyor": "李芳",
            "valid": "是",
        },
    ),
    "survey-summary": (
        {
            **_WHO,
            "period": "2026Q1",
            "issued": "20",
            "returned": "20",
            "valid": "20",
            **{f"sum_{place}": "92" for place in range(len(QUESTIONS))},
        },
    ),
    "exams": (
        {
            **_WHO,
            "period": "2026H1",
            "admission_no": "K2026001",
            "examined_on": "2026-06-12",
            "theory": "86",
            "practice": "91.5",
            "state": "正常",
            "retake": "否",
            "invigilator": "李芳",
            "marker": "赵敏",
            "checker": "陈伟",
        },
    ),
    "seats": (
        {
            "period": "2026",
            "unit_code": "140702",
            "unit": "某县营销部",
            "base_date": "2026-12-31",
            "headcount": "71",
            "senior": "8",
            "intermediate": "22",
            "junior": "41",
            "document_number": "市烟〔2026〕12号",
            "revision": "1",
        },
    ),
    "decision": (
        {
            "period": "2026",
            **_WHO,
            "unit_code": "140702",
            "unit": "某县营销部",
            "proposed_level": "中级",
            "proposed_letter": "A",
            "decision": "同意",
            "decided_level": "中级",
            "decided_letter": "A",
            "document_number": "市烟〔2027〕5号",
            "decided_on": "2027-02-26",
            "effect": "2027-03",
        },
    ),
    "holidays": ({"day": "2027-01-01", "kind": "放假", "name": "元旦", "document_number": "国办发明电〔2026〕7号"},),
}
"""By kind, in the order of its sheets: field → what stands in its cell. A field left out stays empty."""
