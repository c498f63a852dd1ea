"""Documents of logs that are not in the database: answers and a context from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from export_cds.records.facts import LocationFacts, LogFacts, OrganisationFacts, SchemeFacts, UserFacts
from export_cds.records.xml import DOCUMENT_END, DOCUMENT_START
from export_cds.sources.logs import renderer_for
from orgs.codes import ProviderType
from portal.clock import now
from portal.logs.status import LogStatus

CONTEXT = """
The context may hold (all optional):
  id, old_form_id, status (code), creation_method, bulk_upload_id, duplicate_set_id,
  created_at, updated_at, discarded_at (ISO date-times; now unless given)
  owning_organisation, managing_organisation: {id, name, provider_type (LA, PRP or code), housing_registration_no,
    old_visible_id}; or only owning_organisation_id, managing_organisation_id, owning_organisation_provider_type
  assigned_to, created_by, amended_by: an e-mail address, or {id, email}; or only assigned_to_id
  scheme: {id, status, sensitive, primary_client_group, ..., units}; or only scheme_id
  location: {id, status, postcode, la, type_of_unit, mobility_type, old_visible_id, units}; or only location_id
  areas: {code: name}
"""


class BadContext(ValueError):
    """The context of a file does not say what it has to."""


def documents(collection: str, year: int, cases: list[Mapping[str, Any]]) -> str:
    """One document with a record for each case, as the department would get it from these stored answers."""
    renderer = renderer_for(collection, year)
    records = []
    for case in cases:
        answers = case.get("answers") or {}
        facts = log_facts(year, answers, case.get("context") or {})
        records.append(renderer.log_xml(answers, facts))
    return f"{DOCUMENT_START}{''.join(records)}{DOCUMENT_END}"


def log_facts(year: int, answers: Mapping[str, Any], context: Mapping[str, Any]) -> LogFacts:
    """The facts that a context tells, with sensible ones where it is silent."""
    moment = context.get("created_at") or now()
    return LogFacts(
        id=context.get("id", 1),
        year=year,
        status=context.get("status", int(LogStatus.COMPLETED)),
        created_at=moment,
        updated_at=context.get("updated_at") or moment,
        discarded_at=context.get("discarded_at"),
        creation_method=context.get("creation_method", 1),
        old_form_id=context.get("old_form_id"),
        bulk_upload_id=context.get("bulk_upload_id"),
        duplicate_set_id=context.get("duplicate_set_id"),
        owner=_organisation("owning_organisation", answers, context),
        manager=_organisation("managing_organisation", answers, context),
        assigned_to=_user("assigned_to", answers, context),
        created_by=_user("created_by", answers, context),
        amended_by=_user("amended_by", answers, context),
        scheme=_housing(SchemeFacts, "scheme", answers, context),
        location=_housing(LocationFacts, "location", answers, context),
        area_names=context.get("areas") or {},
    )


def _facts_of(name: str, answers: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is said of a thing: in full, or its id alone."""
    given = context.get(name)
    if isinstance(given, Mapping):
        return {"id": 1, **given}
    known = context.get(f"{name}_id", answers.get(f"{name}_id"))
    return None if known is None else {"id": known}


def _organisation(name: str, answers: Mapping[str, Any], context: Mapping[str, Any]) -> OrganisationFacts | None:
    facts = _facts_of(name, answers, context)
    if facts is None:
        return None
    kind = facts.get("provider_type", context.get(f"{name}_provider_type"))
    return OrganisationFacts(
        id=facts["id"],
        name=facts.get("name") or f"Organisation {facts['id']}",
        provider_type=_provider_type(kind),
        registration_no=facts.get("housing_registration_no"),
        old_visible_id=facts.get("old_visible_id"),
    )


def _provider_type(kind: Any) -> int | None:
    if isinstance(kind, str):
        if kind not in ProviderType.__members__:
            raise BadContext(f"There is no provider type {kind!r}. Choose from: {', '.join(ProviderType.names)}.")
        return int(ProviderType[kind])
    return kind


def _user(name: str, answers: Mapping[str, Any], context: Mapping[str, Any]) -> UserFacts | None:
    given = context.get(name)
    if isinstance(given, str):
        return UserFacts(context.get(f"{name}_id", 1), given)
    facts = _facts_of(name, answers, context)
    return None if facts is None else UserFacts(facts["id"], facts.get("email", f"user{facts['id']}@example.org"))


def _housing(kind: Any, name: str, answers: Mapping[str, Any], context: Mapping[str, Any]) -> Any:
    facts = _facts_of(name, answers, context)
    if facts is None:
        return None
    known = {field.name for field in fields(kind)}
    if unknown := facts.keys() - known:
        raise BadContext(f"A {name} has no {', '.join(sorted(unknown))}. Known: {', '.join(sorted(known))}.")
    return kind(**{"status": "active", **facts})
