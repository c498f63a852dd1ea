"""Grants follow facts: whoever writes a role, a relationship or a merger, the access door is right at once.

Set-based writes (merges, imports) send no signals and call `sync_grants` and `sync_members` themselves.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from accounts.models import User
from orgs.access.sync import absorbers_of, sync_grants, sync_members
from orgs.models import Organisation, OrganisationRelationship

UNRELATED = {
    "last_sign_in_at",
    "sign_in_count",
    "password",
    "confirmed_at",
    "updated_at",
    "name",
    "email",
    "unconfirmed_email",
}


@receiver(post_save, sender=Organisation)
def organisation_saved(instance: Organisation, created: bool, raw: bool, **kwargs: Any) -> None:
    if raw:
        return
    if created or instance.absorbing_organisation_id:
        sync_grants(absorbers_of(instance))


@receiver(post_save, sender=OrganisationRelationship)
@receiver(post_delete, sender=OrganisationRelationship)
def relationship_changed(instance: OrganisationRelationship, **kwargs: Any) -> None:
    sync_grants({instance.managing_agent_id})


@receiver(post_save, sender=User)
def person_saved(instance: User, raw: bool, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    if raw:
        return
    if not (update_fields and update_fields <= UNRELATED):
        sync_members([instance])
