"""What every admin of jobs offers on the page of one: try again now, give up."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern

from portal.jobs.claim import NotClaimed
from portal.jobs.models import Job, may_be_given_up
from portal.jobs.progress import page_of
from portal.jobs.work import CannotGiveUp, give_up, try_again_now
from portal.requests import SignedInRequest, signed_in
from portal.theme.pages import form_page
from portal.theme.read_only import ReadOnlyRows
from portal.theme.record_pages import RecordPages

J = TypeVar("J", bound=Job)


class JobAdmin(RecordPages, admin.ModelAdmin, Generic[J]):
    """Addresses for the buttons of a job's page; who may press them is `may_steer`."""

    given_up = "It was given up."
    not_given_up = "It cannot be given up any more."
    ended_meanwhile = "It has ended in the meantime."
    give_up_question = "Are you sure you want to give up?"
    what_giving_up_means = "It ends without having been done, and cannot be taken up again."

    def job(self, request: HttpRequest, pk: int) -> J:
        """The job that the person may see, or 404."""
        found: J | None = self.get_object(request, str(pk))
        if found is None or not self.has_view_permission(request, found):
            raise Http404
        return found

    def may_steer(self, request: SignedInRequest) -> bool:
        """Whether the person may start, wake and give up jobs of this kind."""
        return self.has_add_permission(request)

    @admin.display(description="Asked for", ordering="created_at")
    def asked(self, job: J) -> Any:
        """When."""
        return job.created_at

    def get_urls(self) -> list[URLPattern]:
        """Two addresses more than every admin has."""
        ours = [
            self.record_page("<int:pk>/wake/", type(self).wake, "wake"),
            self.record_page("<int:pk>/give-up/", type(self).give_up, "give_up"),
        ]
        return [*ours, *super().get_urls()]

    def wake(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Try it again without waiting for its pause to end."""
        job = self._steered(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if job.is_open:
            self._wake(request, job)
        return HttpResponseRedirect(page_of(job))

    def give_up(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """End it, because it cannot succeed; asked first, because it cannot be taken back."""
        job = self._steered(request, pk)
        if not job.is_open:
            messages.info(request, self.ended_meanwhile)
            return HttpResponseRedirect(page_of(job))
        if not may_be_given_up(job):
            messages.error(request, self.not_given_up)
            return HttpResponseRedirect(page_of(job))
        if request.method == "POST":
            self._give_up(request, job)
            return HttpResponseRedirect(page_of(job))
        return form_page(
            request,
            title=self.give_up_question,
            caption=str(job),
            intro=[job.error] if job.error else [],
            warning=self.what_giving_up_means,
            submit="Give up",
            danger=True,
            cancel=page_of(job),
            trail=[self.opts, job, "Give up"],
        )

    def _steered(self, request: SignedInRequest, pk: int) -> Job:
        job = self.job(request, pk)
        if not self.may_steer(request):
            raise PermissionDenied
        return job

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


class AskedForElsewhere(ReadOnlyRows, JobAdmin[J]):
    """Jobs that begin on other pages; everybody sees those that they may know of, support steers them."""

    list_per_page = 20
    ordering = ("-pk",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[J]:
        """Those that the person may know of."""
        visible = self.model._default_manager.visible_to(signed_in(request).user)
        return super().get_queryset(request).filter(pk__in=visible.values("pk"))

    def may_steer(self, request: SignedInRequest) -> bool:
        """Trying again and giving up is for support."""
        return bool(request.user.is_support)
