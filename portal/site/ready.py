"""What the first request to a web process would wait for is made before the process takes any.

Without it whoever comes first after a release or a restart waits for the addresses of all rooms to be imported and the
questionnaires of all years to be compiled. Nothing here asks the database, which may be away while processes start:
versions that were published in the portal are compiled by the first request that needs them.
"""

from __future__ import annotations

import gc

from django.template.loader import get_template
from django.urls import reverse

from portal.logs.kinds import kind_named, log_types
from portal.logs.uploads.rows.layout import layout_of
from portal.years.live import release_only

TEMPLATES = ("admin/base_site.html", "admin/change_list.html", "admin/change_form.html", "theme/form_page.html")


def make_ready() -> None:
    """Addresses, questionnaires with their rules, and the templates that most pages are made of, kept for good."""
    reverse("admin:index")
    with release_only():
        for log_type in log_types():
            kind = kind_named(log_type)
            for year in kind.years:
                layout_of(kind.program(year).questionnaire)
    for name in TEMPLATES:
        get_template(name)
    gc.collect()
    gc.freeze()  # what stays for the life of the process is never looked through again
