"""E-mails to people: written down with the change that causes them, sent after its commit by a job, retried."""

from accounts.mail.queue import queue_email

__all__ = ["queue_email"]
