"""Whatever stands in the cells, each row gets a verdict, and the file with the results gets the same ones again."""

from __future__ import annotations

from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from orgs.areas.shipped import load_shipped_areas
from portal.logs.uploads.delivering import Upload, deliver
from portal.logs.uploads.models import Submission
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import SIZES, row
from tests.portal.logs.uploads.life import send, work

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-06-25 12:00")]
# fmt: off
ODD = [
    "x" * 5_000, "9" * 400, "1" * 15, "-" + "1" * 15, "2147483648", "9223372036854775808", "1e99", "1E+30", "-1e99",
    "99999999999999.99", "-1", "--1", "0x10", "1_000", "1 000", "½", "①", "１２", "\u0661", "\u00a01\u00a0", "\u200f3",
    "\u2028", "\U0001f600" * 200, "NaN", "inf", "R", "TRUE", "null", "#REF!", "2026-05-01", "45000.5", "12/13/2026",
    "=1+1", "'", "''", "'=x", "£", "a\nb", "%s%n", "<b>", "ORG" + "9" * 30, "S" + "1" * 40,
]
# fmt: on


@pytest.mark.parametrize(("log_type", "year"), SIZES)
def test_whatever_the_cells_hold_is_judged_and_comes_back_the_same(log_type: str, year: int) -> None:
    load_shipped_areas()
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    full = [dict.fromkeys(range(1, SIZES[log_type, year] + 1), odd) for odd in ODD]
    begun = [
        {**cells, **{n: text for n, text in row(person.organisation, log_type, year).items() if n < 15}}
        for cells in full
    ]
    submission = send(person, *full, *begun, log_type=log_type, year=year)
    client = Client()
    client.force_login(person)
    for name in ("errors", "rows", "correct"):
        assert client.get(reverse(f"admin:uploads_submission_{name}", args=[submission.pk])).status_code == 200
    for form in ("csv", "xlsx"):
        address = reverse("admin:uploads_submission_file", args=[submission.pk, "all", form])
        content = b"".join(client.get(address).streaming_content)
        upload = Upload(f"results.{form}", content, log_type, year)
        again = work(deliver(upload=upload, actor=person, organisation=person.organisation))
        assert _verdicts(again) == _verdicts(submission)


def _verdicts(submission: Submission) -> list[Any]:
    return list(submission.rows.order_by("number").values_list("outcome", "errors", "not_kept"))
