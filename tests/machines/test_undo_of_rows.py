"""A machine that writes, deletes, undoes and redoes at random, and holds the database against a plain model."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import ForeignKey, MetaData, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import Conflict
from cmdesk.models.base import NAMES, Base, Rooted
from cmdesk.models.journal import JournalEntry, JournalHead
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.engine import Engines, connect, engine_on
from cmdesk.storage.images import install
from cmdesk.storage.journal import Deed, begin_chain, verify_chain
from cmdesk.storage.shape import shape_of
from cmdesk.storage.transaction import writing
from cmdesk.storage.undo import take_back

TEXTS = st.text("甲乙'\n;𬭚", max_size=4)


class Machine(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = Base.type_annotation_map


class Tree(Rooted, Machine):
    __tablename__ = "tree"
    __table_args__ = ({"sqlite_strict": True},)

    remark: Mapped[str]


class Leaf(Machine):
    __tablename__ = "leaf"
    __table_args__ = ({"sqlite_strict": True},)

    tree_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tree.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    remark: Mapped[str | None]


for journal_table in (JournalEntry, JournalHead):
    journal_table.metadata.tables[journal_table.__tablename__].to_metadata(Machine.metadata)
SHAPE = shape_of(Machine, Path())

State = dict[uuid.UUID, tuple[str, dict[int, str | None]]]


class UndoMachine(RuleBasedStateMachine):
    """Commands go on a stack; undo and redo walk it; the model keeps a copy of the state at every step."""

    trees = Bundle("trees")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        key = DataKey.new()
        raw = connect(self.folder / "m.db", key, "create")
        with engine_on(raw).connect() as connection:
            Machine.metadata.create_all(connection)
            begin_chain(connection)
        raw.execute("PRAGMA synchronous=OFF")
        raw.close()
        self.clock = SetClock(datetime(2026, 7, 8, tzinfo=UTC))
        self.engines = Engines(self.folder / "m.db", key, lambda raw: install(raw, SHAPE))
        self.state: State = {}
        self.done: list[tuple[int, State, State]] = []
        self.undone: list[tuple[int, State, State]] = []
        self.entries = 0
        self.versions: dict[uuid.UUID, int] = {}

    def teardown(self) -> None:
        self.engines.close()
        shutil.rmtree(self.folder)

    def run(self, work: Any) -> None:
        before = deepcopy(self.state)
        with writing(self.engines, SHAPE, self.clock, Deed(actor="1", verb="x.y", params={})) as running:
            work(running.session, self.state)
        assert running.written.seq
        self.entries += 1
        self.done.append((running.written.seq, before, deepcopy(self.state)))
        self.undone.clear()

    @rule(target=trees, remark=TEXTS, lines=st.sets(st.integers(-2, 3), max_size=3))
    def grow(self, remark: str, lines: set[int]) -> uuid.UUID:
        key = uuid.uuid4()

        def work(session: Any, state: State) -> None:
            session.add(Tree(id=key, remark=remark))
            session.flush()
            session.add_all(Leaf(tree_id=key, line=line, remark=None) for line in lines)
            state[key] = (remark, dict.fromkeys(lines))

        self.run(work)
        return key

    @rule(tree=trees, remark=TEXTS, line=st.integers(-2, 3))
    def write(self, tree: uuid.UUID, remark: str, line: int) -> None:
        def work(session: Any, state: State) -> None:
            if tree not in state:
                return
            session.merge(Leaf(tree_id=tree, line=line, remark=remark))
            session.get(Tree, tree).remark = remark
            state[tree] = (remark, {**state[tree][1], line: remark})

        self.run(work)

    @rule(tree=trees, by=st.integers(-3, 3))
    def shift(self, tree: uuid.UUID, by: int) -> None:
        def work(session: Any, state: State) -> None:
            # Through a free range, as a person would renumber: the images pass the same way back.
            for change in (100, by - 100):
                session.execute(
                    text("UPDATE leaf SET line = line + :change WHERE tree_id = :tree"),
                    {"change": change, "tree": tree.bytes},
                )
            if tree in state:
                remark, leaves = state[tree]
                state[tree] = (remark, {line + by: leaf for line, leaf in leaves.items()})

        self.run(work)

    @rule(tree=trees, whole=st.booleans())
    def fell(self, tree: uuid.UUID, whole: bool) -> None:
        def work(session: Any, state: State) -> None:
            table = "tree WHERE id" if whole else "leaf WHERE tree_id"
            session.execute(text(f"DELETE FROM {table} = :tree"), {"tree": tree.bytes})
            if tree in state:
                if whole:
                    del state[tree]
                else:
                    state[tree] = (state[tree][0], {})

        self.run(work)

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        seq, before, after = self.done.pop()
        written = take_back(self.engines, SHAPE, self.clock, seq, actor="1")
        self.entries += 1
        self.state = deepcopy(before)
        self.undone.append((written.seq or 0, before, after))

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        seq, before, after = self.undone.pop()
        written = take_back(self.engines, SHAPE, self.clock, seq, actor="1", verb="redo")
        self.entries += 1
        self.state = deepcopy(after)
        self.done.append((written.seq or 0, before, after))

    @precondition(lambda self: len(self.done) > 1)
    @rule(data=st.data())
    def undo_out_of_turn(self, data: st.DataObject) -> None:
        """An older step either goes back whole or not at all; then the model is read anew, for it may be either."""
        seq = data.draw(st.sampled_from(self.done[:-1]))[0]
        try:
            take_back(self.engines, SHAPE, self.clock, seq, actor="1")
        except Conflict:
            return
        self.entries += 1
        self.state = self.read()
        self.done.clear()
        self.undone.clear()

    def read(self) -> State:
        found: State = {}
        with self.engines.reading() as session:
            for tree in session.query(Tree):
                found[tree.id] = (tree.remark, {})
            for leaf in session.query(Leaf):
                found[leaf.tree_id][1][leaf.line] = leaf.remark
        return found

    @invariant()
    def rows_equal_the_model(self) -> None:
        assert self.read() == self.state

    @invariant()
    def chain_holds(self) -> None:
        with self.engines.reading() as session:
            report = verify_chain(session.connection())
        assert (report.entries, report.problems) == (self.entries, ())

    @invariant()
    def versions_only_grow(self) -> None:
        with self.engines.reading() as session:
            now = {tree.id: tree.version for tree in session.query(Tree)}
        for key, version in now.items():
            assert version >= self.versions.get(key, 0)
        self.versions |= now


TestUndoMachine = UndoMachine.TestCase
TestUndoMachine.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
