"""The columns that name a person, a unit and a period: the same in every file."""

from __future__ import annotations

from dataclasses import replace

from cmdesk.exchange.sheets.fields import Field, Kind, Need

STAFF_NO = Field(
    name="staff_no",
    heading="工号",
    aliases=("员工编号", "人员编号", "职工号", "员工号"),
    kind=Kind.STAFF_NO,
    need=Need.CELL,
    length=20,
)
NAME = Field(name="name", heading="姓名", aliases=("员工姓名", "客户经理", "名字"), kind=Kind.NAME, length=50)
UNIT = Field(name="unit", heading="单位", aliases=("部门", "所属单位", "县营销部"), length=60)
UNIT_CODE = Field(name="unit_code", heading="单位代码", aliases=("单位编码",), kind=Kind.STAFF_NO, length=20)
PERIOD = Field(
    name="period", heading="期间", aliases=("月份", "季度", "考评期间", "年度", "考评月份"), kind=Kind.PERIOD
)
NOTE = Field(name="note", heading="备注", aliases=("说明",), length=400)


def required(column: Field) -> Field:
    """Give the same column where it must be there and filled."""
    return replace(column, need=Need.VALUE)
