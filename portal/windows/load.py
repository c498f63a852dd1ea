from portal.windows.dates import Windows


def load_windows() -> Windows:
    """All windows in one query; a page or a job loads them once and asks the result."""
    from portal.windows.models import CollectionWindow

    return Windows(row.as_window() for row in CollectionWindow.objects.all())
