"""The change mark."""

from django.db import models


class ChangeMark(models.Model):
    """One record that the next export has to send.

    `version` is drawn anew from the table's sequence at every mark. An export remembers the versions that it saw
    together with the records, and removes exactly those once they are delivered: a record that changed meanwhile
    has another version and keeps its mark.
    """

    version = models.BigAutoField(primary_key=True)
    collection = models.CharField(max_length=16)
    object_id = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "portal"
        verbose_name = "change mark"
        constraints = [models.UniqueConstraint(fields=["collection", "object_id"], name="change_mark_once_per_record")]

    def __str__(self) -> str:
        return f"{self.collection} {self.object_id}"
