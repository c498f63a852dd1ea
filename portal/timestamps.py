from typing import Any

from django.db import models

from portal.clock import now


class Timestamped(models.Model):
    """Creation and last change by the portal's own clock."""

    created_at = models.DateTimeField("created", default=now, editable=False)
    updated_at = models.DateTimeField("last changed", default=now, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.updated_at = now()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "updated_at"}
        super().save(*args, **kwargs)


class Discardable(Timestamped):
    """As well with the moment of deletion: the row stays."""

    discarded_at = models.DateTimeField("deleted", null=True, blank=True, editable=False)

    class Meta:
        abstract = True
