"""From what the file system says to an error of ours, for front ends that read and write files themselves."""

from __future__ import annotations

from cmdesk.kernel.errors import CmdeskError
from cmdesk.storage.faults import of_disk


def meant_by(error: OSError) -> CmdeskError | None:
    """Give the error of ours (`disk_full`, `read_only`, `file_gone`) that an error of the disk means, or None."""
    return of_disk(error)
