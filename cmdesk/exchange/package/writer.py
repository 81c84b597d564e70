"""Writing a package: members, manifest, the list of digests, one seal."""

from __future__ import annotations

import hashlib

from cmdesk.exchange.package import container, seal
from cmdesk.exchange.package.content import PackageContent
from cmdesk.exchange.package.manifest import PATH, manifest_bytes, members_of
from cmdesk.exchange.package.seal import Sealer


def write_package(content: PackageContent, sealer: Sealer) -> bytes:
    """Give the package as a file; with a seal that does not vary the same content gives the same bytes.

    What `sealer` raises goes through. The content is not judged here: run the city's checks first. What comes out
    was read once by the strict reader, which raises Damaged for what a receiver would refuse (too large, odd names).
    """
    members = members_of(content)
    manifest = manifest_bytes(content, (member for member, _ in members))
    files = [(PATH, manifest), *((member.path, data) for member, data in members)]
    listed = seal.list_bytes({path: hashlib.sha256(data).digest() for path, data in files})
    files += [(seal.LIST_PATH, listed), (seal.SEAL_PATH, sealer(listed))]
    packed = container.pack(seal.MIMETYPE, files)
    container.unpack(packed, seal.MIMETYPE)
    return packed


def package_digest(content: PackageContent) -> str:
    """Give the digest by which the next package names this one: SHA-256 hex of its manifest."""
    return hashlib.sha256(manifest_bytes(content, (member for member, _ in members_of(content)))).hexdigest()
