"""The sales log and the reference tables of sales."""

from simple_history.models import HistoricalRecords

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from portal.logs.history import NOT_IN_HISTORY, ChangedAnswers
from portal.logs.models import Log, spine_indexes
from sales.reference.models import SaleRange

__all__ = ["SaleRange", "SalesLog"]


class SalesLog(Log):
    """One sale of social housing."""

    ownershipsch = models.PositiveSmallIntegerField("sale type", null=True, editable=False)
    purchid = models.CharField("purchaser code", max_length=255, blank=True, default="", editable=False)

    history = HistoricalRecords(bases=[ChangedAnswers], excluded_fields=NOT_IN_HISTORY)

    class Meta(Log.Meta):
        verbose_name = "sales log"
        indexes = [
            *spine_indexes("sales"),
            models.Index(fields=["purchid", "date"], name="sales_told_apart"),
            GinIndex(fields=["purchid"], name="sales_purchid_trgm", opclasses=["gin_trgm_ops"]),
        ]
