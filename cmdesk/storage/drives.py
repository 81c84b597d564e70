"""Where a database may lie: on a drive of this computer that cannot be pulled out, with room and the right to write."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from cmdesk.kernel.errors import Unavailable

AMBER_BELOW = 2 * 1024**3
"""Bytes: a drive with less room than this is shown with a warning."""

NETWORK_TYPES = frozenset(
    (
        "nfs nfs4 cifs smb smb2 smb3 smbfs 9p afs ceph davfs ncpfs ncp glusterfs lustre vboxsf prl_fs webdav "
        "fuse.sshfs fuse.davfs2 fuse.rclone fuse.gvfsd-fuse fuse.glusterfs fuse.s3fs fuse.vmhgfs-fuse fuse.smbnetfs"
    ).split()
)


class DriveKind(StrEnum):
    """What a folder lies on."""

    LOCAL = "local"
    NETWORK = "network"
    REMOVABLE = "removable"


_REFUSED = {DriveKind.NETWORK: "drive_is_network", DriveKind.REMOVABLE: "drive_is_removable"}

Probe: TypeAlias = Callable[[Path], DriveKind]
"""Tells what a folder lies on; passed in, so that a stick can be tried without one."""


@dataclass(frozen=True)
class Drive:
    """What first start and restore show of a folder: its kind, free bytes, and whether one may write there."""

    folder: Path
    kind: DriveKind
    free: int
    writable: bool


def drive_of(folder: Path, probe: Probe | None = None) -> Drive:
    """Describe the drive of a folder, which need not exist yet."""
    standing = existing_part(folder)
    kind = (probe or probe_system)(folder)
    return Drive(folder, kind, free_bytes(standing), os.access(standing, os.W_OK))


def refuse_unfit(folder: Path, probe: Probe | None = None) -> None:
    """Raise Unavailable `drive_is_network`, `drive_is_removable` or `folder_read_only` where no database may live.

    On a share two writers ruin the file; a stick is pulled out in the middle of a write.
    """
    kind = (probe or probe_system)(folder)
    if kind in _REFUSED:
        raise Unavailable(_REFUSED[kind], path=str(folder))
    if not os.access(existing_part(folder), os.W_OK):
        raise Unavailable("folder_read_only", path=str(folder))


def refuse_without_room(folder: Path, needed: int, free: Callable[[Path], int] | None = None) -> None:
    """Raise Unavailable `disk_space_short` (path, needed, free in MB) unless `needed` bytes are free."""
    there = (free or free_bytes)(existing_part(folder))
    if there < needed:
        raise Unavailable("disk_space_short", path=str(folder), needed=-(-needed >> 20) or 1, free=there >> 20)


def free_bytes(folder: Path) -> int:
    """Give the bytes that are free for this account."""
    return shutil.disk_usage(folder).free


def existing_part(folder: Path) -> Path:
    """Give the nearest folder above that exists."""
    path = folder.absolute()
    while not path.exists() and path.parent != path:
        path = path.parent
    return path


def probe_system(folder: Path) -> DriveKind:
    """Ask the operating system. What it cannot tell counts as local."""
    if os.name == "nt":
        return _probe_windows(folder)
    if sys.platform == "linux":
        return kind_by_mounts(existing_part(folder).resolve(), Path("/proc/self/mountinfo").read_text("utf-8"))
    return DriveKind.LOCAL


def kind_by_mounts(folder: Path, mounts: str, devices: Path = Path("/sys/class/block")) -> DriveKind:
    """Tell from the text of `/proc/self/mountinfo` and the folder of block devices what `folder` lies on."""
    best: tuple[int, str, str, str] | None = None
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, rest = before.split(" "), after.split(" ")
        if len(fields) < 5 or len(rest) < 2:
            continue
        point = _unescaped(fields[4])
        if folder.is_relative_to(point) and (best is None or len(point) >= best[0]):
            best = (len(point), point, rest[0], _unescaped(rest[1]))
    if best is None:
        return DriveKind.LOCAL
    _, point, kind, source = best
    if kind in NETWORK_TYPES:
        return DriveKind.NETWORK
    removable = point != "/" and _is_removable(devices, source.rpartition("/")[2])
    return DriveKind.REMOVABLE if removable else DriveKind.LOCAL


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), field)


def _is_removable(devices: Path, name: str, depth: int = 0) -> bool:
    entry = devices / name
    if not name or depth > 4 or not entry.exists():
        return False
    below = entry / "slaves"
    if below.is_dir() and any(_is_removable(devices, slave.name, depth + 1) for slave in below.iterdir()):
        return True
    real = entry.resolve()
    if re.search(r"/usb\d+/", str(real)):
        return True
    flags = (real / "removable", real.parent / "removable")
    return any(flag.is_file() and flag.read_text("ascii").strip() == "1" for flag in flags)


def _probe_windows(folder: Path) -> DriveKind:  # pragma: no cover
    import ctypes

    path = str(folder.absolute())
    if path.startswith("\\\\"):
        return DriveKind.NETWORK
    kind = ctypes.windll.kernel32.GetDriveTypeW(path[:3])  # type: ignore[attr-defined,unused-ignore]
    return {2: DriveKind.REMOVABLE, 4: DriveKind.NETWORK, 5: DriveKind.REMOVABLE}.get(kind, DriveKind.LOCAL)
