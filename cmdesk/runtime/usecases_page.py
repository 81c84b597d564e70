"""The page of all use cases: `python -m cmdesk.runtime.usecases_page > docs/usecases.md`."""

from __future__ import annotations

import inspect
import sys

from cmdesk.runtime.permissions import PERMISSIONS
from cmdesk.runtime.registry import UseCase, all_use_cases, field_names

_UNDO = {"step": "one undo step", "barrier": "a barrier for undo", "never": "not undone"}


def page() -> str:
    """Give the page: every use case with what it does, who may give it, what it takes, and whether it is undone."""
    lines = [
        "# Use cases",
        "",
        "Every order that `cmdesk do AREA.VERB` and the window can give.",
        "Generated from the code; a test keeps it true.",
    ]
    area = ""
    for entry in all_use_cases():
        if entry.name.split(".")[0] != area:
            area = entry.name.split(".")[0]
            lines += ["", f"## {area}"]
        lines += ["", *_entry(entry)]
    return "\n".join(lines) + "\n"


def _entry(entry: UseCase) -> list[str]:
    permission = PERMISSIONS[entry.permission]
    who = ", ".join(sorted(permission.doers)) or f"the meeting's {permission.meeting}"
    second = f"; confirmed by {', '.join(sorted(PERMISSIONS[entry.second].seconds))}" if entry.second else ""
    return [
        f"### {entry.name}",
        "",
        inspect.cleandoc(inspect.getdoc(entry.command) or ""),
        "",
        f"- who: {who} (`{entry.permission}`){second}",
        f"- fields: {', '.join(f'`{name}`' for name in field_names(entry.command)) or 'none'}",
        f"- undo: {_UNDO[entry.undo]}",
    ]


if __name__ == "__main__":
    sys.stdout.write(page())
