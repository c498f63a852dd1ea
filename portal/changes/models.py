"""The change mark, and the changed fact that becomes marks."""

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


class ChangedFact(models.Model):
    """Something that changed and that many records carry: a name, the state of a scheme, a set of duplicates.

    Which records those are is asked when an export starts, not when the fact changes: it then finds also those that
    others were writing in transactions still open at the change. `key` says which organisation, scheme or set it is.
    """

    version = models.BigAutoField(primary_key=True)
    fact = models.CharField(max_length=32)
    key = models.CharField(max_length=64)
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "portal"
        verbose_name = "changed fact"
        constraints = [models.UniqueConstraint(fields=["fact", "key"], name="changed_fact_once")]

    def __str__(self) -> str:
        return f"{self.fact} {self.key}"
