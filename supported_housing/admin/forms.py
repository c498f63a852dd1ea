"""The forms of schemes and locations. Every answer of a page is required; what may wait is said so."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from orgs.areas.lookup import Areas
from orgs.models import Organisation
from portal.addresses.postcodes import is_valid_postcode, normalise_postcode
from portal.clock import today
from portal.theme.forms import (
    GovConfirmField,
    GovDateField,
    GovForm,
    GovIntegerField,
    GovModelSelectField,
    GovRadiosField,
    GovSearchSelectField,
    GovSelectField,
    GovTextField,
    Option,
)
from portal.words import day_in_words
from supported_housing import codes
from supported_housing.deactivation import LATEST
from supported_housing.models import Location, Scheme
from supported_housing.owners import new_owners_for

LONGEST_NAME = 255
MOST_UNITS = 100_000


class OwnerSelect(GovModelSelectField):
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name_on(today())


class SchemeForm(GovForm):
    """A page of a scheme: reads its initial values from the scheme and writes its own fields only."""

    columns: tuple[str, ...] = ()

    def __init__(self, *args: Any, user: User, scheme: Scheme | None = None, **kwargs: Any) -> None:
        self.user, self.scheme = user, scheme
        if scheme is not None:
            kwargs["initial"] = {
                name: getattr(scheme, name) for name in self.columns if getattr(scheme, name) is not None
            } | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def write(self, scheme: Scheme) -> None:
        """Put the answers of this page on the scheme."""
        for name in self.columns:
            if name in self.cleaned_data:
                setattr(scheme, name, self.cleaned_data[name])


class _NameOwnerForm(SchemeForm):
    """What stays changeable for coordinators once the scheme is confirmed."""

    columns: tuple[str, ...] = ("service_name", "sensitive", "owning_organisation")
    service_name = GovTextField(
        label="What is this scheme called?",
        short_label="the scheme name",
        hint="Use a name that the people who complete logs will recognise. Do not use a person's name.",
        max_length=LONGEST_NAME,
    )
    sensitive = GovConfirmField(
        label="This scheme is confidential, for example a refuge",
        short_label="Confidential",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = new_owners_for(self.user, self.scheme).prefetch_related("name_changes")
        self.fields["owning_organisation"] = OwnerSelect(
            queryset=owners.distinct(),
            label="Which organisation owns the housing stock for this scheme?",
            short_label="the stock owner",
        )
        self._sole_owner = None
        few = list(owners.distinct()[:2])
        self.nobody_owns = not few
        if len(few) == 1:
            self._sole_owner = few[0]
            del self.fields["owning_organisation"]

    def clean_sensitive(self) -> int:
        return int(codes.YesNo.YES if self.cleaned_data["sensitive"] else codes.YesNo.NO)

    def write(self, scheme: Scheme) -> None:
        super().write(scheme)
        if self._sole_owner is not None:
            scheme.owning_organisation = self._sole_owner


class ReducedForm(_NameOwnerForm):
    pass


class DetailsForm(_NameOwnerForm):
    columns = (*_NameOwnerForm.columns, "scheme_type", "registered_under_care_act", "arrangement_type")
    scheme_type = GovRadiosField(
        label="What type of scheme is it?", short_label="the type of scheme", options=codes.SCHEME_TYPES_OFFERED
    )
    registered_under_care_act = GovRadiosField(
        label="Is the scheme registered under the Care Standards Act 2000?",
        short_label="whether the scheme is registered under the Care Standards Act",
        options=codes.CARE_ACT_OFFERED,
    )
    arrangement_type = GovRadiosField(
        label="Who provides the support?",
        short_label="who provides the support",
        options=codes.ARRANGEMENTS_OFFERED,
    )


class ClientGroupsForm(SchemeForm):
    columns = ("primary_client_group", "has_other_client_group", "secondary_client_group")
    primary_client_group = GovSelectField(
        label="Which group of people is this scheme mainly for?",
        short_label="the main client group",
        options=codes.CLIENT_GROUPS_OFFERED,
    )
    has_other_client_group = GovRadiosField(
        label="Is the scheme for another group of people as well?",
        short_label="whether the scheme is for another group",
        options=((1, "Yes"), (0, "No")),
        reveal={1: ["secondary_client_group"]},
    )
    secondary_client_group = GovSelectField(
        label="Which other group?", short_label="the other client group", options=codes.CLIENT_GROUPS_OFFERED
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        other = data.get("secondary_client_group")
        if data.get("has_other_client_group") == codes.YesNo.YES and other == data.get("primary_client_group"):
            self.add_error("secondary_client_group", "Select a group that differs from the main client group")
        return data

    def write(self, scheme: Scheme) -> None:
        super().write(scheme)
        if scheme.has_other_client_group == codes.YesNo.NO:
            scheme.secondary_client_group = None


class SupportForm(SchemeForm):
    columns = ("support_type", "intended_stay")
    support_type = GovRadiosField(
        label="What level of support does the scheme give?",
        short_label="the level of support",
        options=codes.SUPPORT_TYPES_OFFERED,
    )
    intended_stay = GovRadiosField(
        label="How long are people meant to stay?",
        short_label="the intended length of stay",
        options=[
            Option(value, label, hint=codes.INTENDED_STAY_HINTS.get(codes.IntendedStay(str(value)), ""))
            for value, label in codes.INTENDED_STAYS_OFFERED
        ],
    )


class LocationForm(GovForm):
    """All of a location on one page; `draft=True` accepts what is there and leaves the rest for later."""

    columns: tuple[str, ...] = ("postcode", "name", "units", "type_of_unit", "mobility_type", "startdate")
    postcode = GovTextField(
        label="What is the postcode?",
        short_label="the postcode",
        hint="For example, SW1P 4DF.",
        width=10,
        max_length=16,
    )
    name = GovTextField(
        label="What is this location called? (optional)",
        short_label="the location name",
        hint="For example, the name of the building or street.",
        required=False,
        max_length=LONGEST_NAME,
    )
    units = GovIntegerField(
        label="How many units are there at this location?",
        short_label="the number of units",
        hint="A unit is a self-contained home, or a bedroom where people share.",
        min_value=1,
        max_value=MOST_UNITS,
        width=5,
    )
    type_of_unit = GovRadiosField(
        label="What is the most common type of unit?",
        short_label="the most common type of unit",
        options=codes.TYPES_OF_UNIT_OFFERED,
    )
    mobility_type = GovRadiosField(
        label="What mobility standard do most units meet?",
        short_label="the mobility standard",
        options=codes.MOBILITY_TYPES_OFFERED,
    )
    startdate = GovDateField(
        label="From which day can lettings be made here?",
        short_label="the day from which lettings can be made",
        hint="For example, 1 4 2026.",
    )

    def __init__(
        self,
        *args: Any,
        location: Location,
        columns: tuple[str, ...] = columns,
        earliest: Any = None,
        draft: bool = False,
        **kwargs: Any,
    ) -> None:
        self.location, self.earliest, self.columns = location, earliest, columns
        kwargs["initial"] = {
            name: value for name in self.columns if (value := getattr(location, name)) not in (None, "")
        }
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(columns):
            del self.fields[name]
        if location.confirmed and location.startdate is None and "startdate" in self.fields:
            self.fields["startdate"].required = False
        if draft:
            for field in self.fields.values():
                field.required = False

    def clean_postcode(self) -> str:
        text = normalise_postcode(self.cleaned_data["postcode"])
        if text and not is_valid_postcode(text):
            raise ValidationError("Enter a full postcode, like SW1P 4DF")
        return text

    def clean_startdate(self) -> date | None:
        day = self.cleaned_data["startdate"]
        if day and self.earliest and day < self.earliest:
            since = day_in_words(self.earliest)
            raise ValidationError(f"The scheme has been available since {since}. Enter that day or a later one")
        if day and day > LATEST:
            raise ValidationError(f"Enter a date no later than {day_in_words(LATEST)}")
        return day

    def write(self) -> Location:
        """Put the answers on the location."""
        for name in self.columns:
            value = self.cleaned_data.get(name)
            setattr(self.location, name, "" if value is None and name in {"postcode", "name"} else value)
        return self.location


class LocalAuthorityForm(GovForm):
    def __init__(self, *args: Any, areas: Areas, location: Location, **kwargs: Any) -> None:
        kwargs["initial"] = {"location_code": location.location_code}
        super().__init__(*args, **kwargs)
        self.areas = areas
        self.fields["location_code"] = GovSearchSelectField(
            label="Which local authority is this location in?",
            short_label="the local authority",
            hint="We could not find it from the postcode.",
            options=[(area.code, area.name) for area in areas.offered_on(today())],
        )

    def write(self, location: Location) -> Location:
        code = self.cleaned_data["location_code"]
        location.location_code, location.location_admin_district = code, self.areas.name(code)
        location.is_la_inferred = False
        return location


class DayForm(GovForm):
    """The day of a deactivation or reactivation: the start of the open collection period, or another."""

    START, OTHER = "start", "other"

    def __init__(self, *args: Any, question: str, start: Any, start_words: str, check: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._start, self._check = start, check
        self.fields["choice"] = GovRadiosField(
            label=question,
            short_label="a day",
            label_size="m",
            options=[
                Option(self.START, f"From the start of the open collection period ({start_words})"),
                Option(self.OTHER, "From another day"),
            ],
            reveal={self.OTHER: ["day"]},
        )
        self.fields["day"] = GovDateField(label="Day", short_label="the day", hint="For example, 27 7 2026.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        choice = data.get("choice")
        day = self._start if choice == self.START else data.get("day")
        if choice and day:
            try:
                self._check(day)
            except ValidationError as error:
                self.add_error("choice" if choice == self.START else "day", error)
            data["chosen"] = day
        return data
