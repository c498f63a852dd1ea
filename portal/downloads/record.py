from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portal.downloads.models import DownloadRecord

if TYPE_CHECKING:
    from accounts.models import User
    from portal.downloads.models import DownloadKind, DownloadRecord


def record_download(*, user: User, kind: DownloadKind, filters: Mapping[str, Any]) -> DownloadRecord:
    """Kept before the first byte leaves, with the role and organisation the person has now."""
    return DownloadRecord.objects.create(
        user=user,
        user_organisation_id=user.organisation_id,
        user_role=user.role,
        download_type=kind,
        download_filters=json.dumps(dict(filters), ensure_ascii=False, sort_keys=True),
    )
