"""The one style sheet of the window, made from the tokens. It sets no font size: those come from the application."""

from __future__ import annotations

from cmdesk.ui.theme.tokens import Tokens

_SHEET = """
QToolTip {{ background: {card}; color: {text}; border: 1px solid {ctl}; padding: 4px 8px; }}
QFrame[card="true"] {{ background: {card}; border: 1px solid {line}; border-radius: 10px; }}
QFrame[card="open"] {{ background: {card}; border: 2px solid {fill}; border-radius: 10px; }}
QFrame[card="soft"] {{ background: {soft}; border: 1px solid {line}; border-radius: 10px; }}
QLineEdit, QPlainTextEdit, QSpinBox, QDateEdit, QComboBox {{
  background: {card}; color: {text}; border: 1px solid {ctl}; border-radius: 8px; padding: 0 10px;
  selection-background-color: {fill}; selection-color: {on_fill}; min-height: 32px; }}
QPlainTextEdit {{ padding: 6px 8px; }}
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDateEdit:focus, QComboBox:focus {{
  border: 2px solid {fill}; padding: 0 9px; min-height: 30px; }}
QPlainTextEdit:focus {{ padding: 5px 7px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QComboBox:disabled {{
  background: {disabled_ground}; color: {disabled};
  border-color: {line}; }}
QLineEdit[wrong="true"], QComboBox[wrong="true"] {{ border: 2px solid {bad_line}; padding: 0 9px; min-height: 30px; }}
QPlainTextEdit[wrong="true"] {{ border: 2px solid {bad_line}; padding: 5px 7px; }}
QListWidget[card="true"] {{ background: {card}; border: 1px solid {ctl}; border-radius: 8px; padding: 4px; }}
QListWidget[card="true"]::item {{ min-height: 30px; padding: 0 8px; border-radius: 6px; }}
QListWidget[card="true"]::item:selected {{ background: {selection}; color: {text}; }}
QLineEdit[secret="true"] {{ lineedit-password-character: 8226; min-height: 40px; padding: 0 40px 0 42px; }}
QLineEdit[secret="true"]:focus {{ min-height: 38px; padding: 0 39px 0 41px; }}
QLineEdit[search="true"] {{ padding-left: 34px; }}
QLineEdit[search="true"]:focus {{ padding-left: 33px; }}
QLineEdit[bare="true"] {{ border: none; background: transparent; }}
QComboBox[chosen="false"] {{ color: {faint}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 28px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url("{arrow}"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {card}; color: {text}; border: 1px solid {ctl}; outline: none;
  selection-background-color: {selection}; selection-color: {text}; padding: 4px; }}
QMenu {{ background: {card}; color: {text}; border: 1px solid {ctl}; border-radius: 8px; padding: 6px; }}
QMenu::item {{ padding: 7px 24px 7px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {selection}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QAbstractItemView {{ background: {card}; color: {text}; border: none; outline: none; }}
QHeaderView {{ background: {card}; }}
QHeaderView::section {{ background: {card}; color: {second}; border: none; border-bottom: 1px solid {line};
  padding: 0 6px; }}
QScrollArea, QScrollArea > QWidget > QWidget[plain="true"] {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle {{ background: {ctl}; border-radius: 3px; min-height: 32px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{ width: 15px; height: 15px; border: 1px solid {second}; border-radius: 4px; }}
QCheckBox::indicator:focus {{ border: 2px solid {fill}; width: 13px; height: 13px; }}
QCheckBox::indicator:checked {{ background: {fill}; border-color: {fill}; image: url("{tick}"); }}
QCheckBox::indicator:disabled {{ border-color: {ctl}; }}
QCheckBox::indicator:checked:disabled {{ background: {disabled}; border-color: {disabled}; }}
"""


def style_sheet(tokens: Tokens, arrow: str = "", tick: str = "") -> str:
    """Give the style sheet in the colours of `tokens`; `arrow` is the picture file of the arrow in lists, `tick` that
    of the tick in a box."""
    colours = {name: value for name, value in tokens._asdict().items() if isinstance(value, str)}
    return _SHEET.format(arrow=arrow, tick=tick, **colours)
