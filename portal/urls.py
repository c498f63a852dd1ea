"""Every address of the portal. The admin is the portal, so it sits at the root."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("", admin.site.urls),
]
