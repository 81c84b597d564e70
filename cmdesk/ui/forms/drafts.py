"""Keeps what is being typed as a draft in the database, a second after the last key, without ever being waited for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, QTimer

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.progress import Progress
from cmdesk.ui.failures import surface_of
from cmdesk.ui.room import Room

SAVED_AFTER_MS = 1000
Read = Callable[[], Mapping[str, Any]]
Found = Callable[[dict[str, Any], datetime], Any]


class DraftKeeper(QObject):
    """The draft of one form of the present user, by its key `area:key`. Never for peer sheets and ballots.

    `read` gives the fields as plain JSON values (`Form.draft`); numbers and days are written as text. The page holds
    the keeper; it writes at once when the user leaves the workspace.
    """

    def __init__(self, room: Room, key: str, read: Read, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.room, self.key, self._read = room, key, read
        self.pending = False
        """Whether something typed is not written yet."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVED_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        room.leaving.connect(self.flush)

    def touched(self) -> None:
        """Note that something was typed: it is written a second after the last call."""
        self.pending = True
        self._timer.start()

    def flush(self) -> None:
        """Write now what is pending."""
        if not self.pending:
            return
        self._settle()
        desk, key, body = self.room.desk, self.key, _as_json(self._read())

        def work(progress: Progress) -> datetime:
            return desk.keep_draft(key, body)

        self.room.tasks.write(work, done=self._saved, failed=self._not_saved)

    def found(self, callback: Found) -> None:
        """Call `callback(body, saved_at)` with the stored draft; where there is none it is not called."""
        desk, key = self.room.desk, self.key

        def hear(draft: tuple[dict[str, Any], datetime] | None) -> None:
            if draft is not None:
                callback(*draft)

        self.room.tasks.read(lambda progress: desk.draft(key), done=hear, failed=self._not_read)

    def drop(self) -> None:
        """Forget the draft: what was typed has been kept, or is not wanted."""
        self._settle()
        self.room.unwritten.pop(self.key, None)
        desk, key = self.room.desk, self.key
        self.room.tasks.write(lambda progress: desk.drop_draft(key), failed=self._not_dropped)

    def _settle(self) -> None:
        self.pending = False
        self._timer.stop()

    def _saved(self, at: datetime) -> None:
        self.room.unwritten.pop(self.key, None)
        self.room.say(f"草稿已保存 {at.astimezone(CHINA):%H:%M:%S}")

    def _not_saved(self, error: BaseException) -> None:
        # Typing goes on: the next key tries again, and so does whoever leaves.
        self.pending = True
        self.room.unwritten[self.key] = "草稿存不进去"
        self.room.warn(f"草稿没有保存：{surface_of(error).text}")

    def _not_dropped(self, error: BaseException) -> None:
        self.room.warn(f"草稿没有清掉：{surface_of(error).text}")

    def _not_read(self, error: BaseException) -> None:
        self.room.warn(f"没有读到草稿：{surface_of(error).text}")


def _as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _as_json(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(part) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
