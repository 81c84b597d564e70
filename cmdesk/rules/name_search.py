"""Finding people by characters, pinyin or initials: zjf, zhangjf and 张 all find 张建芳 (row 129)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from cmdesk.rules.name_readings import all_readings
from cmdesk.rules.tables import Tables

_MOST_VARIANTS = 256


@dataclass(frozen=True)
class SearchKeys:
    """What a name is found by: each variant of its reading, syllables apart (`zhang jian fang`), and initials (`zjf`).

    Every reading that a character may have makes a variant, the usual one first.
    """

    full: tuple[str, ...]
    initials: tuple[str, ...]

    @property
    def text(self) -> str:
        """Give all full variants as one text, a line each: what is stored and searched."""
        return "\n".join(self.full)


def search_keys(name: str, tables: Tables) -> SearchKeys:
    """Give the keys of a name, surname readings from the tables included."""
    readings = all_readings(name, tables)
    variants = list(islice(product(*readings), _MOST_VARIANTS))
    return SearchKeys(
        tuple(dict.fromkeys(" ".join(variant) for variant in variants)),
        tuple(dict.fromkeys("".join(syllable[:1] for syllable in variant) for variant in variants)),
    )


@dataclass(frozen=True)
class NameQuery:
    """A query made ready once for many names."""

    plain: str
    pattern: re.Pattern[str] | None

    def matches(self, name: str, keys: str, *more: str) -> bool:
        """Say whether `name` with its stored key text is found, or the query is part of one of `more` (工号)."""
        if self.plain in name or any(self.plain in text.lower() for text in more):
            return True
        return self.pattern is not None and self.pattern.search(keys) is not None


@lru_cache(maxsize=64)
def name_query(query: str) -> NameQuery:
    """Prepare a query: part of the name in characters; or letters, each syllable whole or begun, from any character."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", query)).lower().replace("ü", "v")
    if not re.fullmatch(r"[a-z][a-z']*", plain):
        return NameQuery(plain, None)
    letters = plain.replace("'", "")
    # Between two letters the rest of the syllable may be left out: that is how initials and whole syllables mix.
    return NameQuery(plain, re.compile(r"(?:^| )" + "(?:[a-z]* )?".join(letters), re.MULTILINE))


def matches(query: str, name: str, keys: str, *more: str) -> bool:
    """Say whether a person is found by a query; `keys` is the stored `SearchKeys.text`, `more` other texts (工号)."""
    return name_query(query).matches(name, keys, *more)
