"""Schemes and locations as answers of a lettings log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.logs.references import Reference
from portal.questionnaire.answers import Answers
from portal.theme.forms import Option
from supported_housing.log_options import LogOption, location_options, scheme_options
from supported_housing.models import Location, Scheme

if TYPE_CHECKING:
    from lettings.context import LettingsContext
    from lettings.models import LettingsLog


def _schemes(log: LettingsLog, answers: Answers, context: LettingsContext) -> list[Option]:
    """Those of the stock owner; without one, of the assignee's organisation."""
    home = log.assigned_to.organisation_id if log.assigned_to else None
    return _shown(scheme_options(owner_id=answers["owning_organisation_id"] or home, current_id=log.scheme_id))


def _locations(log: LettingsLog, answers: Answers, context: LettingsContext) -> list[Option]:
    scheme = context.schemes.get(answers["scheme_id"])
    return _shown(location_options(scheme, context.locations.get(log.location_id or 0)))


def _shown(found: list[LogOption]) -> list[Option]:
    return [Option(option.id, option.label, search=option.search) for option in found]


def _scheme_name(pk: Any) -> str:
    scheme = Scheme.objects.filter(pk=pk).first()
    return f"{scheme.service_name} ({scheme.code})" if scheme else f"S{pk}"


def _location_name(pk: Any) -> str:
    location = Location.objects.filter(pk=pk).first()
    return f"{location.postcode} {location.name or ''}".strip() if location else str(pk)


SCHEMES = Reference(_schemes, _scheme_name)
LOCATIONS = Reference(_locations, _location_name)
