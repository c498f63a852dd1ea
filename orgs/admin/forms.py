from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from orgs import details
from orgs.codes import ProfitStatus, ProviderType, RentPeriod
from orgs.detail_fields import IN_THE_FORM
from orgs.models import Organisation
from portal.theme.forms import (
    GovCheckboxesField,
    GovConfirmField,
    GovDateField,
    GovForm,
    GovFormMixin,
    GovModelSelectField,
    GovRadiosField,
    GovSelectField,
    GovTextField,
    Option,
    field_of,
)

YES_NO = [Option("True", "Yes"), Option("False", "No")]


def _boolean(value: Any) -> bool:
    return str(value) == "True"


class OrganisationForm(GovFormMixin, forms.ModelForm):
    """Fields left out by the admin for a role are not in the form at all, so nothing sent can set them."""

    name = GovTextField(label="Name", max_length=255)
    provider_type = GovRadiosField(label="Type of provider", options=list(ProviderType.choices))
    profit_status = GovSelectField(
        label="Profit status",
        options=list(ProfitStatus.choices),
        required=False,
        hint="Local authorities always have the status local authority.",
    )
    holds_own_stock = GovRadiosField(
        label="Does it own housing stock?",
        options=YES_NO,
        inline=True,
        coerce=_boolean,
        short_label="whether it owns stock",
    )
    group_member = GovRadiosField(
        label="Is it part of a group?",
        options=YES_NO,
        coerce=_boolean,
        reveal={"True": ["group_member_id"]},
        short_label="whether it is part of a group",
    )
    group_member_id = GovModelSelectField(
        label="Another organisation of the group", queryset=Organisation.objects.kept().with_names(), required=False
    )
    rent_periods = GovCheckboxesField(
        label="Rent periods", options=list(RentPeriod.choices), required=False, small=True
    )

    class Meta:
        model = Organisation
        fields = IN_THE_FORM

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new = self.instance.pk is None
        self.used: set[int] = set()
        if "rent_periods" in self.fields:
            self._offer_rent_periods(new)
        if new:
            for name in ("holds_own_stock", "group_member"):
                if name in self.fields:
                    self.initial[name] = ""

    def _offer_rent_periods(self, new: bool) -> None:
        field = self.fields["rent_periods"]
        if new:
            field.initial = RentPeriod.values
            return
        field.initial = list(self.instance.rent_periods.values_list("rent_period", flat=True))
        self.used = details.used_rent_periods(self.instance)
        if self.used:
            labels = ", ".join(RentPeriod(code).label for code in sorted(self.used) if code in RentPeriod.values)
            field.help_text = f"These are in use by lettings logs and stay ticked: {labels}."

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Organisation.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("An organisation with this name already exists.")
        return name

    def clean_group_member_id(self) -> int | None:
        chosen = self.cleaned_data.get("group_member_id")
        return chosen.pk if isinstance(chosen, Organisation) else chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("provider_type") == ProviderType.LA:
            cleaned["profit_status"] = ProfitStatus.LOCAL_AUTHORITY
        elif cleaned.get("profit_status") == ProfitStatus.LOCAL_AUTHORITY and "provider_type" in self.fields:
            self.add_error("profit_status", "Only local authorities have this profit status")
        if cleaned.get("group_member") and "group_member_id" in self.fields:
            chosen = cleaned.get("group_member_id")
            if not chosen:
                self.add_error("group_member_id", "Select another organisation of the group")
            elif chosen == self.instance.pk:
                self.add_error("group_member_id", "Select an organisation other than this one")
        cleaned["old_visible_id"] = cleaned.get("old_visible_id") or None
        return cleaned


class NameChangeForm(GovForm):
    name = GovTextField(label="New name", max_length=255)
    startdate = GovDateField(label="First day of the new name")


class OtherOrganisationForm(GovForm):
    other = GovModelSelectField(label="Organisation", queryset=Organisation.objects.none())

    def __init__(self, *args: Any, label: str, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = field_of(self, "other", GovModelSelectField)
        other.label, other.queryset = label, organisations.with_names()


class ConfirmAgreementForm(GovForm):
    confirmed = GovConfirmField(label="I have read the agreement and confirm it for my organisation")
    version = forms.IntegerField(widget=forms.HiddenInput)
