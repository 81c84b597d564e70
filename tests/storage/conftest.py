"""A small database of its own for the tests of storage: a tree with cascades, a lock version, and a secret table."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import ForeignKey, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cmdesk.kernel.clock import SetClock
from cmdesk.models.base import NAMES, Base, Rooted, strict
from cmdesk.models.journal import JournalEntry, JournalHead
from cmdesk.models.types import LargeBinary
from cmdesk.storage import database
from cmdesk.storage.database import Opened
from cmdesk.storage.drives import DriveKind
from cmdesk.storage.keys import NewUser
from cmdesk.storage.passwords import Cost
from cmdesk.storage.recovery_key import new_recovery_key
from cmdesk.storage.shape import UNJOURNALLED, Shape, shape_of

sys.path.insert(0, str(Path(__file__).parents[1]))

from factories.first_step import write_first_step

PASSWORD = "一二三四 abc"


class Small(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = Base.type_annotation_map


class Shop(Rooted, Small):
    __tablename__ = "shop"
    __table_args__ = strict(UniqueConstraint("name"))

    name: Mapped[str]
    points: Mapped[Decimal | None]
    facts: Mapped[dict[str, Any] | None]


class Visit(Small):
    __tablename__ = "visit"
    __table_args__ = strict()

    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shop.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    remark: Mapped[str | None]


class Photo(Small):
    __tablename__ = "photo"
    __table_args__ = strict()

    number: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shop.id"))
    data: Mapped[bytes | None] = mapped_column(LargeBinary)


class Ballot(Small):
    __tablename__ = "ballot"
    __table_args__ = ({"sqlite_strict": True, "sqlite_with_rowid": False, "info": {UNJOURNALLED: True}},)

    number: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[str]


for journal_table in (JournalEntry, JournalHead):
    journal_table.metadata.tables[journal_table.__tablename__].to_metadata(Small.metadata)


@pytest.fixture(scope="session")
def tables() -> SimpleNamespace:
    return SimpleNamespace(Base=Small, Shop=Shop, Visit=Visit, Photo=Photo, Ballot=Ballot)


@pytest.fixture(scope="session")
def shape(tmp_path_factory: pytest.TempPathFactory) -> Shape:
    folder = tmp_path_factory.mktemp("migrations")
    write_first_step(Small.metadata, folder)
    return shape_of(Small, folder)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 7, 8, 1, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def cheap() -> Cost:
    return Cost(memory_kib=8, passes=1)


@pytest.fixture(scope="session")
def recovery_key() -> str:
    return new_recovery_key()


@pytest.fixture(scope="session")
def user() -> NewUser:
    return NewUser(number="2001", name="马佳慧", duties=("administrator",), password=PASSWORD)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "数据" / "cmdesk.db"


@pytest.fixture
def create(shape: Shape, clock: SetClock, cheap: Cost, recovery_key: str, user: NewUser) -> Callable[[Path], Opened]:
    def made(path: Path) -> Opened:
        return database.create(
            path, user, recovery_key, clock, label="青龙县", cost=cheap, probe=lambda _: DriveKind.LOCAL, shape=shape
        )

    return made


@pytest.fixture
def reopen(shape: Shape, clock: SetClock, user: NewUser) -> Callable[..., Opened]:
    def opened(path: Path, password: str = PASSWORD, **more: Any) -> Opened:
        more.setdefault("shape", shape)
        return database.open_database(path, user.number, password, clock, probe=lambda _: DriveKind.LOCAL, **more)

    return opened


@pytest.fixture
def opened(create: Callable[[Path], Opened], path: Path) -> Iterator[Opened]:
    with create(path) as database_:
        yield database_
