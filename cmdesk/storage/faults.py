"""From what the database driver and the disk say to our errors."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from cmdesk.kernel.errors import CmdeskError, Conflict, Damaged, Unavailable, reject

NUL_MARK = "cmdesk: text holds NUL in "
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26
_UNAVAILABLE = {
    _BUSY: "database_busy",
    _LOCKED: "database_busy",
    _READONLY: "read_only",
    _FULL: "disk_full",
    _IOERR: "database_gone",
    _CANTOPEN: "database_gone",
}
_ON_DISK = {
    errno.ENOSPC: "disk_full",
    errno.EFBIG: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.ENOENT: "file_gone",
    errno.EIO: "file_gone",
}


@contextmanager
def translated() -> Iterator[None]:
    """Raise our errors for what the driver raises inside.

    Unavailable `disk_full`, `database_busy`, `read_only`, `database_gone`, `file_gone`; Damaged `database_damaged`;
    Conflict `row_changed_meanwhile`; Rejected `text_holds_nul`. Broken constraints pass as they are: they are bugs.
    """
    try:
        yield
    except CmdeskError:
        raise
    except OSError as error:
        found = of_disk(error)
        if found is None:
            raise
        raise found from error
    except Exception as error:
        known = _of_database(error)
        if known is None:
            raise
        raise known from error


def of_disk(error: OSError) -> CmdeskError | None:
    """Give the error of ours that an error of the file system means, None if it means none."""
    code = _ON_DISK.get(error.errno or 0)
    return Unavailable(code, path=str(error.filename or "")) if code else None


def _of_database(error: Exception) -> CmdeskError | None:
    # Imported here: the sign-in page reads the lock and the notes of backups before the database's library is there.
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.exc import TimeoutError as PoolTimeout
    from sqlalchemy.orm.exc import StaleDataError
    from sqlcipher3 import dbapi2

    if isinstance(error, StaleDataError):
        return Conflict("row_changed_meanwhile")
    if isinstance(error, PoolTimeout):
        return Unavailable("database_busy")
    if isinstance(error, DBAPIError):
        return _of_driver(error.orig)
    return _of_driver(error) if isinstance(error, dbapi2.Error) else None


def _of_driver(error: BaseException | None) -> CmdeskError | None:
    text = str(error)
    if NUL_MARK in text:
        return reject("text_holds_nul", table=text.split(NUL_MARK, 1)[1])
    primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if primary in {_CORRUPT, _NOTADB}:
        return Damaged("database_damaged", detail=text)
    code = _UNAVAILABLE.get(primary)
    return Unavailable(code) if code else None
