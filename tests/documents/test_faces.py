"""Which face a character comes from, and what a document carries of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmdesk.documents.fonts import Library, Role, UsedGlyphs, bundled


@pytest.mark.shows("84")
def test_that_every_role_can_print_every_rare_character(county) -> None:  # type: ignore[no-untyped-def]
    for role in Role:
        for character in county.rare:
            assert any(face.glyph(character) for face in bundled().chain(role))
    assert bundled().missing(county.rare + "张文岚") == ""


def test_that_a_private_character_is_missing() -> None:
    assert bundled().missing("张\ue000\ue001\ue000") == "\ue000\ue001"


def test_that_a_name_is_set_whole_in_one_face() -> None:
    library = bundled()
    kai = library.face(Role.KAI)
    serif = library.face(Role.SERIF)
    assert kai is not None
    assert serif is not None
    only_serif = next(c for c in map(chr, range(0x20000, 0x2CEB0)) if serif.glyph(c) and not kai.glyph(c))
    assert library.whole("张" + only_serif, Role.KAI) is Role.SERIF
    assert library.whole("张文岚", Role.KAI) is Role.KAI


def test_that_the_way_back_to_text_knows_characters_beyond_the_basic_plane() -> None:
    face = bundled().face(Role.SERIF)
    assert face is not None
    used = UsedGlyphs(face, "F1")
    glyph = face.glyph("𬭎")
    assert glyph is not None
    used.characters[glyph.number] = "𬭎"
    assert b"<D872DF4E>" in used.to_unicode()


def test_that_only_the_rare_faces_may_be_absent(tmp_path: Path) -> None:
    assert Library(tmp_path).face("rare-a") is None
    assert bundled().face("rare-a") is not None
