"""docs/usecases.md says what the registry holds."""

from __future__ import annotations

from pathlib import Path

from cmdesk.runtime.usecases_page import page


def test_that_the_page_of_use_cases_is_that_of_the_registry() -> None:
    written = Path(__file__).parents[2] / "docs" / "usecases.md"
    assert written.read_text(encoding="utf-8") == page(), "python -m cmdesk.runtime.usecases_page > docs/usecases.md"
