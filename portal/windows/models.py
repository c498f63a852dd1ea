from itertools import pairwise

from simple_history.models import HistoricalRecords

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from portal.windows.dates import Window, year_start

ORDER = "The dates must follow each other: first day, submission deadline, closed for new logs, closed for changes."


class CollectionWindow(models.Model):
    """The dates of one collection year, set by support; each cut-off is midnight at the start of its day."""

    start_year = models.PositiveSmallIntegerField(
        "collection year", unique=True, help_text="The year in which the collection starts, for example 2026."
    )
    start = models.DateField("first day")
    submission_deadline = models.DateField(
        "submission deadline",
        help_text="Logs should be complete by this day. It is also the last quarterly cut-off.",
    )
    new_logs_end = models.DateField(
        "closed for new logs from",
        help_text="The day after the last one on which logs of the year can be created or deleted.",
    )
    edit_end = models.DateField(
        "closed for changes from", help_text="The day after the last one on which logs of the year can be changed."
    )
    q1_cut_off = models.DateField("first quarter cut-off", null=True, blank=True)
    q2_cut_off = models.DateField("second quarter cut-off", null=True, blank=True)
    q3_cut_off = models.DateField("third quarter cut-off", null=True, blank=True)

    history = HistoricalRecords(app="portal")

    class Meta:
        app_label = "portal"
        verbose_name = "collection window"
        verbose_name_plural = "collection windows"
        ordering = ["-start_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lt=F("submission_deadline"))
                & Q(submission_deadline__lte=F("new_logs_end"))
                & Q(new_logs_end__lte=F("edit_end")),
                name="collection_window_in_order",
                violation_error_message=ORDER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start_year} to {self.start_year + 1}"

    def clean(self) -> None:
        if self.start and self.start_year and self.start != year_start(self.start_year):
            raise ValidationError({"start": f"The first day of this year is 1 April {self.start_year}."})
        days = (self.start, self.submission_deadline, self.new_logs_end, self.edit_end)
        if all(days) and not days[0] < days[1] <= days[2] <= days[3]:
            raise ValidationError(ORDER)
        cut_offs = (self.q1_cut_off, self.q2_cut_off, self.q3_cut_off)
        given = [day for day in cut_offs if day]
        if given and len(given) < 3:
            raise ValidationError("Enter all three quarterly cut-offs, or none.")
        if any(later <= earlier for earlier, later in pairwise(given)):
            raise ValidationError("The quarterly cut-offs must follow each other.")
        if given and self.start and given[0] <= self.start:
            raise ValidationError({"q1_cut_off": "Enter a date after the first day of the year."})
        if given and self.submission_deadline and given[-1] >= self.submission_deadline:
            raise ValidationError(
                {"q3_cut_off": "Enter a date before the submission deadline, which is the last quarterly cut-off."}
            )

    def as_window(self) -> Window:
        cut_offs = None
        if self.q1_cut_off and self.q2_cut_off and self.q3_cut_off:
            cut_offs = (self.q1_cut_off, self.q2_cut_off, self.q3_cut_off)
        return Window(self.start_year, self.start, self.submission_deadline, self.new_logs_end, self.edit_end, cut_offs)
