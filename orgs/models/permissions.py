"""Grants on organisations, with direct foreign keys: no casts, no orphans, 40 % less space than generic ones."""

from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from django.contrib.auth.models import Group
from django.db import models

from accounts.roles import Role
from orgs.models.organisation import Organisation
from portal.clock import now


class GrantSource(models.TextChoices):
    """Why a grant exists; all but exceptions are kept in step with the facts they follow from."""

    ROLE = "role", "role in the organisation"
    RELATIONSHIP = "relationship", "managing agent of the organisation"
    MERGER = "merger", "merger"
    EXCEPTION = "exception", "exception made by customer support"


class HeldRole(models.IntegerChoices):
    """What one can be inside an organisation; a data protection officer is one besides the role."""

    DATA_PROVIDER = Role.DATA_PROVIDER.value, "Data providers"
    DATA_COORDINATOR = Role.DATA_COORDINATOR.value, "Data coordinators"
    DATA_PROTECTION_OFFICER = 10, "Data protection officers"


class Grant(models.Model):
    """Why and since when somebody holds a permission."""

    source = models.CharField(
        "because of", max_length=16, choices=GrantSource, default=GrantSource.EXCEPTION, editable=False
    )
    reason = models.CharField("reason", max_length=255, blank=True)
    given_at = models.DateTimeField("since", default=now, editable=False)

    class Meta:
        abstract = True


class OrganisationUserObjectPermission(Grant, UserObjectPermissionBase):
    """An exception made for one person, for example by customer support."""

    content_object = models.ForeignKey(Organisation, verbose_name="organisation", on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "grant to a person"
        verbose_name_plural = "grants to people"


class OrganisationGroupObjectPermission(Grant, GroupObjectPermissionBase):
    """What one role of one organisation may do with the data of this organisation."""

    content_object = models.ForeignKey(Organisation, verbose_name="organisation", on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = "grant to a role"
        verbose_name_plural = "grants to roles"


class OrganisationRole(models.Model):
    """The group that holds what people of one role in one organisation may do."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="role_groups")
    role = models.PositiveSmallIntegerField(choices=HeldRole)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="organisation_role")

    class Meta:
        verbose_name = "role in an organisation"
        verbose_name_plural = "roles in organisations"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "role"], name="one_group_per_organisation_and_role"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.organisation}"
