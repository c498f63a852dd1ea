from django.db import models
from simple_history.models import HistoricalRecords


class RentRange(models.Model):
    """Weekly rents expected in one year, authority, number of bedrooms and type of letting.

    Outside soft_min..soft_max the user is asked to confirm; outside hard_min..hard_max it is an error.
    """

    start_year = models.PositiveSmallIntegerField("collection year")
    la = models.CharField("local authority code", max_length=9)
    beds = models.PositiveSmallIntegerField("bedrooms (0 for supported housing)")
    lettype = models.PositiveSmallIntegerField("type of letting")
    soft_min = models.DecimalField("lowest expected", max_digits=10, decimal_places=2)
    soft_max = models.DecimalField("highest expected", max_digits=10, decimal_places=2)
    hard_min = models.DecimalField("lowest accepted", max_digits=10, decimal_places=2)
    hard_max = models.DecimalField("highest accepted", max_digits=10, decimal_places=2)
    ranges_rent_id = models.PositiveIntegerField("number in the department's file", null=True, blank=True)
    illustrative = models.BooleanField(
        default=False, help_text="Made up for demonstration; not the department's figures."
    )

    history = HistoricalRecords(app="lettings")

    class Meta:
        app_label = "lettings"
        verbose_name = "rent range"
        verbose_name_plural = "rent ranges"
        ordering = ["-start_year", "la", "lettype", "beds"]
        constraints = [
            models.UniqueConstraint(fields=["start_year", "la", "beds", "lettype"], name="rent_range_once"),
        ]

    def __str__(self) -> str:
        return f"{self.start_year} {self.la}, letting type {self.lettype}, {self.beds} bedrooms"
