"""Every address of the portal. The admin is the portal, so it sits at the root."""

from django.contrib.admin import site
from django.urls import include, path

from portal.api.urls import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("account/", include("orgs.urls")),
    path("account/", include("accounts.urls")),
    path("", site.urls),
]
