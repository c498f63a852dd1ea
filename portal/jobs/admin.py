"""What every admin of jobs offers on the page of one: try again now, give up."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path

from portal.jobs.claim import NotClaimed
from portal.jobs.models import Job
from portal.jobs.progress import page_of
from portal.jobs.work import CannotGiveUp, give_up, try_again_now


class JobAdmin(admin.ModelAdmin):
    """Addresses for the buttons of a job's page; who may press them is `may_steer`."""

    given_up = "It was given up."
    not_given_up = "It cannot be given up any more."

    def job(self, request: HttpRequest, pk: int) -> Job:
        """The job that the person may see, or 404."""
        found: Job | None = self.get_object(request, str(pk))
        if found is None or not self.has_view_permission(request, found):
            raise Http404
        return found

    def may_steer(self, request: HttpRequest) -> bool:
        """Whether the person may start, wake and give up jobs of this kind."""
        return self.has_add_permission(request)

    def get_urls(self) -> list[URLPattern]:
        """Two addresses more than every admin has."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        ours = [
            path("<int:pk>/wake/", wrap(self.wake), name=f"{name}_wake"),
            path("<int:pk>/give-up/", wrap(self.give_up), name=f"{name}_give_up"),
        ]
        return [*ours, *super().get_urls()]

    def wake(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try it again without waiting for its pause to end."""
        return self._steer(request, pk, self._wake)

    def give_up(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it, because it cannot succeed."""
        return self._steer(request, pk, self._give_up)

    def _steer(self, request: HttpRequest, pk: int, action: Any) -> HttpResponse:
        job = self.job(request, pk)
        if not self.may_steer(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if job.is_open:
            action(request, job)
        return HttpResponseRedirect(page_of(job))

    def _wake(self, request: HttpRequest, job: Job) -> None:
        try_again_now(job)
        messages.success(request, "It will be tried again now.")

    def _give_up(self, request: HttpRequest, job: Job) -> None:
        try:
            give_up(job, f"Given up by {request.user}. {job.error}".strip())
            messages.success(request, self.given_up)
        except NotClaimed as reason:
            messages.error(request, str(reason))
        except CannotGiveUp:
            messages.error(request, self.not_given_up)
