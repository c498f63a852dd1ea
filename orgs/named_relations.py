"""What becomes of the relations of this room and of those below it, and of packages, when something happens.

Steps and protections name what they handle themselves; here stands what is left as it is, with the reason.
"""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from orgs.deletion import discard_with_organisations, protect_people
from orgs.models import Organisation
from orgs.relations import Event, name_relations

WITH_THE_PERSON = "belongs to the person, wherever the person is"
SAYS_WHO = "says who did it"
FOLLOWS = "follows from facts: grants and members are worked out anew"
ASKED_ANEW = "was asked of an organisation as it was: nobody answers for it now, and the absorber can be asked"
AS_IT_WAS = "says what was true at that time"
SHOWN_NO_MORE = "is reached through the organisation only, which nobody sees any more"

OF_PEOPLE = {
    "portal.DownloadRecord.user": SAYS_WHO,
    "files.PreparedFile.user": SAYS_WHO,
    "files.Fetch.user": SAYS_WHO,
    "imports.FileImport.user": SAYS_WHO,
    "accounts.User_groups.user": FOLLOWS,
    "accounts.User_user_permissions.user": FOLLOWS,
    "accounts.LegacyUser.user": WITH_THE_PERSON,
    "accounts.AccountLink.user": WITH_THE_PERSON,
    "accounts.SentEmail.user": WITH_THE_PERSON,
    "accounts.NotificationDismissal.user": WITH_THE_PERSON,
    "accounts.StaffSession.user": SAYS_WHO,
    "accounts.AccountLink.sender": SAYS_WHO,
    "orgs.RelationshipProposal.asked_by": SAYS_WHO,
    "orgs.RelationshipProposal.decided_by": SAYS_WHO,
    "orgs.MergeRequest.requester": SAYS_WHO,
    "orgs.MergeRequest.started_by": SAYS_WHO,
    "orgs.OrganisationUserObjectPermission.user": "an exception made for the person, which support ends by hand",
    "admin.LogEntry.user": SAYS_WHO,
    "guardian.UserObjectPermission.user": "not used: grants stand in a table of their own",
    "otp_totp.TOTPDevice.user": WITH_THE_PERSON,
    "otp_static.StaticDevice.user": WITH_THE_PERSON,
    "otp_email.EmailDevice.user": WITH_THE_PERSON,
}
STAYS_IN_A_MERGE = {
    **OF_PEOPLE,
    "orgs.DataProtectionConfirmation.data_protection_officer": "stays with what was signed",
    "orgs.DataProtectionConfirmation.organisation": "stays with the organisation it was signed for",
    "portal.DownloadRecord.user_organisation": AS_IT_WAS,
    "files.PreparedFile.user_organisation": AS_IT_WAS,
    "orgs.MergeRequest.requesting_organisation": AS_IT_WAS,
    "orgs.MergeRequest.absorbing_organisation": AS_IT_WAS,
    "orgs.MergeRequest.merging_organisations": AS_IT_WAS,
    "orgs.MergeRequestOrganisation.merging_organisation": AS_IT_WAS,
    "orgs.RelationshipProposal.stock_owner": ASKED_ANEW,
    "orgs.RelationshipProposal.managing_agent": ASKED_ANEW,
    "orgs.RelationshipProposal.proposed_by": ASKED_ANEW,
    "orgs.OrganisationNameChange.organisation": "merged organisations keep their names for logs of their time",
    "orgs.OrganisationUserObjectPermission.content_object": "an exception made for that organisation",
    "orgs.OrganisationGroupObjectPermission.content_object": FOLLOWS,
    "orgs.OrganisationRole.organisation": FOLLOWS,
}
STAYS_WITH_A_DELETED_ORGANISATION = {
    "orgs.Organisation.absorbing_organisation": "merged organisations keep saying into which they merged",
    "portal.DownloadRecord.user_organisation": AS_IT_WAS,
    "files.PreparedFile.user_organisation": AS_IT_WAS,
    "orgs.DataProtectionConfirmation.organisation": AS_IT_WAS,
    "orgs.MergeRequest.requesting_organisation": AS_IT_WAS,
    "orgs.MergeRequest.absorbing_organisation": AS_IT_WAS,
    "orgs.MergeRequest.merging_organisations": AS_IT_WAS,
    "orgs.MergeRequestOrganisation.merging_organisation": AS_IT_WAS,
    "orgs.OrganisationNameChange.organisation": SHOWN_NO_MORE,
    "orgs.OrganisationUserObjectPermission.content_object": SHOWN_NO_MORE,
    "orgs.OrganisationGroupObjectPermission.content_object": SHOWN_NO_MORE,
    "orgs.OrganisationRole.organisation": SHOWN_NO_MORE,
    "orgs.RelationshipProposal.stock_owner": SHOWN_NO_MORE,
    "orgs.RelationshipProposal.managing_agent": SHOWN_NO_MORE,
    "orgs.RelationshipProposal.proposed_by": SHOWN_NO_MORE,
    "orgs.OrganisationRelationship.stock_owner": SHOWN_NO_MORE,
    "orgs.OrganisationRelationship.managing_agent": SHOWN_NO_MORE,
    "orgs.OrganisationRentPeriod.organisation": SHOWN_NO_MORE,
}


def register() -> None:
    """Called from `AppConfig.ready`."""
    name_relations(Event.MERGE, STAYS_IN_A_MERGE)
    name_relations(Event.DELETE_ORGANISATION, STAYS_WITH_A_DELETED_ORGANISATION)
    name_relations(Event.DELETE_PERSON, OF_PEOPLE)
    discard_with_organisations(_discard_people, relations=["accounts.User.organisation"])
    protect_people(_confirmed_agreement, relations=["orgs.DataProtectionConfirmation.data_protection_officer"])


def _discard_people(organisation: Organisation, at: datetime) -> None:
    for person in User.objects.filter(organisation=organisation, discarded_at=None):
        person.discarded_at = at
        person.save()


def _confirmed_agreement(user: User) -> str:
    if user.data_protection_confirmations.filter(organisation=user.organisation).exists():
        return "This person confirmed the data sharing agreement of the organisation."
    return ""
