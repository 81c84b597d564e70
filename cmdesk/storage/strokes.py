"""The stroke table as it lies in its file, looked up where it is needed: as a dictionary it would weigh 18 MB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path


class Strokes(Mapping[str, str]):
    """Character → its stroke kinds. The lines of the file are sorted by character, which UTF-8 keeps in its bytes."""

    def __init__(self, lines: bytes) -> None:
        """Take the file's content. Raises ValueError where it is no text of lines in two columns."""
        lines.decode()
        if not lines.endswith(b"\n") or lines.count(b"\t") != lines.count(b"\n"):
            raise ValueError("no table of strokes")
        self._lines = lines
        self._found: dict[str, str] = {}

    @classmethod
    def of(cls, path: Path) -> Strokes:
        """Read a file. Raises OSError and ValueError."""
        return cls(path.read_bytes().replace(b"\r\n", b"\n"))

    def __getitem__(self, character: str) -> str:
        """Give the stroke kinds. Raises KeyError where they are not known."""
        if character not in self._found:
            self._found[character] = self._looked_up(character)
        return self._found[character]

    def __iter__(self) -> Iterator[str]:
        """Give all characters in their order."""
        return (line.split(b"\t")[0].decode() for line in self._lines.splitlines())

    def __len__(self) -> int:
        """Give the number of characters."""
        return self._lines.count(b"\n")

    def _looked_up(self, character: str) -> str:
        wanted, lines = character.encode("utf-8", "surrogatepass"), self._lines
        low, high = 0, len(lines)
        while low < high:
            start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = lines.index(b"\n", start)
            known, _, kinds = lines[start:end].partition(b"\t")
            if known == wanted:
                return kinds.decode()
            if known < wanted:
                low = end + 1
            else:
                high = start
        raise KeyError(character)
