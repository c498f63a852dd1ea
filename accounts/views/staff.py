from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts import staff_sessions


@require_POST
@login_required
def end(request: HttpRequest) -> HttpResponse:
    """Before its hour is over."""
    staff_sessions.end(request)
    messages.success(request, "Your staff session has ended.")
    return redirect("admin:index")
