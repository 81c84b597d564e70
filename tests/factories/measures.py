"""What is measured on a shown page: cut texts and hints, squeezed controls, controls without a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.labels import Label


def faults(look: Look, page: QWidget) -> dict[str, list[str]]:
    """Give everything that is cut on a page which was just painted, by kind; empty where nothing is."""
    found = {
        "elided": sorted(look.elided),
        "cut labels": cut_labels(page),
        "cut hints": cut_hints(page),
        "cut choices": cut_choices(page),
        "small controls": small_controls(page),
        "pushed aside": pushed_aside(page),
    }
    return {kind: texts for kind, texts in found.items() if texts}


def shown(root: QWidget, kind: type[QWidget]) -> Iterator[QWidget]:
    """Give the visible widgets of a kind."""
    for child in root.findChildren(kind):
        if child.isVisible():
            yield child


def cut_labels(root: QWidget) -> list[str]:
    """Give the texts of labels that have less room than they need."""
    found = []
    for label in shown(root, QLabel):
        if not isinstance(label, Label) or not label.text():
            continue
        if label.wordWrap():
            if label.heightForWidth(label.width()) > label.height() + 1:
                found.append(label.text())
        elif label.sizeHint().width() > label.width() + 1:
            found.append(label.text())
    return found


def is_scrolled(widget: QWidget) -> bool:
    """Say whether a widget lies in a scrolled area, where it may stand below the edge."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above is not None


def small_controls(root: QWidget) -> list[str]:
    """Give the names of buttons and fields that are smaller than they ask to be, or lie outside the window."""
    found = []
    for control in [*shown(root, QAbstractButton), *shown(root, QLineEdit)]:
        asked = control.minimumSizeHint()
        inside = is_scrolled(control) or root.rect().contains(control.mapTo(root, control.rect().center()))
        if control.height() + 1 < asked.height() or control.width() + 1 < asked.width() or not inside:
            found.append(control.accessibleName())
    return found


def pushed_aside(root: QWidget) -> list[str]:
    """Give the names of scrolled areas whose content is wider than they are."""
    return [
        area.accessibleName()
        for area in shown(root, QScrollArea)
        if area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        and area.widget().minimumSizeHint().width() > area.viewport().width()
    ]


def cut_hints(root: QWidget) -> list[str]:
    """Give the hints of fields that are wider than their field."""
    found = []
    for field in shown(root, QLineEdit):
        room = field.width() - field.textMargins().left() - 20
        if field.fontMetrics().horizontalAdvance(field.placeholderText()) > room:
            found.append(field.placeholderText())
    return found


def cut_choices(root: QWidget) -> list[str]:
    """Give the texts of closed choice boxes that have less room than they need."""
    found = []
    for box in shown(root, QComboBox):
        room = box.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, _opened(box), QStyle.SubControl.SC_ComboBoxEditField, box
        )
        if not box.isEditable() and box.fontMetrics().horizontalAdvance(box.currentText()) > room.width():
            found.append(box.currentText())
    return found


def _opened(box: QComboBox) -> QStyleOptionComboBox:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return option


def unnamed(root: QWidget) -> list[str]:
    """Give the visible widgets that take the focus and have no name for a screen reader."""
    found = []
    for child in shown(root, QWidget):
        if child.focusPolicy() == Qt.FocusPolicy.NoFocus or is_inner(child):
            continue
        spoken = QAccessible.queryAccessibleInterface(child)
        if spoken is None or not spoken.text(QAccessible.Text.Name):
            found.append(type(child).__name__)
    return found


def twins(root: QWidget) -> list[str]:
    """Give the names that several visible fields bear: a screen reader could not tell one from the other."""
    names = Counter(
        child.accessibleName()
        for kind in (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QCheckBox)
        for child in shown(root, kind)
        if child.focusPolicy() != Qt.FocusPolicy.NoFocus and not is_inner(child)
    )
    return sorted(name for name, count in names.items() if name and count > 1)


def is_inner(child: QWidget) -> bool:
    """Say whether this is a part that Qt made inside a control, which has name and focus itself."""
    return child.objectName().startswith("qt_")
