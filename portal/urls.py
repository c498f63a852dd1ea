"""Every address of the portal. The admin is the portal, so it sits at the root."""

from django.contrib.admin import site
from django.urls import include, path

urlpatterns = [
    path("account/", include("orgs.urls")),
    path("account/", include("accounts.urls")),
    path("", site.urls),
]
