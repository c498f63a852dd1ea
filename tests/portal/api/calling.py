"""A system that calls the API."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.test import Client

from orgs.models import Organisation
from tests.factories.api_keys import ALL, issued
from tests.factories.orgs import OrganisationFactory
from tests.scale.complete_logs import LETTING, SALE

REFERENCES = {"owning_organisation_id", "managing_organisation_id", "assigned_to_id"}
AREAS = {"la": "E08000003"}
"""No directory of postcodes is loaded in tests, so the authority is asked."""
NOT_ASKED = {"sales": {"prevshared", "mortlen_known"}, "lettings": set[str]()}
COMPLETE = {
    log_type: {name: value for name, value in answers.items() if name not in REFERENCES | NOT_ASKED[log_type]} | AREAS
    for log_type, answers in (("lettings", LETTING), ("sales", SALE))
}
CODE = {"lettings": "tenancycode", "sales": "purchid"}
DATE = {"lettings": "startdate", "sales": "saledate"}


def complete(log_type: str = "lettings", **answers: Any) -> dict[str, Any]:
    """The answers of a complete log."""
    return {**COMPLETE[log_type], **answers}


class System:
    """Holds a key and calls with it."""

    def __init__(self, organisation: Organisation | None = None, scopes: Any = ALL, **fields: Any) -> None:
        self.organisation = organisation or OrganisationFactory(signed=True)
        self.key, self.text = issued(self.organisation, scopes=scopes, **fields)
        self.client = Client()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request; what writes gets a new Idempotency-Key unless one is given."""
        sent = {"authorization": f"Bearer {self.text}"}
        if method != "GET" and "validate" not in path:
            sent["idempotency-key"] = str(uuid.uuid4())
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in sent.items() if value}
        data = "" if body is None else body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def add(self, log_type: str = "lettings", reference: str | None = None, **answers: Any) -> Any:
        """Add a complete log of 2026."""
        item: dict[str, Any] = {"answers": complete(log_type, **answers)}
        if reference is not None:
            item["external_reference"] = reference
        return self.post(f"{log_type}/2026/logs", item)
