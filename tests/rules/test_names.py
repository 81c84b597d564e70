"""Names: how they are split, read, ordered and found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.name_order import NameOrder, ordered_names, pinyin_sort_key
from cmdesk.rules.name_readings import all_readings, split_name, usual_reading
from cmdesk.rules.name_search import matches, name_query, search_keys
from cmdesk.rules.tables import NO_TABLES, Tables

TABLES = Tables(
    strokes={
        "丁": "12",
        "王": "1121",
        "一": "1",
        "军": "45152",
        "勇": "542511353",
        "小": "234",
        "洪": "441122134",
        "欧": "13453534",
        "阳": "522511",
        "明": "25112511",
        "张": "5131534",
        "章": "41431251112",
        "李": "1234521",
        "马": "551",
        "仇": "3235",
        "建": "511112554",
        "芳": "1224153",
    },
    compound_surnames={"欧阳": ("ouyang",), "尉迟": ("yuchi",), "长孙": ("zhangsun",), "万俟": ("moqi",)},
    surname_readings={"单": ("shan",), "仇": ("qiu",), "曾": ("zeng",), "解": ("xie",), "查": ("zha",)},
)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("欧阳明", ("欧阳", "明")),
        ("欧阳", ("欧", "阳")),
        ("欧明", ("欧", "明")),
        ("买买提·艾力", ("买", "买提艾力")),
        ("张 芳", ("张", "芳")),
        ("张", ("张", "")),
    ],
)
def test_that_a_compound_surname_counts_as_one_where_a_given_name_follows(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name, TABLES) == parts


@pytest.mark.shows("129")
@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("单小芳", ("shan4", "xiao3", "fang1")),
        ("仇军", ("qiu2", "jun1")),
        ("尉迟明", ("yu4", "chi2", "ming2")),
        ("万俟军", ("mo4", "qi2", "jun1")),
        ("长孙勇", ("zhang3", "sun1", "yong3")),
        ("王重阳", ("wang2", "chong2", "yang2")),
        ("马𠮷", ("ma3", "ji2")),
    ],
)
def test_that_surnames_are_read_as_surnames(name: str, reading: tuple[str, ...]) -> None:
    assert usual_reading(name, TABLES) == reading


@pytest.mark.shows("130")
def test_that_lists_by_surname_strokes_put_short_given_names_first() -> None:
    names = ["章明", "王小洪", "欧阳明", "张芳", "王勇", "欧明", "李明", "丁一", "王军"]
    assert ordered_names(names, NameOrder.SURNAME_STROKES, TABLES) == [
        "丁一",
        "王军",
        "王勇",
        "王小洪",
        "李明",
        "张芳",
        "欧明",
        "欧阳明",
        "章明",
    ]


@pytest.mark.shows("130")
def test_that_equal_counts_go_by_the_kind_of_each_stroke() -> None:
    # Seven strokes each: 李 begins with 横, 张 with 折; 马 and 小 have three.
    assert ordered_names(["张明", "李明", "马明", "小明"], NameOrder.NAME_STROKES, TABLES) == [
        "小明",
        "马明",
        "李明",
        "张明",
    ]
    assert ordered_names(["王勇", "王小洪"], NameOrder.NAME_STROKES, TABLES) == ["王小洪", "王勇"]


@pytest.mark.shows("130")
def test_that_pinyin_order_keeps_equal_surnames_together_and_reads_them_as_such() -> None:
    names = ["章明", "张小洪", "仇军", "李明", "张军", "丁一"]
    assert ordered_names(names, NameOrder.PINYIN, TABLES) == ["丁一", "李明", "仇军", "张军", "张小洪", "章明"]
    assert pinyin_sort_key("李明", TABLES) < pinyin_sort_key("林明", TABLES)


def test_that_every_name_with_an_unknown_character_is_refused_at_once() -> None:
    with pytest.raises(Rejected) as refused:
        ordered_names(["王军", "王龘", "A明"], NameOrder.SURNAME_STROKES, TABLES)
    assert [(p.code, p.where.field, p.params["characters"]) for p in refused.value.problems] == [
        ("no_stroke_data", "names.1", "龘"),
        ("no_stroke_data", "names.2", "A"),
    ]
    assert ordered_names(["王龘", "王军"], NameOrder.PINYIN, TABLES) == ["王龘", "王军"]


@given(st.permutations(["丁一", "王军", "王勇", "王小洪", "李明", "张芳", "欧阳明"]), st.sampled_from(NameOrder))
def test_that_the_order_given_changes_nothing(names: list[str], by: NameOrder) -> None:
    assert ordered_names(names, by, TABLES) == ordered_names(sorted(names), by, TABLES)


@pytest.mark.shows("129")
@pytest.mark.parametrize(
    "query", ["zjf", "zhangjf", "张", "建芳", "zhjf", "zhangjianfang", "jf", "Zhang JF", "ｚｊｆ", "fang"]
)
def test_that_characters_pinyin_and_initials_find_a_name(query: str) -> None:
    assert matches(query, "张建芳", search_keys("张建芳", TABLES).text)


@pytest.mark.shows("129")
@pytest.mark.parametrize("query", ["zjj", "jz", "李", "hang", "zfj", "zhangf"])
def test_that_other_queries_do_not_find_it(query: str) -> None:
    assert not matches(query, "张建芳", search_keys("张建芳", TABLES).text)


@pytest.mark.shows("129")
@pytest.mark.parametrize("query", ["shanx", "danx", "sxx"])
def test_that_a_character_of_several_readings_is_found_by_each(query: str) -> None:
    keys = search_keys("单小雄", TABLES)
    assert keys.full[0] == "shan xiao xiong"
    assert "sxx" in keys.initials
    assert matches(query, "单小雄", keys.text)


def test_that_a_staff_number_finds_a_person_too() -> None:
    assert matches("0042", "张建芳", search_keys("张建芳", TABLES).text, "KH0042")
    assert matches("kh00", "张建芳", "", "KH0042")
    assert matches("", "张建芳", "")


@given(st.lists(st.sampled_from("张王李建芳明小军"), min_size=1, max_size=4).map("".join), st.data())
def test_that_any_beginning_of_each_syllable_finds_the_name(name: str, data: st.DataObject) -> None:
    readings = all_readings(name, NO_TABLES)
    query = ""
    for options in readings:
        syllable = data.draw(st.sampled_from(options))
        query += syllable[: data.draw(st.integers(1, len(syllable)))]
    assert name_query(query).matches(name, search_keys(name, NO_TABLES).text)
