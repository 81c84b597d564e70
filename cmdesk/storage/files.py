"""Photos, scans and signed documents: encrypted files named by the digest of what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cmdesk.kernel.errors import Damaged, Problem
from cmdesk.kernel.ids import random_bytes
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.storage.atomic import write_atomically
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.faults import translated

_NONCE = 12
_DIGEST = re.compile(r"[0-9a-f]{64}")


def files_path(database: Path) -> Path:
    """Give the folder of the files of a database."""
    return database.with_name(database.name + ".files")


class FileStore:
    """The files below `folder`, at `ab/<sha256 of the plain bytes>`, under a key derived from the database's own."""

    def __init__(self, folder: Path, key: DataKey) -> None:
        self.folder = folder
        self._cipher = AESGCM(key.derived("files"))

    def put(self, data: bytes) -> str:
        """Store `data` and give its digest; what is there already is not written again.

        A file stored by a transaction that fails stays behind unnamed, and harms nobody. Raises Unavailable.
        """
        digest = sha256(data).hexdigest()
        path = self.path(digest)
        if not path.exists():
            nonce = random_bytes(_NONCE)
            with translated():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path, nonce + self._cipher.encrypt(nonce, data, digest.encode()), private=True)
        return digest

    def get(self, digest: str) -> bytes:
        """Give the plain bytes. Raises Damaged `stored_file_missing` or `stored_file_altered` (digest)."""
        path = self.path(digest)
        if not path.is_file():
            raise Damaged("stored_file_missing", digest=digest)
        with translated():
            stored = path.read_bytes()
        try:
            data = self._cipher.decrypt(stored[:_NONCE], stored[_NONCE:], digest.encode())
        except (InvalidTag, ValueError) as error:
            raise Damaged("stored_file_altered", digest=digest) from error
        if sha256(data).hexdigest() != digest:
            raise Damaged("stored_file_altered", digest=digest)
        return data

    def __contains__(self, digest: str) -> bool:
        return self.path(digest).is_file()

    def remove(self, digest: str) -> None:
        """Delete a file whose retention is over. Does nothing if it is gone."""
        with translated():
            self.path(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """Give the digests of all files, in order."""
        if self.folder.is_dir():
            for path in sorted(self.folder.glob("??/*")):
                if _DIGEST.fullmatch(path.name):
                    yield path.name

    def check(self, digests: Iterable[str], progress: Progress = SILENT) -> list[Problem]:
        """Read the files again and give a problem (`stored_file_missing`, `stored_file_altered`) for each bad one."""
        wanted = list(digests)
        problems = []
        for done, digest in enumerate(wanted):
            progress.step(done, len(wanted), "step_files")
            try:
                self.get(digest)
            except Damaged as error:
                problems.append(Problem(error.code, params=error.params))
        return problems

    def path(self, digest: str) -> Path:
        """Give the place of a file. Raises ValueError for what is no digest: no name may lead out of the folder."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"no digest: {digest!r}")
        return self.folder / digest[:2] / digest
