"""Pages that stand beside the admin: some are for people who are not signed in."""

from django.urls import path

from accounts.views import account, confirm, links, notifications, second_factor, staff

app_name = "accounts"

urlpatterns = [
    path("", account.show, name="account"),
    path("details/", account.details, name="details"),
    path("confirm/", confirm.confirm, name="confirm"),
    path("email/", account.email, name="email"),
    path("forgotten/", links.forgotten, name="password_reset"),
    path("link/<str:secret>/", links.follow, name="link"),
    path("security-code/", second_factor.check, name="second_factor"),
    path("security-code/again/", second_factor.resend, name="second_factor_resend"),
    path("authenticator/", second_factor.set_up, name="authenticator"),
    path("recovery-codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("staff-session/end/", staff.end, name="end_staff_session"),
    path("notifications/<int:pk>/", notifications.show, name="notification"),
    path("notifications/<int:pk>/dismiss/", notifications.dismiss, name="dismiss_notification"),
]
