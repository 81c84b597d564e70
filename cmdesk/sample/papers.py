"""The paper of the sample year: keys, signed reports, packet and city file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Literal

from cmdesk.documents import key_pairs, workers
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.runtime.context import Done
from cmdesk.sample.county import SamplePerson
from cmdesk.sample.meetings import OTHER_SCRUTINEER, OTHER_TELLER, SCRUTINEER, TELLER
from cmdesk.sample.year import ADMINISTRATOR, HEAD, LEADER, RECORDER, Sample
from cmdesk.usecases.access.issue_key import IssueKey
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority
from cmdesk.usecases.exchange.make_package import MakePackage
from cmdesk.usecases.reports.compose import Compose
from cmdesk.usecases.reports.hand_out import HandOut
from cmdesk.usecases.reports.sign import Sign
from cmdesk.usecases.reports.write_comment import WriteComment
from cmdesk.usecases.reports.write_packet import WritePacket

SEAL = "unit_seal"
_PASSWORD = "演示密钥口令"


def authority(sample: Sample) -> Path:
    """Make the trial authority and write its root. Gives the path of roots.pem."""
    roots = sample.folder / "roots.pem"
    with sample.step("keys"):
        sample.run(ADMINISTRATOR, MakeTrialAuthority(roots=roots))
    return roots


def keys_ahead(sample: Sample) -> None:
    """Begin to make what the keys are issued from while the year is lived."""
    key_pairs.keep_ahead(workers.ahead(key_pairs.made_elsewhere, len(_holders(sample))))


def _holders(sample: Sample) -> list[tuple[str, str]]:
    return [
        (LEADER, "inspection_leader"),
        (HEAD, "department_head"),
        (TELLER, "pay_clerk"),
        (SCRUTINEER, "inspector"),
        (OTHER_TELLER[0], "member"),
        (OTHER_SCRUTINEER[0], "member"),
        (RECORDER, SEAL),
        ("9004", "inspector"),
        ("9005", "inspector"),
        *((person.staff_no, "appraised") for person in sample.managers),
    ]


def keys(sample: Sample, *, appraised: bool = True) -> None:
    """Issue a key to everybody who signs, the people appraised included or not."""
    with sample.step("keys"), _password_file(sample.folder) as password:
        orders = [
            IssueKey(number=number, duty=duty, password_file=password, out=key_of(sample, number, duty))
            for number, duty in _holders(sample)
            if appraised or duty != "appraised"
        ]
        (sample.folder / "密钥").mkdir(exist_ok=True)
        sample.run_all(ADMINISTRATOR, orders)


def key_of(sample: Sample, number: str, duty: str) -> Path:
    """Give the file of somebody's key."""
    return sample.folder / "密钥" / f"{number}-{duty}.p12"


@contextmanager
def _password_file(folder: Path) -> Iterator[Path]:
    path = folder / ".密钥口令"
    path.write_text(_PASSWORD, encoding="utf-8")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def quarterly(sample: Sample) -> None:
    """Compose D13 of every quarter, and one month's first inspection sheet."""
    whole = Period(PeriodKind.YEAR, sample.year)
    with sample.step("D13"):
        for quarter in whole.quarters:
            sample.run(HEAD, Compose(form="D13", period=quarter))
    with sample.step("D04"):
        month = whole.months[-1]
        sheet = f"{month}-{sample.managers[0].staff_no}-1"
        done = sample.run(LEADER, Compose(form="D04", period=month, sheet=sheet))
        sample.run(RECORDER, HandOut(numbers=done.ids, out=sample.folder / "D04-督察检查表.pdf"))


def ballot_reports(sample: Sample) -> Done:
    """Compose D18 of both sittings and let all six sign each."""
    with sample.step("D18"):
        done = sample.run(RECORDER, Compose(form="D18", period=Period(PeriodKind.YEAR, sample.year)))
        signers = (
            ("vote_caller", RECORDER, key_of(sample, OTHER_TELLER[0], "member")),
            ("teller_1", TELLER, key_of(sample, TELLER, "pay_clerk")),
            ("teller_2", RECORDER, key_of(sample, OTHER_TELLER[0], "member")),
            ("scrutineer_1", SCRUTINEER, key_of(sample, SCRUTINEER, "inspector")),
            ("scrutineer_2", RECORDER, key_of(sample, OTHER_SCRUTINEER[0], "member")),
            ("chair", HEAD, key_of(sample, HEAD, "department_head")),
        )
        for field, user, key in signers:
            _sign(sample, user, done.ids, field, key)
        sample.run(RECORDER, HandOut(numbers=done.ids, out=sample.folder / "D18-计票结果报告单"))
    return done


