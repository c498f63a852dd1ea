"""The steps of a merge that concern organisations and people themselves."""

from __future__ import annotations

from typing import Any

from simple_history.utils import bulk_update_with_history

from django.db.models import Q

from accounts.managers import UserQuerySet
from accounts.models import SentEmail, User
from orgs.access.sync import absorbers_of, sync_grants, sync_members
from orgs.codes import RentPeriod
from orgs.merges.step import Step
from orgs.models import OrganisationRelationship, OrganisationRentPeriod
from portal.clock import now
from portal.words import counted, day_in_words


class DetailsStep(Step):
    title = "The organisation that takes over"
    place = 10
    relations = ("orgs.OrganisationRentPeriod.organisation",)

    def _gains_stock(self) -> bool:
        absorber = self.facts.absorber
        return not absorber.holds_own_stock and any(o.holds_own_stock for o in self.facts.merging)

    def _new_periods(self) -> list[int]:
        own = set(self.facts.absorber.rent_periods.values_list("rent_period", flat=True))
        others = OrganisationRentPeriod.objects.filter(organisation__in=self.facts.ids)
        return sorted(set(others.values_list("rent_period", flat=True)) - own)

    def lines(self) -> list[str]:
        absorber = self.facts.absorber
        lines = [f"{absorber} keeps its name. {self.facts.names} keep theirs for logs before the merge."]
        if self._gains_stock():
            lines.append(f"{absorber} becomes an owner of housing stock.")
        if self.facts.absorber_is_new:
            lines.append(f"{absorber} is available from {day_in_words(self.facts.day)}.")
        lines += [f"Rent period added: {RentPeriod(code).label}." for code in self._new_periods()]
        return lines

    def apply(self) -> dict[str, Any]:
        absorber = self.facts.absorber
        before = {"holds_own_stock": absorber.holds_own_stock, "available_from": str(absorber.available_from or "")}
        periods = self._new_periods()
        for code in periods:
            OrganisationRentPeriod.objects.create(organisation=absorber, rent_period=code)
        absorber.holds_own_stock = absorber.holds_own_stock or self._gains_stock()
        if self.facts.absorber_is_new:
            absorber.available_from = self.facts.day
        absorber.save()
        return {"absorber": before, "rent_periods_added": periods}


class RelationshipsStep(Step):
    title = "Stock owners and managing agents"
    place = 20
    relations = (
        "orgs.OrganisationRelationship.stock_owner",
        "orgs.OrganisationRelationship.managing_agent",
    )

    def _changes(self) -> tuple[list[OrganisationRelationship], set[tuple[int, int]]]:
        """Rows that would link the absorber to itself or double an existing row go; the others are added to it."""
        absorber, merging = self.facts.absorber.pk, set(self.facts.ids)
        rows = OrganisationRelationship.objects.filter(Q(stock_owner__in=merging) | Q(managing_agent__in=merging))
        present = set(OrganisationRelationship.objects.values_list("stock_owner_id", "managing_agent_id"))
        gone, added = [], set()
        for row in rows.select_related("stock_owner", "managing_agent").order_by("pk"):
            owner = absorber if row.stock_owner_id in merging else row.stock_owner_id
            agent = absorber if row.managing_agent_id in merging else row.managing_agent_id
            if owner == agent or (owner, agent) in present:
                gone.append(row)
            else:
                added.add((owner, agent))
        return gone, added

    def lines(self) -> list[str]:
        gone, added = self._changes()
        absorber = self.facts.absorber.pk
        owners, agents = sum(a == absorber for _, a in added), sum(o == absorber for o, _ in added)
        lines = [f"{counted(owners, 'stock owner')} and {counted(agents, 'managing agent')} are added."]
        return lines + [f"No longer needed: {row}." for row in gone]

    def totals(self) -> dict[str, int]:
        involved = {*self.facts.ids, self.facts.absorber.pk}
        rows = OrganisationRelationship.objects
        owners = set(rows.filter(managing_agent__in=involved).values_list("stock_owner_id", flat=True)) - involved
        agents = set(rows.filter(stock_owner__in=involved).values_list("managing_agent_id", flat=True)) - involved
        return {"stock_owners": len(owners), "managing_agents": len(agents)}

    def apply(self) -> dict[str, Any]:
        gone, added = self._changes()
        undo = {
            "relationships_removed": [(row.stock_owner_id, row.managing_agent_id) for row in gone],
            "relationships_added": sorted(added),
        }
        for row in gone:
            row.delete()
        for owner, agent in sorted(added):
            OrganisationRelationship.objects.create(stock_owner_id=owner, managing_agent_id=agent)
        return undo


