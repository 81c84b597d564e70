"""The plugin that holds docs/requirements.md to what the tests show."""

from __future__ import annotations

from pathlib import Path

import pytest

CONFTEST = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
pytest_plugins = ("shows",)
"""
INI = """
[pytest]
testpaths = tests
addopts = --import-mode=importlib -p no:cacheprovider
markers = shows(*numbers): what a test shows
"""


def suite(pytester: pytest.Pytester, rows: str, **tests: str) -> pytest.Pytester:
    """Lay out a project with a list and test files; `rules__x` becomes tests/rules/test_x.py."""
    pytester.makeini(INI)
    pytester.makeconftest(CONFTEST)
    listing = pytester.path / "docs" / "requirements.md"
    listing.parent.mkdir()
    listing.write_text(f"# List\n\n| number | what | state | kind | where |\n|---|---|---|---|---|\n{rows}\n", "utf-8")
    for name, body in tests.items():
        path = pytester.path.joinpath("tests", *name.split("__")[:-1], f"test_{name.split('__')[-1]}.py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"import pytest\n\n{body}\n", "utf-8")
    return pytester


def shows(*numbers: str, body: str = "pass") -> str:
    """Give a marked test."""
    marks = ", ".join(repr(number) for number in numbers)
    return f"@pytest.mark.shows({marks})\ndef test_that_something_holds():\n    {body}\n"


def test_that_a_list_equal_to_the_tests_passes_and_is_counted(pytester: pytest.Pytester) -> None:
    rows = "| R01 | a | whole | | cli |\n| 2 | b | partly | | desk |\n| 3 | c | none | | |"
    result = suite(pytester, rows, cli__a=shows("R01", "2")).runpytest()
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        ["shown: 2 of 3 (statements 1 of 1, rows 1 of 2); the list says whole 1, partly 1", "*1 passed*"]
    )


@pytest.mark.parametrize("state", ["partly", "whole"])
def test_that_a_claim_without_a_test_fails_the_whole_suite(pytester: pytest.Pytester, state: str) -> None:
    result = suite(pytester, f"| R01 | a | {state} | | cli |", cli__a=shows()).runpytest()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"R01: the list says {state}, but no passing test shows it", "*1 passed, 1 error*"])


@pytest.mark.parametrize("body", ["assert False", "pytest.skip()"])
def test_that_a_test_which_did_not_pass_shows_nothing(pytester: pytest.Pytester, body: str) -> None:
    result = suite(pytester, "| R01 | a | whole | | cli |", cli__a=shows("R01", body=body)).runpytest()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["R01: the list says whole, but no passing test shows it"])


def test_that_a_test_whose_tear_down_fails_shows_nothing(pytester: pytest.Pytester) -> None:
    body = (
        "@pytest.fixture\ndef shaky():\n    yield\n    assert False\n\n"
        "@pytest.mark.shows('R01')\ndef test_that_something_holds(shaky):\n    pass\n"
    )
    result = suite(pytester, "| R01 | a | whole | | cli |", cli__a=body).runpytest()
    result.stdout.fnmatch_lines(["R01: the list says whole, but no passing test shows it"])


def test_that_a_mark_outside_the_list_fails_the_whole_suite(pytester: pytest.Pytester) -> None:
    result = suite(pytester, "| R01 | a | none | | |", cli__a=shows("R99")).runpytest()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["R99: marked by tests/cli/test_a.py::*, but not in the list"])


@pytest.mark.parametrize(
    ("state", "kind", "folder", "status"),
    [
        ("whole", "", "rules", 1),
        ("whole", "", "kernel", 1),
        ("whole", "calculation", "rules", 0),
        ("partly", "", "rules", 0),
        ("whole", "", "usecases", 0),
    ],
)
def test_that_rules_alone_make_only_a_calculation_whole(
    pytester: pytest.Pytester, state: str, kind: str, folder: str, status: int
) -> None:
    rows = f"| 11 | exact | {state} | {kind} | rules |"
    assert suite(pytester, rows, **{f"{folder}__a": shows("11")}).runpytest().ret == status


def test_that_one_test_beyond_the_rules_is_enough(pytester: pytest.Pytester) -> None:
    rows = "| 11 | exact | whole | | rules |"
    assert suite(pytester, rows, rules__a=shows("11"), cli__b=shows("11")).runpytest().ret == 0


@pytest.mark.parametrize(
    "choice", [["tests/cli"], ["-k", "something"], ["-m", "shows"], ["--deselect", "tests/none"], ["-x"]]
)
def test_that_part_of_the_suite_is_only_counted(pytester: pytest.Pytester, choice: list[str]) -> None:
    result = suite(pytester, "| R01 | a | whole | | cli |\n| 2 | b | none | | |", cli__a=shows("2")).runpytest(*choice)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["shown: 1 of 2 *"])


def test_that_naming_the_tests_folder_is_the_whole_suite(pytester: pytest.Pytester) -> None:
    assert suite(pytester, "| R01 | a | whole | | cli |", cli__a=shows()).runpytest("tests").ret == 1


def test_that_workers_tell_what_they_have_shown(pytester: pytest.Pytester) -> None:
    rows = "| R01 | a | whole | | cli |\n| 2 | b | whole | | desk |\n| 3 | c | whole | | |"
    project = suite(pytester, rows, cli__a=shows("R01"), cli__b=shows("2"))
    result = project.runpytest_subprocess("-n", "2")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["3: the list says whole, but no passing test shows it", "shown: 2 of 3 *"])


def test_that_what_the_list_could_claim_is_named(pytester: pytest.Pytester) -> None:
    result = suite(pytester, "| R01 | a | none | | |", cli__a=shows("R01")).runpytest()
    assert result.ret == 0
    result.stdout.fnmatch_lines(["shown, but `none` in the list: R01"])
