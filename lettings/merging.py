from lettings.models import LettingsLog
from portal.logs.merging import LogsStep, organisations_of


class LettingsLogsStep(LogsStep):
    """Lettings logs, with the copies of their schemes and locations."""

    title = "Lettings logs"
    model = LettingsLog
    relations = organisations_of("lettings.LettingsLog")