class UsersStep(Step):
    title = "Users"
    place = 30
    relations = ("accounts.User.organisation",)

    def _users(self) -> UserQuerySet:
        return User.objects.filter(organisation__in=self.facts.ids)

    def lines(self) -> list[str]:
        kept = self._users().kept()
        active = kept.filter(active=True).count()
        return [f"{counted(kept.count(), 'user')} move to {self.facts.absorber}, {active:,} of them active."]

    def totals(self) -> dict[str, int]:
        both = User.objects.kept().filter(organisation__in=[*self.facts.ids, self.facts.absorber.pk])
        return {"users": both.count()}

    def apply(self) -> dict[str, Any]:
        """The confirmations they signed stay with the organisation they signed for: those are snapshots."""
        users = list(self._users().select_related("organisation").order_by("pk"))
        self.facts.moved_users = {user.pk: user.organisation for user in users}
        undo = {"users_moved": [(user.pk, user.organisation_id) for user in users]}
        for user in users:
            user.organisation = self.facts.absorber
            user.updated_at = now()
        bulk_update_with_history(
            users, User, ["organisation", "updated_at"], default_user=self.facts.by, batch_size=1000
        )
        sync_members(users)
        return undo


class MergedStep(Step):
    title = "The organisations that merge"
    place = 60
    relations = ("orgs.Organisation.absorbing_organisation",)

    def lines(self) -> list[str]:
        return [f"{organisation} reads as merged into {self.facts.absorber}." for organisation in self.facts.merging]

    def apply(self) -> dict[str, Any]:
        for organisation in self.facts.merging:
            organisation.merge_date = self.facts.day
            organisation.absorbing_organisation = self.facts.absorber
            organisation.save()
        sync_grants({*self.facts.ids, *absorbers_of(self.facts.absorber)})
        return {"organisations_merged": self.facts.ids}


class EmailStep(Step):
    title = "Emails"
    place = 70

    def lines(self) -> list[str]:
        everyone = User.objects.usable().filter(organisation__in=[*self.facts.ids, self.facts.absorber.pk])
        return [f"{counted(everyone.count(), 'person', 'people')} will be told by email."]

    def apply(self) -> dict[str, Any]:
        """Written in one go; the tick sends them."""
        absorber, moved = self.facts.absorber, self.facts.moved_users
        emails = []
        for user in User.objects.usable().filter(organisation=absorber, email__contains="@"):
            parameters = {
                "absorbing_organisation_name": absorber.name_on(self.facts.day),
                "merge_date": day_in_words(self.facts.day),
                "merged_organisations": self.facts.names,
                "organisation_count": len(self.facts.merging),
                "email": user.email,
            }
            if user.pk in moved:
                former = self.facts.moved_users[user.pk]
                parameters["merged_organisation_name"] = former.name_on(self.facts.day)
            template = "merged_users" if user.pk in moved else "merged_absorber"
            emails.append(SentEmail(template=template, to=user.email, user=user, parameters=parameters))
        SentEmail.objects.bulk_create(emails, batch_size=1000)
        return {"emails": len(emails)}


STEPS = (DetailsStep, RelationshipsStep, UsersStep, MergedStep, EmailStep)
