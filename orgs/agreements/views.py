from django.http import Http404, HttpRequest, HttpResponse

from orgs.models import DataSharingAgreement
from portal.markdown import render_markdown
from portal.theme.pages import form_page


def show(request: HttpRequest) -> HttpResponse:
    """The text in force, for everybody to read; organisations confirm it on a page of their own."""
    agreement = DataSharingAgreement.objects.in_force()
    if agreement is None:
        raise Http404
    return form_page(
        request,
        title="Data sharing agreement",
        caption=f"Version {agreement.version}",
        body=render_markdown(agreement.text.replace("{organisation}", "The organisation")),
        template="accounts/notification.html",
    )
