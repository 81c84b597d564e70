"""The order of the migrations is the one that Alembic sees, without loading it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from cmdesk.storage.migrations.revisions import revisions
from cmdesk.storage.shape import shipped_shape


def test_that_our_revisions_are_those_that_alembic_sees() -> None:
    folder = shipped_shape().migrations
    seen = [script.revision for script in ScriptDirectory(str(folder)).walk_revisions()]
    assert list(revisions(folder)) == seen[::-1]


@pytest.mark.parametrize("steps", [[], ["x"], [None, None], [None, "0001", "0001"]])
def test_that_migrations_in_no_single_line_are_refused(tmp_path: Path, steps: list[str | None]) -> None:
    folder = tmp_path / "versions"
    folder.mkdir()
    for number, before in enumerate(steps, start=1):
        text = f'revision = "{number:04}"\ndown_revision: str | None = {before!r}\n'
        (folder / f"v{number:04}.py").write_text(text, "utf-8")
    with pytest.raises(ValueError, match="no single line"):
        revisions(tmp_path)


def test_that_opening_a_database_loads_no_alembic() -> None:
    code = "import sys; import cmdesk.desk; print(sorted({'alembic', 'mako', 'pygments'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"
