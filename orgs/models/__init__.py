from orgs.areas.models import LocalAuthority, LocalAuthorityLink
from orgs.models.agreements import DataProtectionConfirmation, DataSharingAgreement
from orgs.models.merges import MergeRequest, MergeRequestOrganisation, MergeState
from orgs.models.names import OrganisationNameChange
from orgs.models.organisation import Organisation
from orgs.models.permissions import (
    GrantSource,
    HeldRole,
    OrganisationGroupObjectPermission,
    OrganisationRole,
    OrganisationUserObjectPermission,
)
from orgs.models.proposals import RelationshipProposal
from orgs.models.relationships import OrganisationRelationship, OrganisationRentPeriod

__all__ = [
    "DataProtectionConfirmation",
    "DataSharingAgreement",
    "GrantSource",
    "HeldRole",
    "LocalAuthority",
    "LocalAuthorityLink",
    "MergeRequest",
    "MergeRequestOrganisation",
    "MergeState",
    "Organisation",
    "OrganisationGroupObjectPermission",
    "OrganisationNameChange",
    "OrganisationRelationship",
    "OrganisationRentPeriod",
    "OrganisationRole",
    "OrganisationUserObjectPermission",
    "RelationshipProposal",
]
