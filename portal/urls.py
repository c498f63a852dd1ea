"""Every address of the portal. The admin is the portal, so it sits at the root."""

from django.contrib.admin import site
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from portal.api.page import documentation
from portal.api.urls import api, nothing

handler500 = "portal.busy.failed"

urlpatterns = [
    path("api/v1/", api.urls),
    path("developers/<str:log_type>/<int:year>/", documentation, name="developers"),
    re_path("^api/", csrf_exempt(nothing)),
    path("account/", include("orgs.urls")),
    path("account/", include("accounts.urls")),
    path("", site.urls),
]
