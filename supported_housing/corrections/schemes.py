from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Q

from orgs.models import Organisation
from portal.clock import today
from supported_housing import codes
from supported_housing.affected_logs import hold_around
from supported_housing.corrections.base import Corrector, Values, as_texts, code_of
from supported_housing.current_facts import WITH_FACTS
from supported_housing.dependents import dependents
from supported_housing.downloads import SCHEME_COLUMNS, rows
from supported_housing.models import Scheme

CODE = re.compile(r"^S?(\d{1,18})$", re.IGNORECASE)
YES_NO = tuple((member.value, member.label) for member in codes.YesNo)
CHOICES = {
    "scheme_confidential": ("sensitive", YES_NO),
    "scheme_type": ("scheme_type", codes.SCHEME_TYPES_OFFERED),
    "scheme_registered_under_care_act": ("registered_under_care_act", codes.CARE_ACT_OFFERED),
    "scheme_support_services_provided_by": ("arrangement_type", codes.ARRANGEMENTS_OFFERED),
    "scheme_primary_client_group": ("primary_client_group", codes.CLIENT_GROUPS_OFFERED),
    "scheme_has_other_client_group": ("has_other_client_group", YES_NO),
    "scheme_secondary_client_group": ("secondary_client_group", codes.CLIENT_GROUPS_OFFERED),
    "scheme_support_type": ("support_type", codes.SUPPORT_TYPES_OFFERED),
    "scheme_intended_stay": ("intended_stay", codes.INTENDED_STAYS_OFFERED),
}


def relatives(organisation: Organisation) -> Any:
    """Its stock owners and managing agents."""
    return Organisation.objects.usable().filter(
        Q(managing_agent_relationships__managing_agent=organisation)
        | Q(stock_owner_relationships__stock_owner=organisation)
    )


def kept_scheme(code: str) -> Scheme | None:
    """The scheme that people mean by this code."""
    found = CODE.match(code.strip())
    if found is None:
        return None
    schemes = Scheme.objects.kept().select_related("owning_organisation").prefetch_related(*WITH_FACTS)
    return schemes.filter(pk=int(found[1])).first()


class SchemeCorrector(Corrector):
    """All answers of a scheme; the owner only within the circle of those it works with."""

    key = "scheme_code"
    columns = SCHEME_COLUMNS
    fixed: ClassVar[frozenset[str]] = frozenset(
        {"scheme_code", "scheme_status", "scheme_created_at", "scheme_active_dates"}
    )

    def find(self, code: str) -> Scheme | None:
        return kept_scheme(code)

    def current(self, record: Any) -> Mapping[str, str]:
        return as_texts(SCHEME_COLUMNS, next(rows("schemes", Scheme.objects.filter(pk=record.pk))))

    def read(self, record: Any, column: str, text: str) -> Values:
        if column == "scheme_service_name":
            return {"service_name": text}
        if column == "scheme_owning_organisation_name":
            return {"owning_organisation": self._owner(record, text)}
        name, options = CHOICES[column]
        return {name: code_of(text, options)}

    def _owner(self, scheme: Scheme, name: str) -> Organisation:
        wanted = name.casefold()
        near = relatives(scheme.owning_organisation).prefetch_related("name_changes").distinct()
        owner = next((other for other in near if other.name_on(today()).casefold() == wanted), None)
        if owner is None:
            raise ValidationError(f"“{name}” is no stock owner or managing agent of the owner")
        if not owner.holds_own_stock:
            raise ValidationError(f"{name} does not hold stock")
        earliest = self.windows.earliest_editable(today())
        if dependents().used_before(scheme, earliest):
            raise ValidationError("logs that can no longer be changed use the scheme, so its owner stays")
        return owner

    def check(self, record: Any, values: Values) -> None:
        if record.has_other_client_group == codes.YesNo.NO and "secondary_client_group" in values:
            raise ValidationError("scheme_secondary_client_group: the scheme serves no other client group")
        if record.has_other_client_group == codes.YesNo.YES:
            if record.secondary_client_group == record.primary_client_group:
                raise ValidationError("the two client groups must differ")
            if not record.secondary_client_group:
                raise ValidationError("scheme_secondary_client_group: say which other client group")

    def save(self, record: Any, values: Values) -> list[str]:
        """Logs of the new owner's scheme that can still be changed lose it: their own owner is another one."""
        since = self.windows.earliest_editable(today())
        hold_around(record, actor=self.actor, logs=dependents().since(record, since))
        record.save()
        if "owning_organisation" not in values:
            return []
        return dependents().moved_away(record, since, actor=self.actor)
