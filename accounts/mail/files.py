"""A word to whoever asked for a large file. The e-mail leads to the page; the file itself needs a sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.mail.compose import site_address
from accounts.mail.queue import queue_email

if TYPE_CHECKING:
    from portal.files.models import PreparedFile


def tell_file_ready(file: PreparedFile) -> None:
    """In the transaction in which the file becomes ready."""
    page = site_address(reverse("admin:files_preparedfile_change", args=[file.pk]))
    queue_email("file_ready", user=file.user, file_name=file.file_name, page=page)
