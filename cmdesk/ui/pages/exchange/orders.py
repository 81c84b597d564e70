"""What 数据上报 orders: the city file, and single workbooks. Runs on a worker's thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import Progress
from cmdesk.ui.secret_files import secret_files

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.runtime.context import Actor


def make(
    desk: Desk, period: Period, out: Path, key: Path, password: str, second: Actor | None, progress: Progress
) -> Any:
    """Seal the city file of a closed period."""
    from cmdesk.usecases.exchange.make_package import MakePackage

    with secret_files(password) as (secret,):
        order = MakePackage(period=period, key=key, key_password_file=secret, out=out)
        return desk.run(order, second=second, progress=progress)


def hand_out(desk: Desk, kind: str, period: Period, out: Path, progress: Progress) -> Any:
    """Write one workbook of a period."""
    from cmdesk.usecases.exchange.export import Export

    wanted = cast(Literal["roster", "month", "quarter", "levels", "ballots-account"], kind)
    return desk.run(Export(kind=wanted, period=period, out=out), progress=progress)
