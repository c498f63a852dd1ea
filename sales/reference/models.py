from django.db import models
from simple_history.models import HistoricalRecords


class SaleRange(models.Model):
    """Prices expected in one year, authority and number of bedrooms; outside them the user is asked."""

    start_year = models.PositiveSmallIntegerField("collection year")
    la = models.CharField("local authority code", max_length=9)
    bedrooms = models.PositiveSmallIntegerField("bedrooms")
    soft_min = models.DecimalField("lowest expected", max_digits=12, decimal_places=2)
    soft_max = models.DecimalField("highest expected", max_digits=12, decimal_places=2)
    illustrative = models.BooleanField(
        default=False, help_text="Made up for demonstration; not the department's figures."
    )

    history = HistoricalRecords(app="sales")

    class Meta:
        app_label = "sales"
        verbose_name = "sale price range"
        verbose_name_plural = "sale price ranges"
        ordering = ["-start_year", "la", "bedrooms"]
        constraints = [
            models.UniqueConstraint(fields=["start_year", "la", "bedrooms"], name="sale_range_once"),
        ]

    def __str__(self) -> str:
        return f"{self.start_year} {self.la}, {self.bedrooms} bedrooms"
