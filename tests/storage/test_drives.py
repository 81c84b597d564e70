"""Where a database may live."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmdesk.kernel.errors import Unavailable
from cmdesk.storage.drives import (
    DriveKind,
    drive_of,
    existing_part,
    kind_by_mounts,
    probe_system,
    refuse_unfit,
    refuse_without_room,
)

MOUNTS = r"""
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
30 22 0:44 / /mnt/share rw - cifs //server/data rw
31 22 0:45 / /home/li/my\040nas rw - nfs4 nas:/x rw
32 22 8:17 / /media/li/STICK rw - vfat /dev/sdb1 rw
33 22 8:33 / /media/li/DATA rw - ext4 /dev/sdc1 rw
34 22 0:50 / /mnt/share/local rw - tmpfs tmpfs rw
35 22 254:0 / /media/li/VAULT rw - ext4 /dev/dm-0 rw
36 22 8:49 / /media/li/CARD rw - exfat /dev/sdd1 rw
broken line
"""


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    block = tmp_path / "block"
    for device, flag in (
        ("pci/usb1/sdb", "0"),
        ("pci/ata1/sdc", "0"),
        ("pci/ata1/sda", "0"),
        ("pci/card/sdd", "1"),
    ):
        disk = tmp_path / device
        partition = disk / f"{disk.name}{2 if disk.name == 'sda' else 1}"
        partition.mkdir(parents=True)
        (disk / "removable").write_text(f"{flag}\n")
        block.mkdir(exist_ok=True)
        (block / partition.name).symlink_to(partition)
    mapped = block / "dm-0" / "slaves"
    mapped.mkdir(parents=True)
    (mapped / "sdb1").symlink_to(block / "sdb1")
    return block


@pytest.mark.shows("123", "126")
@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/li", DriveKind.LOCAL),
        ("/mnt/share/x", DriveKind.NETWORK),
        ("/mnt/shared", DriveKind.LOCAL),
        ("/home/li/my nas/x", DriveKind.NETWORK),
        ("/media/li/STICK/x", DriveKind.REMOVABLE),
        ("/media/li/DATA", DriveKind.LOCAL),
        ("/mnt/share/local/x", DriveKind.LOCAL),
        ("/media/li/VAULT", DriveKind.REMOVABLE),
        ("/media/li/CARD/x", DriveKind.REMOVABLE),
    ],
)
def test_that_the_kind_of_a_drive_is_read_from_the_mounts(folder: str, kind: DriveKind, devices: Path) -> None:
    assert kind_by_mounts(Path(folder), MOUNTS, devices) is kind


@pytest.mark.parametrize(
    ("kind", "code"), [(DriveKind.NETWORK, "drive_is_network"), (DriveKind.REMOVABLE, "drive_is_removable")]
)
def test_that_a_share_or_a_stick_is_refused(kind: DriveKind, code: str, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        refuse_unfit(tmp_path, lambda _: kind)
    assert refused.value.code == code
    assert refused.value.params["path"] == str(tmp_path)


def test_that_a_local_folder_is_accepted_before_it_exists(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    refuse_unfit(folder, lambda _: DriveKind.LOCAL)
    drive = drive_of(folder, lambda _: DriveKind.LOCAL)
    assert (drive.kind, drive.writable) == (DriveKind.LOCAL, True)
    assert drive.free > 0
    assert not folder.exists()


def test_that_the_system_can_be_asked(tmp_path: Path) -> None:
    assert probe_system(tmp_path) in set(DriveKind)


@pytest.mark.shows("124")
def test_that_a_drive_without_room_is_refused_with_both_figures(tmp_path: Path) -> None:
    refuse_without_room(tmp_path, 10, free=lambda _: 10)
    with pytest.raises(Unavailable) as refused:
        refuse_without_room(tmp_path, 30 << 20, free=lambda _: 20 << 20)
    assert refused.value.params == {"path": str(tmp_path), "needed": 30, "free": 20}


def test_that_the_nearest_existing_folder_is_found(tmp_path: Path) -> None:
    assert existing_part(tmp_path / "x" / "y") == tmp_path
