"""Every address of the portal. The admin is the portal, so it sits at the root."""

from django.urls import include, path

from portal.site import site

urlpatterns = [
    path("account/", include("accounts.urls")),
    path("", site.urls),
]
