"""Sending a file to be checked, and confirming what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction

from portal.imports.kinds import ImportKind
from portal.imports.models import FileImport, ImportState
from portal.jobs.work import hand_out

if TYPE_CHECKING:
    from accounts.models import User


class NotReady(Exception):
    """There is nothing to confirm: it was confirmed already, or refused."""


def may_import(user: User) -> bool:
    """Support, as long as they are with us; asked again by the worker."""
    return user.is_active and user.is_support


@transaction.atomic
def send(
    *, user: User, kind: ImportKind, file: File[Any], original: File[Any] | None = None, **options: Any
) -> FileImport:
    """Keeps the file and has it checked; nothing of the table changes."""
    if not may_import(user):
        raise PermissionDenied
    sent = FileImport(user=user, kind=kind.name, file_name=str(file.name)[:255], options=options)
    sent.file.save("file.csv", file, save=False)
    if original is not None:
        sent.original.save("original.csv", original, save=False)
    sent.save()
    hand_out(sent)
    return sent


@transaction.atomic
def confirm(*, user: User, sent: FileImport) -> None:
    """Has a checked file imported; whoever confirms stands in the history of what changes."""
    if not may_import(user):
        raise PermissionDenied
    locked = FileImport.objects.select_for_update().get(pk=sent.pk)
    if locked.state != ImportState.READY:
        raise NotReady
    locked.state, locked.user, locked.attempts = ImportState.IMPORTING, user, 0
    locked.progress_done = locked.progress_total = 0
    locked.save()
    hand_out(locked)
