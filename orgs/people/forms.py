"""Forms for administering people, with explicit fields each."""

from __future__ import annotations

from typing import Any

from accounts.addresses import clean_address
from accounts.forms import PersonForm
from accounts.models import User
from orgs.access import assignable_roles
from orgs.models import Organisation
from orgs.people import moves
from orgs.people.handover import successors
from portal.theme.forms import GovEmailField, GovForm, GovModelSelectField, GovRadiosField, Option, field_of

YES_NO = [Option("yes", "Yes"), Option("no", "No")]


class InvitationForm(PersonForm):
    """Support chooses the organisation, coordinators invite into their own."""

    email = GovEmailField(label="Email address")
    organisation = GovModelSelectField(label="Organisation", queryset=Organisation.objects.none())
    role = GovRadiosField(
        label="Role (optional)",
        hint="Leave this empty for somebody who is a data protection officer only.",
        options=[],
        required=False,
    )

    class Meta:
        model = User
        fields = ["name", "email", "phone", "phone_extension", "organisation", "role"]

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if actor.is_support:
            organisations = Organisation.objects.usable().with_names()
            field_of(self, "organisation", GovModelSelectField).queryset = organisations.filter(merge_date=None)
        else:
            del self.fields["organisation"]
        offered = assignable_roles(actor, actor.organisation)
        field = field_of(self, "role", GovRadiosField)
        field.choices = [(int(role), role.label) for role in offered]
        field.coerce = int

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"])

    def validate_unique(self) -> None:
        """Whether the address is taken is decided, and told to the right person, by the use case."""


NO_ROLE = "none"


class RoleForm(GovForm):
    role = GovRadiosField(label="Role", options=[])

    def __init__(self, *args: Any, actor: User, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(int(r)), r.label) for r in assignable_roles(actor, user.organisation)]
        if user.is_dpo:
            offered.append((NO_ROLE, "No role, data protection officer only"))
        field = field_of(self, "role", GovRadiosField)
        field.choices = offered
        field.coerce = lambda value: None if value == NO_ROLE else int(value)
        field.initial = NO_ROLE if user.role is None else str(int(user.role))


class YesNoForm(GovForm):
    answer = GovRadiosField(label="", options=YES_NO, inline=True)

    def __init__(self, *args: Any, question: str, current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = question
        self.fields["answer"].initial = "yes" if current else "no"


GIVE, WAIT = "give", "wait"


class DeactivationForm(GovForm):
    """What happens to the logs that the person was working on."""

    logs = GovRadiosField(
        label="What should happen to these logs?",
        short_label="what should happen to the logs",
        options=[
            Option(GIVE, "Give them to somebody else in the organisation"),
            Option(WAIT, "Leave them to be reassigned later"),
        ],
        reveal={GIVE: ["successor"]},
    )
    successor = GovModelSelectField(
        label="Who should complete them?", short_label="who should complete the logs", queryset=User.objects.none()
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "successor", GovModelSelectField).queryset = successors(user)


class MoveForm(GovForm):
    organisation = GovModelSelectField(label="New organisation", queryset=Organisation.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.usable().filter(merge_date=None).exclude(pk=user.organisation_id)
        field_of(self, "organisation", GovModelSelectField).queryset = organisations.with_names()


class MoveLogsForm(MoveForm):
    choice = GovRadiosField(label="What happens to the logs assigned to this person?", options=[])

    def __init__(self, *args: Any, plan: moves.MovePlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [Option(choice.value, choice.label) for choice in moves.LogChoice if choice not in plan.unavailable]
        field = field_of(self, "choice", GovRadiosField)
        field.options = options
        field.choices = [(option.value, option.label) for option in options]
