from simple_history.models import HistoricalRecords

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models


class SaleRange(models.Model):
    """Prices expected in one year, authority and number of bedrooms; outside them the user is asked."""

    start_year = models.PositiveSmallIntegerField("collection year")
    la = models.CharField(
        "local authority code",
        max_length=9,
        validators=[RegexValidator(r"^[A-Z]\d{8}$", "Enter a code like E08000003.")],
    )
    bedrooms = models.PositiveSmallIntegerField("bedrooms", validators=[MinValueValidator(1), MaxValueValidator(4)])
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

    def clean(self) -> None:
        if self.soft_min is not None and self.soft_max is not None and self.soft_min > self.soft_max:
            raise ValidationError({"soft_max": "The highest expected price must not be below the lowest."})


def ranges_there(year: int) -> bool:
    """Whether the ranges of a year have been imported."""
    return SaleRange.objects.filter(start_year=year).exists()
