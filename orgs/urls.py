"""Pages of organisations that people read without signing in."""

from django.urls import path

from orgs.agreements import views

app_name = "orgs"

urlpatterns = [path("data-sharing-agreement/", views.show, name="agreement")]
