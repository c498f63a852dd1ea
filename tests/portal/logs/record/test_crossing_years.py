"""A date that crosses 1 April: the mapping of the years is used, both ways, and what cannot be mapped comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accounts.models import User
from lettings.models import LettingsLog
from portal.logs.record import record_answers
from portal.logs.status import LogStatus
from portal.years import live
from portal.years.canonical import checksum
from portal.years.models import QuestionnaireVersion
from portal.years.tree import ROOT
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import whose

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2027-04-10 12:00")]
JOINT = {"question": "joint", "codes": {1: 2, 2: 1, 3: None}}


@pytest.fixture(autouse=True)
def _year_2027() -> Iterator[None]:
    """A year in which one question has another id and other codes, and another has another type of answer."""
    base = QuestionnaireVersion.objects.get(log_type="lettings", year=2026)
    tree = base.tree.copy()
    tree[ROOT].attrs["year"] = 2027
    tree["question:joint"].attrs.update(id="jointly", carried_from=JOINT)
    tree["question:joint"].attrs["options"] = {1: "No", 2: "Yes"}
    tree["question:joint"].attrs.pop("after_divider")
    wchair = tree["question:wchair"].attrs
    wchair.update(kind="text")
    wchair.pop("options")
    wchair.pop("after_divider", None)
    QuestionnaireVersion.objects.create(
        log_type="lettings", year=2027, number=1, content=tree.text(), checksum=checksum(tree.text()), based_on=base,
        author=SupportFactory(), approver=SupportFactory(), effective_from=base.effective_from, note="Mapped.",
    )  # fmt: skip
    live.look_again()
    yield
    live.forget()


@pytest.fixture
def person() -> User:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def a_log(person: User, joint: int) -> LettingsLog:
    given = {"startdate": "2027-03-20", "needstype": 1, "renewal": 0, "joint": joint, "wchair": 1}
    recorded = record_answers(log=LettingsLog(), changes={**whose(person), **given}, actor=person)
    assert recorded.saved, recorded.errors
    return recorded.log


def test_answers_go_along_by_the_mapping_and_come_back(person: User) -> None:
    log = a_log(person, joint=1)
    told = record_answers(log=log, changes={"startdate": "2027-04-05"}, actor=person, agreed_to_clear=())
    assert not told.saved
    assert set(told.to_clear) == {"wchair"}, "told before it is saved"
    moved = record_answers(log=log, changes={"startdate": "2027-04-05"}, actor=person, agreed_to_clear={"wchair"}).log
    answers = moved.typed_answers()
    assert (answers["jointly"], answers["joint"], answers["wchair"]) == (2, None, None)
    assert moved.set_aside == {"wchair": {"value": 1, "year": 2026, "version": 1}}
    result = record_answers(log=moved, changes={"startdate": "2027-03-20"}, actor=person, agreed_to_clear=())
    answers = result.log.typed_answers()
    assert (answers["jointly"], answers["joint"], answers["wchair"]) == (None, 1, 1)
    assert result.log.set_aside == {}
    assert any("earlier answer" in text for text in result.evaluation.messages)
    assert result.log.status == LogStatus.IN_PROGRESS


def test_an_answer_given_anew_stays(person: User) -> None:
    log = a_log(person, joint=1)
    log = record_answers(log=log, changes={"startdate": "2027-04-05"}, actor=person).log
    log = record_answers(log=log, changes={"startdate": "2027-03-20", "wchair": 2}, actor=person).log
    assert log.typed_answers()["wchair"] == 2
    assert log.set_aside == {}


def test_an_answer_without_counterpart_is_kept(person: User) -> None:
    log = a_log(person, joint=3)
    told = record_answers(log=log, changes={"startdate": "2027-04-05"}, actor=person, agreed_to_clear={"wchair"})
    assert set(told.to_clear) == {"joint"}
    log = record_answers(log=log, changes={"startdate": "2027-04-05"}, actor=person).log
    assert log.set_aside["joint"] == {"value": 3, "year": 2026, "version": 1}
    log = record_answers(log=log, changes={"jointly": 1}, actor=person).log
    log = record_answers(log=log, changes={"startdate": "2027-03-20"}, actor=person).log
    assert log.typed_answers()["joint"] == 2, "what was answered in the other year counts"
