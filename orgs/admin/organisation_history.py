"""What happened to an organisation: its details, its names, its merges and its agreements, told as one history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q

from orgs.models import MergeRequest, MergeState, Organisation, OrganisationNameChange
from portal.theme.record_history import FieldChange, HistoryEntry, entry_of, history_of, newest_first
from portal.words import day_in_words

HISTORY_WORDS = {
    ("Active", "No"): "deactivated",
    ("Active", "Yes"): "reactivated",
}


def whole_history(organisation: Organisation) -> list[HistoryEntry]:
    """Newest first."""
    return newest_first([
        *(_worded(entry) for entry in history_of(organisation)),
        *_names(organisation),
        *_merges(organisation),
        *_agreements(organisation),
    ])  # fmt: skip


def _worded(entry: HistoryEntry) -> HistoryEntry:
    """Being switched off and on is what happened, not a field that changed."""
    for change in entry.changes:
        if what := HISTORY_WORDS.get((change.label, change.after)):
            rest = [other for other in entry.changes if other is not change]
            return HistoryEntry(entry.when, entry.who, what, rest, entry.why)
    return entry


def _names(organisation: Organisation) -> Iterator[HistoryEntry]:
    rows = OrganisationNameChange.history.filter(organisation=organisation.pk).select_related("history_user")
    for row in rows:
        day = day_in_words(row.startdate)
        if row.discarded_at:
            yield entry_of(row, f"cancelled the change of name to {row.name} from {day}")
        elif row.history_type == "+":
            before = organisation.name_on(row.startdate - timedelta(days=1))
            yield entry_of(row, f"new name from {day}", [FieldChange("Name", before, row.name)])


def _merges(organisation: Organisation) -> Iterator[HistoryEntry]:
    part = Q(absorbing_organisation=organisation) | Q(merge_request_organisations__merging_organisation=organisation)
    merges = MergeRequest.objects.filter(part, state=MergeState.MERGED, discarded_at=None).distinct()
    for merge in merges.select_related("absorbing_organisation", "requester"):
        absorber, day = merge.absorbing_organisation, merge.merge_date
        assert absorber is not None, "a merge that was carried out has one"
        merging = [row.merging_organisation.name_on(day) for row in merge.merge_request_organisations.all()]
        what = f"merged {', '.join(merging)} into {absorber.name_on(day)}"
        if day:
            what = f"{what} from {day_in_words(day)}"
        why = f"Helpdesk ticket {merge.helpdesk_ticket}" if merge.helpdesk_ticket else ""
        yield HistoryEntry(merge.finished_at or merge.updated_at, str(merge.requester or "The service"), what, [], why)


def _agreements(organisation: Organisation) -> Iterator[HistoryEntry]:
    for row in organisation.data_protection_confirmations.all():
        yield HistoryEntry(row.signed_at, row.data_protection_officer_name, "confirmed the data sharing agreement")
