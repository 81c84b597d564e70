"""Make the unit's trial authority, which issues signing keys marked 试用."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.documents.trial_ca import make_root
from cmdesk.kernel.errors import Unavailable, reject
from cmdesk.models.access import TrialAuthority
from cmdesk.queries.access_keys import PURPOSE, THE_ONE, authority_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.storage.atomic import write_atomically


@dataclass(frozen=True, kw_only=True)
class MakeTrialAuthority(Command):
    """Make the trial authority: RSA-2048, valid 20 years; its key is sealed inside the database.

    The administrator does it, once. With `roots` the root certificate is written as PEM. Refused: `authority_exists`,
    `certificate_text_too_long`. Cannot be undone: keys may hang on it.
    """

    roots: Path | None = None


def handle(context: Context, command: MakeTrialAuthority) -> Done:
    """Make and store root and sealed key."""
    if authority_of(context) is not None:
        raise reject("authority_exists")
    root = make_root(context.unit.name, when=context.now(), demo=context.unit.demo)
    sealed = context.vault.seal(root.key_der, purpose=PURPOSE, number=str(THE_ONE))
    pem = root.certificate_pem.decode("ascii")
    context.session.add(TrialAuthority(id=THE_ONE, root_pem=pem, sealed_key=sealed))
    context.session.flush()
    roots = command.roots
    if roots is not None:
        context.after(lambda: write_key_file(roots, root.certificate_pem))
    return Done(ids=(str(THE_ONE),), answer={"roots": str(command.roots) if command.roots else None})


def write_key_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a certificate or key file. Raises Unavailable `out_unwritable`."""
    try:
        write_atomically(path, data, private=private)
    except OSError as error:
        raise Unavailable("out_unwritable", path=str(path), reason=str(error.strerror or error)) from error


use_case = UseCase(command=MakeTrialAuthority, permission="access.manage", handle=handle, undo=Undo.NEVER)
