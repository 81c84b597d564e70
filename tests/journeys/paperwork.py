"""The paper of the year in the window: keys, reports composed, signed and verified, and the file for the city."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from office import ADMINISTRATOR, HEAD, LEADER, PAY_CLERK, RECORDER, SCRUTINEER, YEAR, Office
from yearend import working_day

from cmdesk.queries.reports import Documents
from cmdesk.ui.forms.form import Form
from cmdesk.usecases.access.issue_key import IssueKey
from cmdesk.usecases.reports.sign import Sign

KEY_PASSWORD = "miyao-2026"
PACKAGE = "上报包.zip"
INSPECTOR_KEY, HEAD_KEY, OWN_KEY, SEAL = "督察组长", "营销部主任", "被考评人", "单位电子签章"


def keys(office: Office) -> None:
    """Make the trial authority and issue a key to each who signs; the holder types its password."""
    mouse = office.mouse
    office.sit(ADMINISTRATOR, working_day(13))
    mouse.page("设置")
    mouse.row("设置的各部分", "签名密钥")
    mouse.answer(office.folder / "roots.pem")
    mouse.click("建试用签发机构")
    assert mouse.says("试用签发机构已建")
    (office.folder / "密钥").mkdir()
    for number, use in (
        (LEADER, INSPECTOR_KEY),
        (HEAD, HEAD_KEY),
        (office.managers[0].staff_no, OWN_KEY),
        (RECORDER, SEAL),
    ):
        mouse.click("签发密钥")
        form = next(mouse.seen(Form))
        mouse.fill("持有人工号", number, within=form)
        mouse.choose("用来签什么", use, within=form)
        mouse.press(form.keep)
        secret = mouse.find("新口令").parentWidget()
        mouse.fill("新口令", KEY_PASSWORD)
        mouse.fill("新口令再输一遍", KEY_PASSWORD)
        mouse.answer(key_of(office, use))
        mouse.click("签发", within=secret)
        mouse.row("签名密钥", use)


def key_of(office: Office, use: str) -> Path:
    """Give the file of the key for a use."""
    return office.folder / "密钥" / f"{use}.p12"


def composed(office: Office) -> None:
    """Compose everybody's annual report."""
    mouse = office.mouse
    office.sit(HEAD)
    mouse.page("报表签章")
    mouse.click("生成")
    mouse.menu("年度考评报告")
    assert mouse.says(f"已生成 {len(office.managers)} 份")


def signed(office: Office) -> None:
    """Let inspector, appraised and head sign one report, each with his own key file and password."""
    mouse = office.mouse
    for number, use in ((LEADER, INSPECTOR_KEY), (RECORDER, OWN_KEY), (HEAD, HEAD_KEY)):
        office.sit(number)
        mouse.page("报表签章")
        mouse.row("报告", office.managers[0].name)
        mouse.answer(key_of(office, use))
        mouse.click("选签名密钥文件")
        if use == OWN_KEY:
            mouse.choose("有无异议", "无异议")
        mouse.fill("密钥口令", KEY_PASSWORD)
        mouse.click(next(name for name in mouse.names() if name.startswith("以") and name.endswith("签署")))
    assert mouse.says("已签 1")


def verified(office: Office) -> None:
    """Save the signed report and let the window verify the file from outside."""
    mouse = office.mouse
    target = office.folder / "D25.pdf"
    mouse.answer(target)
    mouse.click("另存 PDF")
    assert target.read_bytes().startswith(b"%PDF")
    mouse.answer(target)
    mouse.click("选择要验证的 PDF")
    assert mouse.says("有效：3 处签名完好，签后无改动")


def ballot_reports(office: Office) -> None:
    """Compose the report of a count from the page of the count, then those of all."""
    mouse = office.mouse
    office.sit(RECORDER)
    mouse.page("等级评定")
    mouse.click("计票录入")
    mouse.click("生成本项报告单 D18")
    assert mouse.says("D18-2025-0201-v1")
    mouse.click("生成")
    mouse.menu("计票结果报告单")
    assert mouse.says("已生成")


def rest_signed(office: Office) -> None:
    """Let all others sign in bulk what the window has shown once: the other annual reports and every D18."""
    with office.between() as sample, _password_file(office.folder) as password:
        issued = {}
        for number, duty in (*_MEMBERS, *((person.staff_no, "appraised") for person in office.managers[1:])):
            out = office.folder / "密钥" / f"{number}.p12"
            sample.run(ADMINISTRATOR, IssueKey(number=number, duty=duty, password_file=password, out=out))
            issued[number] = out
        sample.desk.switch(sample.actor(RECORDER))
        found = sample.desk.ask(Documents())
        annual = {person.staff_no: _numbers(found, f"D25-{YEAR}-{person.staff_no}-") for person in office.managers[1:]}
        ballots = _numbers(found, f"D18-{YEAR}-")
        own = [(RECORDER, numbers, "appraised", issued[staff_no]) for staff_no, numbers in annual.items()]
        reports = tuple(number for numbers in annual.values() for number in numbers)
        for user, numbers, field, key in (
            (LEADER, reports, "inspector", key_of(office, INSPECTOR_KEY)),
            *own,
            (HEAD, reports, "department_head", key_of(office, HEAD_KEY)),
            (RECORDER, ballots, "vote_caller", issued["9014"]),
            (PAY_CLERK, ballots, "teller_1", issued[PAY_CLERK]),
            (RECORDER, ballots, "teller_2", issued["9014"]),
            (SCRUTINEER, ballots, "scrutineer_1", issued[SCRUTINEER]),
            (RECORDER, ballots, "scrutineer_2", issued["9015"]),
            (HEAD, ballots, "chair", key_of(office, HEAD_KEY)),
        ):
            sample.run(user, Sign(numbers=numbers, field=field, key=key, key_password_file=password))


_MEMBERS = ((PAY_CLERK, "pay_clerk"), (SCRUTINEER, "inspector"), ("9014", "member"), ("9015", "member"))


def _numbers(found: Any, part: str) -> tuple[str, ...]:
    return tuple(row.number for row in found if part in row.number)


@contextmanager
def _password_file(folder: Path) -> Iterator[Path]:
    path = folder / "密钥口令.txt"
    path.write_text(KEY_PASSWORD, encoding="utf-8")
    yield path
    path.unlink()


def package(office: Office) -> None:
    """Check the year, make the city's file under the unit's seal with a second person, and check the file itself."""
    mouse = office.mouse
    office.sit(RECORDER, working_day(14), 15)
    mouse.page("数据上报")
    mouse.row("上报包", f"{YEAR}年度上报包")
    mouse.click("核对")
    assert mouse.says("可以上报")
    mouse.answer(key_of(office, SEAL))
    mouse.click("选签章密钥")
    mouse.fill("密钥口令", KEY_PASSWORD)
    target = office.folder / PACKAGE
    mouse.answer(target)
    mouse.click("生成第 1 版上报包")
    office.confirm(HEAD)
    mouse.answer(target)
    mouse.click("选择或拖入上报包")
    assert mouse.says("第 1 版：通过")
