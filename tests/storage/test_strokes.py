"""The table of strokes tells from its bytes what a dictionary of the same lines tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.places import resources
from cmdesk.storage.strokes import Strokes

ANY = st.characters(exclude_characters="\t\r\n", exclude_categories=("Cs",))
ENTRIES = st.dictionaries(ANY, st.text("12345", min_size=1), min_size=1)


def written(entries: dict[str, str]) -> bytes:
    """Give the lines of a file, sorted by character."""
    return "".join(f"{character}\t{entries[character]}\n" for character in sorted(entries)).encode()


@given(ENTRIES, ANY)
def test_that_the_table_of_strokes_equals_a_dictionary_of_its_lines(entries: dict[str, str], other: str) -> None:
    strokes = Strokes(written(entries))
    assert dict(strokes) == entries
    assert len(strokes) == len(entries)
    assert strokes.get(other) == entries.get(other)


@pytest.mark.parametrize("no_character", ["", "王勇", "\ud800", "王\t", "\n"])
def test_that_what_is_no_character_has_no_strokes(no_character: str) -> None:
    assert no_character not in Strokes.of(resources() / "tables" / "strokes.tsv")


@pytest.mark.parametrize("lines", [b"", b"\xe7\x8e", "王\t1121".encode(), "王 1121\n".encode()])
def test_that_lines_that_are_no_table_are_refused(lines: bytes) -> None:
    with pytest.raises(ValueError, match=r"no table of strokes|can't decode"):
        Strokes(lines)
