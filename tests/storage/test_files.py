"""Photos and scans by digest."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from cmdesk.kernel.errors import Damaged
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.files import FileStore

PHOTO = b"\xff\xd8 a photo of a shelf " * 50
KEY = DataKey.new()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "c.db.files", KEY)


def test_that_a_file_is_stored_once_under_the_digest_of_its_plain_bytes(store: FileStore) -> None:
    digest = store.put(PHOTO)
    before = store.path(digest).read_bytes()
    assert digest == store.put(PHOTO) == sha256(PHOTO).hexdigest()
    assert store.path(digest).read_bytes() == before
    assert store.path(digest).relative_to(store.folder).as_posix() == f"{digest[:2]}/{digest}"
    assert list(store.digests()) == [digest]
    assert store.get(digest) == PHOTO


def test_that_the_disk_holds_nothing_of_it_in_plain(store: FileStore) -> None:
    assert PHOTO[:20] not in store.path(store.put(PHOTO)).read_bytes()


@pytest.mark.parametrize("damage", ["byte", "cut", "empty", "exchanged"])
def test_that_an_altered_file_is_damage(store: FileStore, damage: str) -> None:
    digest, other = store.put(PHOTO), store.put(b"other")
    path = store.path(digest)
    data = path.read_bytes()
    path.write_bytes(
        {
            "byte": data[:40] + bytes([data[40] ^ 1]) + data[41:],
            "cut": data[:-1],
            "empty": b"",
            "exchanged": store.path(other).read_bytes(),
        }[damage]
    )
    with pytest.raises(Damaged, match="stored_file_altered"):
        store.get(digest)
    assert [(p.code, p.params) for p in store.check([other, digest])] == [("stored_file_altered", {"digest": digest})]


def test_that_a_missing_file_is_damage(store: FileStore) -> None:
    digest = store.put(PHOTO)
    store.remove(digest)
    store.remove(digest)
    assert digest not in store
    with pytest.raises(Damaged, match="stored_file_missing"):
        store.get(digest)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "/x"])
def test_that_no_name_leads_out_of_the_folder(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="no digest"):
        store.get(name)
