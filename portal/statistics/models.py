"""What is kept so that figures are there at once: events, queue, one contribution for each log, and their sums."""

from __future__ import annotations

from django.db import models


class Happening(models.TextChoices):
    """What can happen to a warning, and that an error stood in the way of saving."""

    SHOWN = "shown", "Shown"
    CONFIRMED = "confirmed", "Confirmed"
    CHANGED = "changed", "Answers changed"
    LEFT = "left", "Log deleted"
    ERROR = "error", "Stopped a save"


class RuleEvent(models.Model):
    """Something that happened to a log by one rule. Rows are only added here, so nobody waits for anybody, and taken
    away when they are counted."""

    happening = models.CharField(max_length=9, choices=Happening)
    rule = models.CharField(max_length=64)
    day = models.DateField()
    log_type = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)
    manager_id = models.BigIntegerField(null=True)
    area = models.CharField(max_length=9, blank=True, default="")
    part = models.CharField(max_length=8, blank=True, default="")
    landlord: str
    """What the owner is; set while events are counted."""

    def __str__(self) -> str:
        return f"{self.rule} {self.happening}"


class RuleCount(models.Model):
    """How often something happened by a rule on a day in logs of an organisation; kept for three years."""

    happening = models.CharField(max_length=9, choices=Happening)
    rule = models.CharField(max_length=64)
    day = models.DateField()
    log_type = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField(default=0)
    owner_id = models.BigIntegerField(default=0)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "log_type", "year", "owner_id", "rule", "happening"], name="rule_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.happening} {self.count}"


class ChangedLog(models.Model):
    """A log whose contribution has to be worked out again; written by triggers of the tables of logs."""

    log_type = models.CharField(max_length=10)
    log_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.log_type} {self.log_id}"


class Item(models.Model):
    """The place of a question in `Contribution.items`; given once and never again to another question."""

    log_type = models.CharField(max_length=10)
    name = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log_type", "name"], name="item_once"),
            models.UniqueConstraint(fields=["log_type", "number"], name="item_number_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Contribution(models.Model):
    """What one log adds to the figures, as it was last counted."""

    log_type = models.CharField(max_length=10)
    log_id = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    owner_id = models.BigIntegerField(null=True)
    manager_id = models.BigIntegerField(null=True)
    area = models.CharField(max_length=9, blank=True, default="")
    part = models.CharField(max_length=8, blank=True, default="")
    landlord = models.CharField(max_length=8, blank=True, default="")
    status = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    started_on = models.DateField()
    completed_on = models.DateField(null=True)
    month = models.CharField(max_length=7)
    days = models.PositiveSmallIntegerField(null=True)
    items = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log_type", "log_id"], name="contribution_once")]
        indexes = [
            models.Index(
                fields=["log_type", "year", "version"], name="contribution_unfinished", condition=models.Q(status__lt=2)
            )
        ]

    def __str__(self) -> str:
        return f"{self.log_type} {self.log_id}"


class Summary(models.Model):
    """Sums over logs of one kind and year that have something in common: item to count."""

    log_type = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    breakdown = models.CharField(max_length=8)
    member = models.CharField(max_length=20, blank=True, default="")
    measure = models.CharField(max_length=9)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log_type", "year", "measure", "breakdown", "member"], name="summary_once")
        ]

    def __str__(self) -> str:
        return f"{self.log_type} {self.year} {self.breakdown} {self.member} {self.measure}"


class LastCount(models.Model):
    """Until when changes are in the figures; one row."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at}"
