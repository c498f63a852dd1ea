"""What lettings and sales records have in common."""

from __future__ import annotations

from typing import Any

from export_cds.records.facts import LogFacts


def day_text(value: Any) -> str | None:
    """The calendar day of a stored date as ISO text, which compares as dates do."""
    return None if value is None else str(value)[:10]


def add_origin(values: dict[str, Any], facts: LogFacts, day: str | None) -> None:
    """Add who owns, manages, made and changed the log, and when."""
    owner, manager = facts.owner, facts.manager
    assigned_to, created_by, amended_by = facts.assigned_to, facts.created_by, facts.amended_by
    values["log.id"] = facts.id
    values["log.year"] = facts.year
    values["log.status"] = facts.status
    values["log.created_at"] = facts.created_at
    values["log.updated_at"] = facts.updated_at
    values["log.discarded_at"] = facts.discarded_at
    values["log.creation_method"] = facts.creation_method
    values["log.bulk_upload_id"] = facts.bulk_upload_id
    values["log.duplicate_set_id"] = facts.duplicate_set_id
    if owner is not None:
        values["owner.id"] = owner.id
        values["owner.name"] = owner.name_on(day)
    if manager is not None:
        values["manager.id"] = manager.id
        values["manager.name"] = manager.name_on(day)
    if assigned_to is not None:
        values["assigned_to.id"], values["assigned_to.email"] = assigned_to.id, assigned_to.email
    if created_by is not None:
        values["created_by.id"], values["created_by.email"] = created_by.id, created_by.email
    if amended_by is not None:
        values["amended_by.id"], values["amended_by.email"] = amended_by.id, amended_by.email
