from simple_history.models import HistoricalRecords

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models


class RentRange(models.Model):
    """Weekly rents expected in one year, authority, number of bedrooms and type of letting.

    Outside soft_min..soft_max the user is asked to confirm; outside hard_min..hard_max it is an error.
    """

    start_year = models.PositiveSmallIntegerField("collection year")
    la = models.CharField(
        "local authority code",
        max_length=9,
        validators=[RegexValidator(r"^[A-Z]\d{8}$", "Enter a code like E08000003.")],
    )
    beds = models.PositiveSmallIntegerField("bedrooms (0 for supported housing)", validators=[MaxValueValidator(4)])
    lettype = models.PositiveSmallIntegerField(
        "type of letting", validators=[MinValueValidator(1), MaxValueValidator(16)]
    )
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

    def clean(self) -> None:
        """Soft limits may cross the hard ones in the department's own figures; each pair must be in order."""
        if self.soft_min is not None and self.soft_max is not None and self.soft_min > self.soft_max:
            raise ValidationError({"soft_max": "The highest expected rent must not be below the lowest."})
        if self.hard_min is not None and self.hard_max is not None and self.hard_min > self.hard_max:
            raise ValidationError({"hard_max": "The highest accepted rent must not be below the lowest."})


def ranges_there(year: int) -> bool:
    """Whether the ranges of a year have been imported."""
    return RentRange.objects.filter(start_year=year).exists()
