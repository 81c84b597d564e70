"""The seal of a package: one signature of the unit over a list of every file's digest (ASiC-E, ETSI EN 319 162).

The signature itself is made and judged elsewhere; what is passed in and out are bytes and a word.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from cmdesk.kernel.errors import Problem

MIMETYPE = "application/vnd.etsi.asic-e+zip"
LIST_PATH = "META-INF/ASiCManifest001.xml"
SEAL_PATH = "META-INF/signature001.p7s"
_TYPES = {
    "json": "application/json",
    "jsonl": "application/jsonl",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Sealer = Callable[[bytes], bytes]
"""Signs the list: gives a detached CMS signature (CAdES, DER)."""


class Judged(Protocol):
    """What a check of signatures answers; `verdict` is valid, invalid or undetermined."""

    @property
    def verdict(self) -> str:
        """Give the word."""

    @property
    def headline(self) -> Problem:
        """Give the code of the one sentence."""

    @property
    def reasons(self) -> Sequence[Problem]:
        """Give the evidence, most serious first."""


SealJudge = Callable[[bytes, bytes], Judged]
"""Judges a seal: takes the list and the signature."""


def list_bytes(digests: Mapping[str, bytes]) -> bytes:
    """Give the list that is signed: path → SHA-256 of the file. Paths are plain ASCII, so nothing needs escaping.

    A reader makes the list anew from what it finds and compares bytes: no XML of a stranger is ever parsed.
    """
    spaces = 'xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<asic:ASiCManifest {spaces}>",
        f'<asic:SigReference URI="{SEAL_PATH}" MimeType="application/x-pkcs7-signature"/>',
    ]
    for path, digest in sorted(digests.items()):
        lines += [
            f'<asic:DataObjectReference URI="{path}" MimeType="{_TYPES[path.rpartition(".")[2]]}">',
            '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>',
            f"<ds:DigestValue>{base64.b64encode(digest).decode()}</ds:DigestValue>",
            "</asic:DataObjectReference>",
        ]
    lines.append("</asic:ASiCManifest>")
    return ("\n".join(lines) + "\n").encode()


def known_type(path: str) -> bool:
    """Say whether a file of this name may stand in a package."""
    return path.rpartition(".")[2] in _TYPES
