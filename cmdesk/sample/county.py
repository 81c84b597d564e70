"""The sample county: 71 account managers as the brief counts them, and the people who appraise them. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cmdesk.sample.chance import Chance

UNIT_CODE = "140799"
UNIT_NAME = "演示县营销部"

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = (
    "建芳 志强 晓燕 海涛 丽娟 国栋 雪梅 俊杰 秀英 文博 佳慧 永强 慧敏 振华 春兰 立新 雅琴 学军 红霞 瑞峰 "
    "玉洁 宏伟 思远 桂兰 子轩 明亮 爱华 天宇 淑珍 少华 美玲 维民 晨曦 建平 素芬 鹏飞 小红 广平 若兰 长青 "
    "静怡 德胜 金凤 一鸣 月娥 新宇 翠萍 兴旺 诗涵 保国 喆 珺 翀 堃 昇 璟 瑄 旭东 凯 敏"
).split()
_SPECIAL = ("欧阳若琳", "白玛·次仁", "古丽娜尔·买买提江", "单雄信", "曾子墨", "解晓东", "尉迟静")
_TOWNS = ("城关镇", "东阳镇", "修文镇", "长凝镇", "北田镇", "什贴镇", "庄子乡", "东赵乡", "张庆乡")


@dataclass(frozen=True)
class SamplePerson:
    """One row of the sample roster, in the words of the glossary. `merit` (0–99) drives the figures of the year."""

    staff_no: str
    name: str
    post: str
    employment: str
    sex: str
    birth_month: str
    working_since: date
    post_since: date
    education: str
    qualification: str
    rung: str
    rung_since: date
    last_score: str
    last_band: str
    band_before: str
    urban: int
    rural: int
    line: str
    merit: int


@dataclass(frozen=True)
class SampleUser:
    """Somebody who signs in, with the duties held and a trial password."""

    number: str
    name: str
    duties: tuple[str, ...]
    password: str
    staff_no: str | None


def names(chance: Chance, count: int) -> list[str]:
    """Give `count` different invented names; the first ones test fonts, widths and readings."""
    found = list(_SPECIAL)
    step = 0
    while len(found) < count:
        name = chance.pick(_SURNAMES, "surname", step) + chance.pick(_GIVEN, "given", step)
        step += 1
        if name not in found:
            found.append(name)
    return found[:count]


def rungs(people: int) -> list[str]:
    """Give the rungs of `people` managers in the brief's proportions: 6 高级, 36 中级, 18 初级, 11 见习 of 71."""
    plan = (
        ["senior-A"]
        + ["senior-B"] * 2
        + ["senior-C"] * 3
        + ["intermediate-A"] * 9
        + ["intermediate-B"] * 15
        + ["intermediate-C"] * 12
        + ["junior-A"] * 6
        + ["junior-B"] * 7
        + ["junior-C"] * 5
        + ["trainee"] * 11
    )
    if people >= len(plan):
        return plan + ["junior-C"] * (people - len(plan))
    return [plan[(2 * k + 1) * len(plan) // (2 * people)] for k in range(people)]


def managers(seed: str, people: int, year: int) -> list[SamplePerson]:
    """Give the account managers of the county as they stand at the start of `year`."""
    chance = Chance(seed)
    called = chance.order(names(chance, people), "order")
    ladder = rungs(people)
    trainees = ladder.count("trainee")
    contracts = max(trainees, round(people * 15 / 71))
    rows = []
    for k, (name, rung) in enumerate(zip(called, ladder, strict=True)):
        number = f"{k + 1:04}"
        contract = k >= people - contracts
        rows.append(_manager(chance, number, name, rung, contract, year))
    return rows


def _manager(chance: Chance, number: str, name: str, rung: str, contract: bool, year: int) -> SamplePerson:
    trainee = rung == "trainee"
    level = rung.split("-", maxsplit=1)[0]
    years = {"senior": (12, 20), "intermediate": (7, 16), "junior": (4, 8), "trainee": (1, 1)}[level]
    start = date(year - chance.whole(*years, number, "years"), chance.whole(1, 12, number, "month"), 1)
    if trainee:
        start = date(year - 1, chance.whole(7, 11, number, "month"), 1)
    merit = min(
        99, {"senior": 62, "intermediate": 40, "junior": 22, "trainee": 30}[level] + chance.whole(0, 45, number)
    )
    score = {"senior": "88.40", "intermediate": "84.20", "junior": "79.60", "trainee": ""}[level]
    rural_line = chance.often(55, number, "rural")
    retailers = chance.whole(150, 200, number, "retailers")
    rural = retailers * (70 if rural_line else 20) // 100
    education = chance.pick(("大专", "本科", "大专", "中专"), number, "education")
    return SamplePerson(
        staff_no=number,
        name=name,
        post="客户经理",
        employment="聘用" if contract else "在册",
        sex=chance.pick(("男", "女"), number, "sex"),
        birth_month=f"{start.year - chance.whole(23, 30, number, 'age')}-{chance.whole(1, 12, number, 'birth'):02}",
        working_since=start if contract else date(start.year - chance.whole(0, 4, number, "before"), 7, 1),
        post_since=start if contract or start.month > 7 else date(start.year, 8, 1),
        education="大专" if contract and education == "中专" else education,
        qualification={"senior": "三级", "intermediate": "四级", "junior": "五级", "trainee": "无"}[level],
        rung=rung,
        rung_since=start if trainee else date(year - (3 if level == "intermediate" else 2), 3, 1),
        last_score=score,
        last_band={"senior": "称职", "intermediate": "称职", "junior": "称职", "trainee": ""}[level],
        band_before={"senior": "优秀", "intermediate": "优秀" if merit > 70 else "称职", "junior": "称职"}.get(
            level, ""
        ),
        urban=retailers - rural,
        rural=rural,
        line=chance.pick(_TOWNS[1:] if rural_line else _TOWNS[:1], number, "line"),
        merit=merit,
    )


_STAFF = (
    ("9001", "刘志强", "营销部主任", ("department_head",)),
    ("9002", "赵国庆", "营销部副主任", ()),
    ("9003", "陈立新", "督察组长", ("inspection_leader", "inspector")),
    ("9004", "周海燕", "督察员", ("inspector",)),
    ("9005", "吴建军", "督察员", ("inspector", "recorder")),
    ("9006", "郑晓梅", "督察员", ("inspector",)),
    ("9007", "孙永平", "市场经理", ()),
    ("9008", "冯丽华", "市场经理", ()),
    ("9009", "何瑞芳", "其他", ("administrator",)),
    ("9010", "高明远", "其他", ("auditor",)),
    ("9011", "许秀兰", "劳资员", ("pay_clerk",)),
    ("9012", "马卫东", "其他", ("county_leader",)),
    ("9013", "朱玉洁", "其他", ("recorder",)),
    ("9014", "罗志远", "其他", ()),
    ("9015", "田桂英", "其他", ()),
)


def staff(year: int) -> list[SamplePerson]:
    """Give the people who appraise: department, supervision team, county bureau."""
    since = date(year - 6, 3, 1)
    return [
        SamplePerson(
            staff_no=number,
            name=name,
            post=post,
            employment="在册",
            sex="男" if int(number) % 2 else "女",
            birth_month="1978-05",
            working_since=date(2000, 7, 1),
            post_since=since,
            education="本科",
            qualification="无",
            rung="",
            rung_since=since,
            last_score="",
            last_band="",
            band_before="",
            urban=0,
            rural=0,
            line="",
            merit=0,
        )
        for number, name, post, _ in _STAFF
    ]


def users() -> list[SampleUser]:
    """Give the standing users by duty. Their trial passwords are written beside the sample, never in a real county."""
    return [SampleUser(number, name, duties, f"演示-{number}", number) for number, name, _, duties in _STAFF if duties]
