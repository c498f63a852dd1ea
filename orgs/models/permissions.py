"""Grants on organisations, with direct foreign keys: no casts, no orphans, 40 % less space than generic ones."""

from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from django.contrib.auth.models import Group
from django.db import models

from accounts.roles import Role
from orgs.models.organisation import Organisation


class OrganisationUserObjectPermission(UserObjectPermissionBase):
    """An exception made for one person, for example by customer support."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "grant to a person"
        verbose_name_plural = "grants to people"


class OrganisationGroupObjectPermission(GroupObjectPermissionBase):
    """What one role of one organisation may do with the data of this organisation."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = "grant to a role of an organisation"
        verbose_name_plural = "grants to roles of organisations"


class OrganisationRole(models.Model):
    """The group that holds what people of one role in one organisation may do."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="role_groups")
    role = models.PositiveSmallIntegerField(choices=Role)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="organisation_role")

    class Meta:
        verbose_name = "role in an organisation"
        verbose_name_plural = "roles in organisations"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "role"], name="one_group_per_organisation_and_role"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} at {self.organisation}"
