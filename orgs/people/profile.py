"""The page of a person: what is known, what may be changed, and what can be done to the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from accounts.lockout import is_locked
from accounts.models import SentEmail, User
from accounts.second_factor.codes import authenticator
from orgs.access import can
from orgs.access.models import may
from orgs.people.assigned import assigned_kinds
from portal.clock import moment
from portal.requests import SignedInRequest
from portal.theme.pages import form_page
from portal.theme.record_pages import model_url, record_url
from portal.theme.summary import SummaryCard, SummaryRow
from portal.words import counted, day_in_words, listed

if TYPE_CHECKING:
    from accounts.models.user import User as Actor
    from orgs.access.admin import ScopedAdmin

STATUS_COLOURS = {"active": "green", "unconfirmed": "yellow", "deactivated": "red", "locked": "red"}


def show(admin: ScopedAdmin, request: SignedInRequest, user: User) -> HttpResponse:
    """Facts in cards, each with its Change link; below, what ends or brings back the account."""
    actor: User = request.user
    status = status_of(user)
    return form_page(
        request,
        title=user.name,
        caption="User",
        state=(status.capitalize(), STATUS_COLOURS[status]),
        cards=[_contact(user, actor), _duties(user, actor), _account(user)],
        buttons=_buttons(user, actor),
        links=_links(user, actor),
        trail=[admin.opts, user, ""],
    )


def status_of(user: User) -> str:
    """Also that the person cannot sign in for now, which is no state of the account."""
    return "locked" if user.status == "active" and is_locked(user) else user.status


def _if_may(actor: Actor, action: str, page: str, user: User) -> str:
    return record_url(user, page) if can(actor, action, user) else ""


def _contact(user: User, actor: Actor) -> SummaryCard:
    details = _if_may(actor, "change", "details", user)
    email = f"{user.email} (changing to {user.unconfirmed_email})" if user.unconfirmed_email else user.email
    return SummaryCard(
        "Contact details",
        [
            SummaryRow("Name", user.name, details),
            SummaryRow("Email address", email, _if_may(actor, "change", "email", user)),
            SummaryRow("Telephone number", user.phone, details),
            SummaryRow("Extension", user.phone_extension, details),
        ],
    )


def _duties(user: User, actor: Actor) -> SummaryCard:
    def yes_no(held: bool) -> str:
        return "Yes" if held else "No"

    move = _if_may(actor, "move", "move", user)
    return SummaryCard(
        "Organisation and role",
        [
            SummaryRow("Organisation", user.organisation.name_on(), move),
            SummaryRow("Role", user.get_role_display() or "None", _if_may(actor, "change_role", "role", user)),
            SummaryRow(
                "Data protection officer",
                yes_no(user.is_dpo),
                _if_may(actor, "change_responsibilities", "dpo", user),
            ),
            SummaryRow(
                "Key contact",
                yes_no(user.is_key_contact),
                _if_may(actor, "change_responsibilities", "key_contact", user),
            ),
        ],
    )


def _account(user: User) -> SummaryCard:
    signed_in = day_in_words(moment(user.last_sign_in_at)) if user.last_sign_in_at else "Never"
    rows = [
        SummaryRow("Last signed in", signed_in),
        SummaryRow("Authenticator app", "Set up" if authenticator(user) else "Not set up"),
        SummaryRow("Logs to complete", assigned_in_words(user)),
    ]
    if is_locked(user):
        rows.insert(0, SummaryRow("Locked", "There were too many wrong passwords. The lock ends after one hour."))
    return SummaryCard("Account", rows)


def assigned_in_words(user: User) -> str:
    """`2 lettings logs and 1 sales log`."""
    counts = [counted(count, kind.one, kind.many) for kind in assigned_kinds() if (count := kind.to(user).count())]
    return listed(counts) if counts else "None"


def _buttons(user: User, actor: Actor) -> list[tuple[str, str, str]]:
    offered: list[tuple[str, str, str]] = []
    if user.active and (not user.confirmed_at or not user.sign_in_count):
        offered.append(("Send the invitation again", "resend", "resend_invitation"))
    if is_locked(user):
        offered.append(("Unlock", "unlock", "unlock"))
    if authenticator(user) is not None:
        offered.append(("Remove the authenticator app", "remove_authenticator", "remove_authenticator"))
    if user.organisation.active:
        offered.append(
            ("Deactivate", "deactivate", "deactivate") if user.active else ("Reactivate", "reactivate", "reactivate")
        )
    buttons = [
        (text, record_url(user, page), "secondary") for text, page, action in offered if can(actor, action, user)
    ]
    if not user.active and can(actor, "delete", user):
        buttons.append(("Delete", record_url(user, "delete"), "warning"))
    return buttons


def _links(user: User, actor: Actor) -> list[tuple[str, str]]:
    links = [("History of this user", record_url(user, "history"))]
    if may(actor, "view", SentEmail._meta.label_lower):
        links.append(("Emails sent to this user", model_url(SentEmail, query={"q": user.email})))
    return links
