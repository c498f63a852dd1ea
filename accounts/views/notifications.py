from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts import notifications
from accounts.models import Notification
from portal.markdown import render_markdown
from portal.theme.pages import form_page, next_page


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The page behind a banner; people who are not signed in see those meant for them."""
    found = Notification.objects.all() if getattr(request.user, "is_support", False) else notifications.active()
    if not request.user.is_authenticated:
        found = found.filter(show_on_unauthenticated_pages=True)
    notification = get_object_or_404(found, pk=pk, show_additional_page=True)
    return form_page(
        request,
        title=notification.link_text,
        body=render_markdown(notification.page_content),
        template="accounts/notification.html",
    )


@require_POST
@login_required
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    notifications.dismiss(request.user, get_object_or_404(notifications.active(), pk=pk))
    return redirect(next_page(request, "/"))
