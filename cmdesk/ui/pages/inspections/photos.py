"""The photos of a sheet: numbered small pictures and a zone to let files go over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QImageWriter,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmdesk.queries.inspections_entry import Photo, PhotoLine
from cmdesk.rules.photo_times import PhotoTime
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

WIDE, HIGH, LOW = 74, 60, 44
_ENDINGS = {".jpg", ".jpeg", ".png"}


def files_of(data: QMimeData | None) -> list[Path]:
    """Give the pictures among the files that are dragged or copied; an empty clipboard has no data at all."""
    if data is None:
        return []
    found = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in found if path.suffix.lower() in _ENDINGS]


def holds_picture(data: QMimeData | None) -> bool:
    """Say whether the clipboard holds a photo and not words: picture files, or a picture as such."""
    return data is not None and bool(files_of(data) or (data.hasImage() and not data.hasText()))


def png_of(image: QImage) -> bytes:
    """Give a picture as a file."""
    kept = QBuffer()
    kept.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(kept, QByteArray(b"png")).write(image)
    return bytes(kept.data().data())


def doubt(photo: PhotoLine, time: PhotoTime | None) -> str:
    """Give in a word what makes a photo doubtful; a photo not read yet has no doubt about its time."""
    if photo.elsewhere:
        return "重复"
    return {PhotoTime.OTHER_DAY: "非当日", PhotoTime.UNKNOWN: "无时间"}.get(time, "") if time else ""


def said_of(photo: PhotoLine, found: Photo | None) -> str:
    """Give everything known of a photo in one line."""
    parts = [f"照 {photo.line}"] + ([f"第 {photo.item} 项"] if photo.item else [])
    if found is not None:
        parts.append(f"{found.taken:%Y-%m-%d %H:%M} 拍" if found.taken else "没有拍摄时间")
        parts += ["不是检查当日拍的"] * (found.time is PhotoTime.OTHER_DAY)
    return " · ".join(parts + ([f"{photo.elsewhere} 上也有"] if photo.elsewhere else []))


class PhotoStrip(QWidget):
    """As many photos as there is room for, the newest last. `dropped` carries files, `wanted` asks to choose some."""

    dropped = Signal(list)
    wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._photos: tuple[PhotoLine, ...] = ()
        self._images: dict[str, QImage] = {}
        self._found: dict[str, Photo] = {}
        self._over = False
        self._may = True
        self.setAcceptDrops(True)
        self.setAccessibleName("照片")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_photos(self, photos: Sequence[PhotoLine], *, may: bool) -> None:
        """Show which photos there are; their pictures come later."""
        self._photos, self._may = tuple(photos), may
        self.setAcceptDrops(may)
        self._describe()

    def missing(self) -> tuple[str, ...]:
        """Give the digests whose pictures have not been read."""
        return tuple(photo.digest for photo in self._photos if photo.digest not in self._images)

    def put(self, digest: str, image: QImage, found: Photo) -> None:
        """Take the picture of a photo, and what its file says."""
        self._images[digest], self._found[digest] = image, replace(found, data=b"")
        self._describe()

    def said(self) -> tuple[str, ...]:
        """Give what is known of each photo."""
        return tuple(said_of(photo, self._found.get(photo.digest)) for photo in self._photos)

    def sizeHint(self) -> QSize:
        """Give one row of photos."""
        return QSize(200, self._high())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint photos and zone."""
        painter = QPainter(self)
        try:
            look = self._look
            wide, high = look.scaled(WIDE), self._high()
            zone = look.scaled(130) if self._may else 0
            room = max(0, self.width() - zone) // (wide + 8)
            x = 0.0
            shown = self._photos[-room:] if room else ()
            for photo in shown:
                self._paint_photo(painter, QRectF(x, 0, wide, high), photo)
                x += wide + 8
            if self._may:
                self._paint_zone(painter, QRectF(x, 0, self.width() - x, high))
        finally:
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for files where the zone is pressed."""
        if self._may:
            self.wanted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pictures alone."""
        if files_of(event.mimeData()):
            self._over = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        self._over = False
        self.update()
        event.acceptProposedAction()
        self.dropped.emit(files_of(event.mimeData()))

    def _describe(self) -> None:
        said = self.said()
        self.setAccessibleDescription("；".join([f"{len(said)} 张", *said]))
        self.setToolTip("\n".join(said))
        self.update()

    def _high(self) -> int:
        return self._look.scaled(self._look.pick(HIGH, LOW))

    def _paint_photo(self, painter: QPainter, box: QRectF, photo: PhotoLine) -> None:
        look = self._look
        image = self._images.get(photo.digest)
        painter.save()
        painter.setClipPath(paint.rounded_path(box, 6))
        if image is None or image.isNull():
            painter.fillRect(box, look.colour("track"))
        else:
            whole = box.size() * 2
            scaled = image.scaled(whole.toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            part = QRectF(
                (scaled.width() - whole.width()) / 2,
                (scaled.height() - whole.height()) / 2,
                whole.width(),
                whole.height(),
            )
            painter.drawImage(box, scaled, part)
        painter.restore()
        said = f"照 {photo.line}" + (f" · {photo.item}" if photo.item else "")
        wide = paint.width_of(said, look.font(11)) + 8
        label = QRectF(box.left() + 3, box.bottom() - look.scaled(18) - 3, min(wide, box.width() - 6), look.scaled(18))
        paint.draw_round(painter, label, ground="#1B2430", radius=4)
        paint.draw_text(painter, look, label, said, size=11, colour="#FFFFFF", align=paint.CENTRE)
        found = self._found.get(photo.digest)
        mark = doubt(photo, found.time if found else None)
        if mark:
            wide = paint.width_of(mark, look.font(11, bold=True)) + 8
            label = QRectF(box.left() + 3, box.top() + 3, min(wide, box.width() - 6), look.scaled(18))
            paint.draw_round(painter, label, ground=look.tokens.warn.ground, radius=4)
            paint.draw_text(
                painter, look, label, mark, size=11, bold=True, colour=look.tokens.warn.text, align=paint.CENTRE
            )

    def _paint_zone(self, painter: QPainter, box: QRectF) -> None:
        look = self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("fill" if self._over else "ctl"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(look.colour("selection" if self._over else "soft"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        side = look.scaled(20)
        said = "松手就附上" if self._over else "拖到这里"
        below = "或 Ctrl+V 粘贴"
        texts = max(paint.width_of(said, look.font(12)), paint.width_of(below, look.font(12)))
        left = box.left() + max(6.0, (box.width() - side - 8 - texts) / 2)
        painter.drawPixmap(round(left), round(box.center().y() - side / 2), look.icon("image", "second", 20))
        half = look.scaled(19)
        room = QRectF(left + side + 8, box.center().y() - half, box.right() - left - side - 8, half)
        paint.draw_text(painter, look, room, said, size=12)
        room.moveTop(box.center().y())
        paint.draw_text(painter, look, room, below, size=12, tone="second")
