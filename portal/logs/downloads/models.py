"""What the columns of files mean, as support words it."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class VariableDefinition(models.Model):
    """The meaning of a column from a year on; the line above the headers shows it."""

    variable = models.CharField("variable", max_length=100)
    definition = models.TextField("definition")
    log_type = models.CharField("kind of log", max_length=10)
    year = models.PositiveSmallIntegerField(
        "from collection year", validators=[MinValueValidator(2000), MaxValueValidator(2099)]
    )
    last_accessed = models.DateTimeField("last used in a file", null=True, editable=False)

    class Meta:
        verbose_name = "definition of a variable"
        verbose_name_plural = "definitions of variables"
        ordering = ["log_type", "variable", "-year"]
        indexes = [models.Index(fields=["log_type", "variable", "-year"], name="variable_definition_lookup")]

    def __str__(self) -> str:
        return f"{self.variable} ({self.log_type}, from {self.year})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Headers are looked up in lower case."""
        self.variable = self.variable.strip().lower()
        super().save(*args, **kwargs)
