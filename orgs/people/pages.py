"""One page for each thing that can be done to an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.forms import EmailForm
from accounts.models import User
from accounts.second_factor.codes import authenticator
from orgs.people import handover, invitations, lifecycle, moves, responsibilities
from orgs.people.forms import DeactivationForm, InvitationForm, MoveForm, MoveLogsForm, RoleForm, YesNoForm
from portal.requests import SignedInRequest
from portal.theme.pages import add_errors, form_page
from portal.theme.record_pages import record_url
from portal.words import counted, listed

if TYPE_CHECKING:
    from orgs.access.admin import ScopedAdmin


RESEND = "Send the invitation again"


def _page(admin: ScopedAdmin, request: HttpRequest, user: User, crumb: str, **context: Any) -> HttpResponse:
    """A page about this person, with the way back to their profile."""
    about = {"caption": user.name, "cancel": record_url(user), "trail": [admin.opts, user, crumb], **context}
    return form_page(request, **about)


def invite(admin: ScopedAdmin, request: SignedInRequest) -> HttpResponse:
    actor: User = request.user
    if not admin.has_add_permission(request):
        raise PermissionDenied
    initial = {"organisation": request.GET.get("organisation")} if actor.is_support else {}
    form = InvitationForm(request.POST or None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = invitations.invite(
                actor=actor,
                organisation=data.get("organisation") or actor.organisation,
                role=data["role"] or None,
                name=data["name"],
                email=data["email"],
                phone=data["phone"],
                phone_extension=data["phone_extension"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{data['name']} has been invited. The link in the email works for 24 hours.")
            return redirect(record_url(user) if user else reverse("admin:accounts_user_changelist"))
    return form_page(
        request,
        title="Invite somebody",
        form=form,
        submit="Send invitation",
        trail=[admin.opts, "Invite somebody", ""],
        cancel=reverse("admin:accounts_user_changelist"),
    )


def email(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    user = admin.visible(request, pk, "change")
    form = EmailForm(request.POST or None, initial={"email": user.email})
    if request.method == "POST" and form.is_valid():
        try:
            invitations.change_email(actor=request.user, user=user, email=form.cleaned_data["email"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, "We have sent a link to the new address, and a notice to the old one.")
            return redirect(record_url(user))
    return _page(admin, request, user, "Email address", title="Change email address", form=form, submit="Send the link")


def role(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    user = admin.visible(request, pk, "change_role")
    actor: User = request.user
    form = RoleForm(request.POST or None, actor=actor, user=user)
    if request.method == "POST" and form.is_valid():
        responsibilities.change_role(actor=actor, user=user, role=form.cleaned_data["role"])
        messages.success(request, f"{user.name} now has the role: {user.get_role_display() or 'none'}.")
        return redirect(record_url(user))
    return _page(admin, request, user, "Role", title="Change role", form=form, submit="Save")


def dpo(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    user = admin.visible(request, pk, "change_responsibilities")
    question = f"Is {user.name} a data protection officer of {user.organisation.name_on()}?"
    return _yes_no(admin, request, user, question, "is_dpo", "Data protection officer")


def key_contact(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    user = admin.visible(request, pk, "change_responsibilities")
    question = f"Is {user.name} a key contact of {user.organisation.name_on()}?"
    return _yes_no(admin, request, user, question, "is_key_contact", "Key contact")


def _yes_no(
    admin: ScopedAdmin, request: SignedInRequest, user: User, question: str, field: str, title: str
) -> HttpResponse:
    form = YesNoForm(request.POST or None, question=question, current=getattr(user, field))
    if request.method == "POST" and form.is_valid():
        responsibilities.set_responsibility(
            actor=request.user, user=user, field=field, held=form.cleaned_data["answer"] == "yes"
        )
        messages.success(request, "Saved.")
        return redirect(record_url(user))
    return _page(admin, request, user, title, title=title, form=form, intro=[MEANINGS[field]], submit="Save")


MEANINGS = {
    "is_dpo": "A data protection officer reads and confirms the data sharing agreement for the organisation.",
    "is_key_contact": "A key contact is whom the department gets in touch with about the organisation's logs.",
}


def move(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    """Three steps on one address: where to, what of the logs, and what exactly will happen."""
    user = admin.visible(request, pk, "move")
    form: Any = MoveForm(request.POST or None, user=user)
    plan = None
    if request.method == "POST" and form.is_valid():
        target = form.cleaned_data["organisation"]
        plan = moves.plan_move(user, target)
        if plan.total:
            chosen = "choice" in request.POST
            form = MoveLogsForm(
                request.POST if chosen else None, user=user, plan=plan, initial={"organisation": target}
            )
            if not chosen:
                return _move_page(admin, request, user, form, plan)
        if form.is_valid():
            return _confirm_move(admin, request, user, form)
    return _move_page(admin, request, user, form, plan)


def _move_page(admin: ScopedAdmin, request: HttpRequest, user: User, form: Any, plan: Any) -> HttpResponse:
    listed = _lines(plan) if plan else []
    return _page(
        admin,
        request,
        user,
        "Move",
        title="Move to another organisation",
        form=form,
        submit="Continue",
        listed=[*listed, *(plan.unavailable.values() if plan and plan.total else [])],
    )


def _lines(plan: moves.MovePlan) -> list[str]:
    return [f"{counted(count, kind.one, kind.many)} assigned to this person" for kind, count in plan.counts if count]


def _confirm_move(admin: ScopedAdmin, request: SignedInRequest, user: User, form: Any) -> HttpResponse:
    target = form.cleaned_data["organisation"]
    choice = moves.LogChoice(form.cleaned_data["choice"]) if form.cleaned_data.get("choice") else None
    if "confirmed" in request.POST:
        try:
            moves.move(actor=request.user, user=user, target=target, choice=choice)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.path)
        messages.success(request, f"{user.name} has moved to {target.name_on()}.")
        return redirect(record_url(user))
    plan = moves.plan_move(user, target, choice)
    facts = [f"{user.name} moves from {user.organisation.name_on()} to {target.name_on()}."]
    if choice:
        facts += [f"{line}. {choice.label}." for line in _lines(plan)]
    facts.append(f"{user.name} is told by email.")
    hidden = [("organisation", target.pk), ("confirmed", "1")]
    return _page(
        admin,
        request,
        user,
        "Move",
        title="Check what will happen",
        listed=plan.problems or facts,
        submit="" if plan.problems else "Move",
        hidden=[*hidden, ("choice", choice.value)] if choice else hidden,
    )


@dataclass(frozen=True)
class Question:
    """What is asked before something is done to an account, and what is said once it is done."""

    title: str
    warning: str
    done: str
    submit: str = ""
    takes_away: bool = False


def _confirmed(
    admin: ScopedAdmin, request: HttpRequest, user: User, act: Callable[..., None], question: Question
) -> HttpResponse:
    """A question with one button, red only where something is taken away."""
    if request.method == "POST":
        act(actor=request.user, user=user)
        messages.success(request, question.done)
        if user.discarded_at:
            return redirect("admin:accounts_user_changelist")
        return redirect(record_url(user))
    title, submit = question.title, question.submit or question.title
    return _page(
        admin,
        request,
        user,
        submit,
        title=title if title == RESEND else f"{title} {user.name}",
        caption=user.name if title == RESEND else "",
        warning=question.warning if question.takes_away else "",
        intro=[] if question.takes_away else [question.warning],
        submit=submit,
        danger=question.takes_away,
    )


def deactivate(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    """Tells which logs the person was working on, and lets somebody else be chosen for them."""
    user = admin.visible(request, pk, "deactivate")
    records = handover.open_records(user)
    form = None
    if records and handover.successors(user).exists():
        form = DeactivationForm(request.POST or None, user=user)
    if request.method == "POST" and (form is None or form.is_valid()):
        successor = form.cleaned_data["successor"] if form else None
        handed = lifecycle.deactivate(actor=request.user, user=user, successor=successor)
        messages.success(request, "The account has been deactivated.")
        for text in _handed(handed, successor):
            messages.info(request, text)
        return redirect(record_url(user))
    warning = "This person will be signed out and can no longer sign in."
    if records and form is None:
        warning += " Nobody else in the organisation can complete their logs, so these will wait to be reassigned."
    return _page(
        admin,
        request,
        user,
        "Deactivate",
        title="Deactivate",
        warning=warning,
        listed_title=f"Logs that can still be changed and are assigned to {user.name}" if records else "",
        listed=handover.kinds_counted(records),
        form=form,
        submit="Deactivate",
        danger=True,
    )


def _handed(handed: list[handover.Handed], successor: User | None) -> list[str]:
    """What became of the logs, in a sentence or two."""
    moved = [each.kind.counted(each.moved) for each in handed if each.moved]
    waiting = [each.kind.counted(each.waiting) for each in handed if each.waiting]
    said = [f"Now assigned to {successor}: {listed(moved)}."] if moved else []
    return said + ([f"Still to be reassigned: {listed(waiting)}."] if waiting else [])


def reactivate(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    return _confirmed(
        admin,
        request,
        admin.visible(request, pk, "reactivate"),
        lifecycle.reactivate,
        Question(
            title="Reactivate",
            warning="We will send an email with a link to confirm the address and choose a new password.",
            done="The account is active again, and an email is on its way.",
        ),
    )


def unlock(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    return _confirmed(
        admin,
        request,
        admin.visible(request, pk, "unlock"),
        lifecycle.unlock,
        Question(
            title="Unlock",
            warning="This person can try to sign in again at once. Make sure that it was them who had the wrong password.",
            done="The account is unlocked.",
        ),
    )


def remove_authenticator(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    user = admin.visible(request, pk, "remove_authenticator")
    if authenticator(user) is None:
        messages.info(request, f"{user.name} has no authenticator app.")
        return redirect(record_url(user))
    return _confirmed(
        admin,
        request,
        user,
        lifecycle.remove_authenticator,
        Question(
            title="Remove the authenticator app of",
            submit="Remove the authenticator app",
            warning="Make sure that it is this person who asks: their recovery codes stop working as well, they are "
            "signed out everywhere, and from then on security codes go to their email address. We tell them by email.",
            done="The authenticator app has been removed.",
            takes_away=True,
        ),
    )


def resend(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    return _confirmed(
        admin,
        request,
        admin.visible(request, pk, "resend_invitation"),
        invitations.resend,
        Question(
            title=RESEND,
            warning="Links sent before will stop working.",
            done="A new invitation is on its way.",
        ),
    )


def delete(admin: ScopedAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    user = admin.visible(request, pk, "delete")
    reason = lifecycle.why_not_delete(user)
    if reason:
        return _page(
            admin,
            request,
            user,
            "Delete",
            title="This person cannot be deleted",
            intro=[reason],
            status=200 if request.method == "GET" else 403,
        )
    return _confirmed(
        admin,
        request,
        user,
        lifecycle.delete,
        Question(
            title="Delete",
            warning="This cannot be undone. The email address stays reserved.",
            done="The account has been deleted.",
            takes_away=True,
        ),
    )
