from __future__ import annotations

from django.db import models

from accounts.models.user import User
from portal.clock import now


class AccountLink(models.Model):
    """A link sent by e-mail that lets its holder set a password or confirm an address.

    Only a hash of the secret is kept, and the secret itself is made when the e-mail is sent, so that neither the
    database nor the list of e-mails can be used to enter an account.
    """

    class Purpose(models.TextChoices):
        INVITATION = "invitation", "invitation"
        EMAIL_CHANGE = "email_change", "change of email address"
        PASSWORD_RESET = "password_reset", "password reset"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=16, choices=Purpose)
    email = models.EmailField(max_length=254)
    sender = models.ForeignKey(
        User, verbose_name="asked for by", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "link sent by email"
        verbose_name_plural = "links sent by email"
        indexes = [
            models.Index(fields=["user", "purpose"], name="link_user_purpose"),
            models.Index(fields=["sender", "created_at"], name="link_sender_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} for {self.email}"
