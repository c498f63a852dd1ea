from portal.logs.merging import LogsStep, organisations_of
from sales.models import SalesLog


class SalesLogsStep(LogsStep):
    """Sales logs."""

    title = "Sales logs"
    model = SalesLog
    relations = organisations_of("sales.SalesLog")