def annual(sample: Sample) -> Done:
    """Write the remarks, compose D25 in state 拟定 and sign three fields of each."""
    whole = Period(PeriodKind.YEAR, sample.year)
    with sample.step("D25"):
        remarks = [
            WriteComment(
                period=whole,
                staff_no=person.staff_no,
                duty="department_head",
                text=sample.chance.pick(_REMARKS, person.staff_no, "remark"),
            )
            for person in sample.managers
        ]
        sample.run_all(HEAD, remarks)
        done = sample.run(HEAD, Compose(form="D25", period=whole))
        _sign_annual(sample, done.ids, sample.managers)
        sample.run(RECORDER, HandOut(numbers=done.ids, out=sample.folder / "D25-年度考评报告"))
    return done


def annual_decided(sample: Sample) -> Done:
    """Compose D25 again after the city's decision, and sign ten of them."""
    with sample.step("D25"):
        done = sample.run(HEAD, Compose(form="D25", period=Period(PeriodKind.YEAR, sample.year)))
        some = sorted(done.ids)[:10]
        people = [person for person in sample.managers if any(f"-{person.staff_no}-" in number for number in some)]
        _sign_annual(sample, some, people)
        sample.run(RECORDER, HandOut(numbers=tuple(some), out=sample.folder / "D25-年度考评报告-确定"))
    return done


_REMARKS = (
    "该同志全年工作认真负责，能按流程完成各项任务，客户关系稳定。希望在市场分析的深度上再下功夫，多提有数据的建议。",
    "该同志服务意识强，重点品牌培育成效明显，台帐与记录齐全。下一年度要注意订单预测的准确性，按时完成整改。",
    "该同志能吃苦、肯学习，基础工作扎实。建议加强营销理论学习，提高与客户沟通的技巧，主动帮扶弱势客户。",
)


def _sign_annual(sample: Sample, numbers: Sequence[str], people: Sequence[SamplePerson]) -> None:
    _sign(sample, LEADER, numbers, "inspector", key_of(sample, LEADER, "inspection_leader"))
    for person in people:
        own = [number for number in numbers if f"-{person.staff_no}-" in number]
        _sign(sample, RECORDER, own, "appraised", key_of(sample, person.staff_no, "appraised"), "agreed")
    _sign(sample, HEAD, numbers, "department_head", key_of(sample, HEAD, "department_head"))


def _sign(
    sample: Sample, user: str, numbers: Sequence[str], field: str, key: Path, opinion: Literal["agreed"] | None = None
) -> None:
    with _password_file(sample.folder) as password:
        order = Sign(numbers=tuple(numbers), field=field, key=key, key_password_file=password, opinion=opinion)
        sample.run(user, order)


def packet(sample: Sample) -> tuple[Path, Done]:
    """Write the year's packet, sealed by the unit."""
    out = sample.folder / f"卷宗-{sample.year}.pdf"
    with sample.step("packet"), _password_file(sample.folder) as password:
        done = sample.run(
            RECORDER,
            WritePacket(
                period=Period(PeriodKind.YEAR, sample.year),
                out=out,
                key=key_of(sample, RECORDER, SEAL),
                key_password_file=password,
            ),
        )
    return out, done


def package(sample: Sample, day: date) -> Path:
    """Write the city file of the year, sealed by the unit and confirmed by the department head."""
    out = sample.folder / f"上报包-{sample.year}.zip"
    sample.clock.set(day, 15)
    with sample.step("package"), _password_file(sample.folder) as password:
        order = MakePackage(
            period=Period(PeriodKind.YEAR, sample.year),
            key=key_of(sample, RECORDER, SEAL),
            out=out,
            key_password_file=password,
        )
        sample.run(RECORDER, order, second=HEAD)
    return out
