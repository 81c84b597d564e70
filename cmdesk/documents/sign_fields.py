"""Signature fields planned in a document before anybody signs: where, for whom, in which order, locking what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cmdesk.kernel.errors import Problem, Where, refuse_any

if TYPE_CHECKING:
    import pikepdf

_POINTS_PER_MM = 72 / 25.4
_PRINTED_AND_LOCKED = 4 | 128
_NO_CHANGES, _FORM_FILLING = 1, 2


@dataclass(frozen=True, kw_only=True)
class PlannedField:
    """A place for one signature.

    `page` counts from 0. `rect` is (x, y, width, height) in mm from the top left corner of the page, as forms are
    drawn. `label` is the duty in Chinese, which readers show for the empty field. `rank` is the place in the signing
    order: a field may stay open, but never be signed after one of a higher rank; fields of equal rank (two tellers)
    are signed in either order.
    """

    name: str
    page: int
    rect: tuple[float, float, float, float]
    label: str
    rank: int


def plan_fields(pdf: bytes, fields: Sequence[PlannedField]) -> bytes:
    """Give the document with empty signature fields added; the same input gives the same bytes.

    Raises Rejected as `plan_into` does.
    """
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as document:
        plan_into(document, fields)
        written = BytesIO()
        document.save(written, deterministic_id=True)
    return written.getvalue()


def plan_into(document: pikepdf.Pdf, fields: Sequence[PlannedField]) -> None:
    """Add empty signature fields to an open document that carries none yet.

    Every field locks itself and all fields of a lower rank; the last one, if it stands alone, locks the whole
    document. Raises Rejected with every `field_twice`, `field_page_unknown`, and `fields_planned_already`.
    """
    import pikepdf

    refuse_any(_problems(document, fields))
    last = max((field.rank for field in fields), default=0)
    closing = [field for field in fields if field.rank == last]
    ordered = sorted(fields, key=lambda field: field.rank)
    written = []
    for field in ordered:
        before = [other.name for other in fields if other.rank < field.rank]
        whole = closing == [field]
        written.append(_add(document, field, _lock(document, [*before, field.name], whole=whole)))
    document.Root.AcroForm = document.make_indirect(
        pikepdf.Dictionary(Fields=pikepdf.Array(written), SigFlags=1, DR=pikepdf.Dictionary())
    )


def signing_order(groups: Iterable[Sequence[str]]) -> dict[str, int]:
    """Give the rank of every field name from groups in signing order; names of one group share a rank."""
    return {name: rank for rank, group in enumerate(groups, start=1) for name in group}


# files.md 4, "Who signs what": the four forms whose fields have names of their own.
ORDER_BY_FORM: dict[str, dict[str, int]] = {
    "D04": signing_order([("inspector_1", "inspector_2"), ("appraised",), ("witness_1", "witness_2")]),
    "D13": signing_order([("appraised",), ("department_head",), ("marketing_center",)]),
    "D18": signing_order([("vote_caller",), ("teller_1", "teller_2"), ("scrutineer_1", "scrutineer_2"), ("chair",)]),
    "D25": signing_order([("inspector",), ("appraised",), ("department_head",), ("city_group",)]),
}


def _problems(document: pikepdf.Pdf, fields: Sequence[PlannedField]) -> list[Problem]:
    problems = []
    if "/AcroForm" in document.Root and len(document.Root.AcroForm.get("/Fields", [])):
        problems.append(Problem("fields_planned_already"))
    names = [field.name for field in fields]
    problems += [Problem("field_twice", Where(field=name)) for name in sorted(set(names)) if names.count(name) > 1]
    pages = len(document.pages)
    problems += [
        Problem("field_page_unknown", Where(field=field.name), {"page": field.page + 1, "pages": pages})
        for field in fields
        if not 0 <= field.page < pages
    ]
    return problems


def _lock(document: pikepdf.Pdf, names: list[str], *, whole: bool) -> Any:
    import pikepdf

    lock = pikepdf.Dictionary(Type=pikepdf.Name.SigFieldLock)
    lock.Action = pikepdf.Name.All if whole else pikepdf.Name.Include
    if not whole:
        lock.Fields = pikepdf.Array([pikepdf.String(name) for name in names])
    lock.P = _NO_CHANGES if whole else _FORM_FILLING
    return document.make_indirect(lock)


def _add(document: pikepdf.Pdf, field: PlannedField, lock: Any) -> Any:
    import pikepdf

    page = document.pages[field.page]
    x, y, width, height = (round(length * _POINTS_PER_MM, 2) for length in field.rect)
    left, _bottom, _right, top = (float(edge) for edge in page.mediabox)
    appearance = document.make_stream(b"")
    appearance.Type = pikepdf.Name.XObject
    appearance.Subtype = pikepdf.Name.Form
    appearance.BBox = [0, 0, width, height]
    appearance.Resources = pikepdf.Dictionary()
    widget = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            T=pikepdf.String(field.name),
            TU=pikepdf.String(field.label),
            F=_PRINTED_AND_LOCKED,
            P=page.obj,
            Rect=[left + x, round(top - y - height, 2), left + x + width, round(top - y, 2)],
            AP=pikepdf.Dictionary(N=appearance),
            Lock=lock,
        )
    )
    if "/Annots" not in page.obj:
        page.obj.Annots = document.make_indirect(pikepdf.Array())
    page.obj.Annots.append(widget)
    return widget
