from portal.windows.dates import Windows
from portal.windows.models import CollectionWindow


def load_windows() -> Windows:
    """All windows in one query; a page or a job loads them once and asks the result."""
    return Windows(row.as_window() for row in CollectionWindow.objects.all())
