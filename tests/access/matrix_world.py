"""The people and objects that the permission matrix is asked about."""

from __future__ import annotations

import functools
import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models.signals import post_save
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.mail import queue_email
from accounts.models import Notification, StaffSession, User
from lettings.models import LettingsLog
from orgs.areas.models import LocalAuthority, LocalAuthorityLink
from orgs.models import (
    DataSharingAgreement,
    Organisation,
    OrganisationGroupObjectPermission,
    OrganisationUserObjectPermission,
    RelationshipProposal,
)
from portal.clock import now
from portal.downloads import record_download
from portal.downloads.models import DownloadKind, DownloadRecord
from portal.files.models import Fetch, PreparedFile, PreparedState
from portal.imports.models import FileImport
from portal.logs.downloads.models import VariableDefinition
from portal.logs.uploads.models import Submission, SubmissionState
from portal.logs.versions.models import DryRun
from portal.windows.models import CollectionWindow
from portal.years.additional import Sent, add_file
from portal.years.drafts import start_draft
from portal.years.models import QuestionnaireVersion
from portal.years.printing import years_offered
from sales.models import SalesLog
from tests.access.worlds import make_log
from tests.factories.accounts import (
    CoordinatorFactory,
    ProviderFactory,
    StatisticianFactory,
    SupportFactory,
    UserFactory,
)
from tests.factories.api_keys import ApiKeyFactory
from tests.factories.orgs import (
    MergeRequestFactory,
    OrganisationFactory,
    OrganisationNameChangeFactory,
    OrganisationRelationshipFactory,
)
from tests.factories.supported_housing import LocationFactory, SchemeFactory

NOBODYS_DATA = ("admin:years_", "admin:uploads_submission_template", "admin:statistics_dictionary_file")
"""Pages that answer with files made from questionnaires: words and codes, the same for everybody."""
RELATIONS = ("own", "related", "foreign")
OBJECTS = {
    "accounts_user": "user",
    "orgs_organisation": "organisation",
    "orgs_mergerequest": "-",
    "supported_housing_scheme": "scheme",
    "supported_housing_location": "location",
    "lettings_lettingslog": "lettings log",
    "sales_saleslog": "sales log",
    "uploads_submission": "upload",
    "api_keys_apikey": "key",
    "files_preparedfile": "file",
}
IDS = {"pk", "object_id", "organisation_id", "scheme_id", "location_id", "log_id"}
DJANGO_WORDS = (
    "Select this object for an action",
    "Select all objects on this page",
    "Items must be selected",
    "No action selected",
    "This field is required",
    "This field cannot be",
    "Ensure this value",
    "Select a valid choice",
    "Enter a valid",
    "Enter a whole number",
    "Enter a number.",
    "was added successfully",
    "was changed successfully",
    "was deleted successfully",
    "Save and add another",
    "Save and continue editing",
    "Please correct the error",
    "already exists.",
    "not among the valid choices",
    "object (",
    "---------",
    "Python",
    "Traceback",
    "Site administration",
)
"""What Django says itself, where nothing better was written."""
CLOSED = ("auth_", "django_q_", "otp_", "axes_", "guardian_")
"""Packages' own records; see test_matrix."""
ABSENT = 999_999_999
"""Where a page is not about one of the objects of this world, it is asked about a record that does not exist."""
NOTIFICATION_PAGES = {"accounts:notification", "accounts:dismiss_notification"}
UPLOAD_WORDS = {
    "log_type": "lettings",
    "year": 2026,
    "format": "csv",
    "which": "all",
    "number": 2,
    "section": "setup",
    "correction": ABSENT,
}
WORDS: dict[str, Any] = {
    "page": "details",
    "subsection_id": "setup",
    "kind": "schemes",
    "secret": "none",
    "key": "question:beds",
    "output": "paper_form",
    "where": "after",
    "part_kind": "page",
    **UPLOAD_WORDS,
}


@dataclass
class MatrixWorld:
    people: dict[str, User]
    objects: dict[tuple[str, str], Any]
    records: dict[str, Any]
    rows: dict[tuple[str, str], int]
    clients: dict[str, Client]
    foreign: list[str] = field(default_factory=list)
    """Words of the framework that pages said."""
    files: int = 0
    """How many pages answered with a file."""
    unrecorded: list[str] = field(default_factory=list)
    """Pages that gave a file away without a record of it."""

    def forget(self) -> None:
        """What was heard so far belongs to another test."""
        self.foreign, self.files, self.unrecorded = [], 0, []


def build() -> MatrixWorld:
    own, related, foreign = (OrganisationFactory(name=name, signed=True) for name in ("Own", "Related", "Foreign"))
    OrganisationRelationshipFactory(stock_owner=related, managing_agent=own)
    people = {
        "support": SupportFactory(),
        "coordinator": CoordinatorFactory(organisation=own),
        "provider": ProviderFactory(organisation=own),
        "dpo": UserFactory(organisation=own, role=None, is_dpo=True),
        "statistician": StatisticianFactory(),
    }
    objects: dict[tuple[str, str], Any] = {}
    for relation, organisation in zip(RELATIONS, (own, related, foreign), strict=True):
        _add_objects(objects, relation, organisation, own, foreign)
    clients = {}
    for role, person in people.items():
        clients[role] = Client(raise_request_exception=False)
        clients[role].force_login(person)
    clients["signed out"] = Client()
    records = _records(people, foreign)
    rows = _rows(objects, foreign)
    return MatrixWorld(people, objects, records, rows, clients)


def _records(people: dict[str, User], organisation: Organisation) -> dict[str, Any]:
    """One of each kind of record that belongs to the department rather than to an organisation."""
    support, at = people["support"], now()
    merge = MergeRequestFactory(requester=support, absorbing_organisation=organisation)
    exception = OrganisationUserObjectPermission.objects.create(
        user=people["provider"],
        content_object=OrganisationFactory(),
        permission=Permission.objects.get(codename="view_schemes"),
        reason="Ticket 1",
    )
    authority = LocalAuthority.objects.create(code="E09999999", name="Nowhere", start_date=at.date())
    other = LocalAuthority.objects.create(code="E09999998", name="Elsewhere", start_date=at.date())
    return {
        "orgs_mergerequest": merge,
        "accounts_sentemail": queue_email("security_code", user=support),
        "accounts_notification": Notification.objects.create(
            title="Work on Sunday", show_additional_page=True, link_text="More", page_content="More"
        ),
        "accounts_staffsession": StaffSession.objects.create(user=support, reason="Ticket 1", ends_at=at),
        "orgs_datasharingagreement": DataSharingAgreement.objects.create(version=99, text="Not published yet"),
        "orgs_dataprotectionconfirmation": organisation.data_protection_confirmations.get(),
        "orgs_organisationuserobjectpermission": exception,
        "orgs_organisationgroupobjectpermission": OrganisationGroupObjectPermission.objects.first(),
        "orgs_localauthority": authority,
        "orgs_localauthoritylink": LocalAuthorityLink.objects.create(
            local_authority=authority, linked_local_authority=other
        ),
        "portal_collectionwindow": CollectionWindow.objects.first() or _window(),
        "years_questionnaireversion": QuestionnaireVersion.objects.get(log_type="lettings", year=2026),
        "years_additionalfile": add_file(
            sent=Sent("Guidance", "lettings", years_offered()[0], "guidance.pdf", b"%PDF-1.7 guidance"), by=support
        ),
        "years_draft": (draft := start_draft(log_type="lettings", year=2026, by=support)),
        "log_versions_dryrun": DryRun.objects.create(draft=draft, revision=0, asked_by=support),
        "portal_downloadrecord": (record := record_download(user=support, kind=DownloadKind.USERS, filters={})),
        "imports_fileimport": FileImport.objects.create(
            user=support, kind="lettings.rentrange", file_name="rents.csv", file="rents.csv"
        ),
        "files_fetch": Fetch.objects.create(record=record, user=support, row_count=1),
        "log_downloads_variabledefinition": VariableDefinition.objects.create(
            variable="id", definition="Number of the log", log_type="lettings", year=2026
        ),
    }


def _window() -> CollectionWindow:
    return CollectionWindow.objects.create(
        start_year=2026,
        start=date(2026, 4, 1),
        submission_deadline=date(2027, 6, 4),
        new_logs_end=date(2027, 7, 3),
        edit_end=date(2027, 7, 31),
    )


def _rows(objects: dict[tuple[str, str], Any], foreign: Organisation) -> dict[tuple[str, str], int]:
    """The second id of pages about a row of an organisation."""
    agent = OrganisationFactory(holds_own_stock=False)
    found = {}
    for relation in RELATIONS:
        organisation = objects["organisation", relation]
        link = OrganisationRelationshipFactory(stock_owner=organisation, managing_agent=agent)
        change = OrganisationNameChangeFactory(organisation=organisation, startdate=date(2090, 1, 1))
        found["remove_relationship", relation] = link.pk
        asking = OrganisationFactory(holds_own_stock=False)
        proposal = RelationshipProposal.objects.create(
            stock_owner=organisation, managing_agent=asking, proposed_by=asking
        )
        found["proposal", relation] = proposal.pk
        found["cancel_name", relation] = change.pk
    return found


def _add_objects(
    objects: dict, relation: str, organisation: Organisation, own: Organisation, foreign: Organisation
) -> None:
    scheme = SchemeFactory(owning_organisation=organisation)
    manager = foreign if relation == "related" else organisation
    owner = own if relation == "related" else organisation
    objects |= {
        ("organisation", relation): organisation,
        ("user", relation): ProviderFactory(organisation=organisation),
        ("scheme", relation): scheme,
        ("location", relation): LocationFactory(scheme=scheme),
        ("lettings log", relation): make_log(LettingsLog, owner, manager),
        ("sales log", relation): make_log(SalesLog, owner, manager),
        ("upload", relation): _upload(organisation),
        ("key", relation): ApiKeyFactory(organisation=organisation),
        ("file", relation): _file(organisation),
    }


def _file(organisation: Organisation) -> PreparedFile:
    """A large file that a coordinator asked for."""
    person = CoordinatorFactory(organisation=organisation)
    record = record_download(user=person, kind=DownloadKind.LETTINGS_LOGS, filters={})
    return PreparedFile.objects.create(
        record=record,
        user=person,
        user_organisation=organisation,
        reach=person.role,
        kind="lettings_logs",
        file_format="csv",
        file_name="lettings-logs.csv",
        state=PreparedState.READY,
        finished_at=now(),
    )


def _upload(organisation: Organisation) -> Submission:
    sender = CoordinatorFactory(organisation=organisation)
    values = {"organisation": organisation, "created_by": sender, "state": SubmissionState.JUDGED}
    upload = Submission.objects.create(log_type="lettings", year=2026, row_count=1, finished_at=now(), **values)
    upload.rows.create(number=2, cells=[])
    return upload


def patterns(found: Any = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in found or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", pattern


@functools.cache
def _by_name() -> dict[str, URLPattern]:
    return dict(patterns())


def parameters(pattern: URLPattern) -> list[str]:
    return list(pattern.pattern.regex.groupindex)


def pages() -> Iterator[tuple[str, str]]:
    """Every named address with the kind of object it is about ("-" for none)."""
    for name, pattern in patterns():
        if name.split(":")[-1].startswith(CLOSED):
            continue
        yield name, kind_of(name, pattern)


def kind_of(name: str, pattern: URLPattern) -> str:
    if "organisation_id" in parameters(pattern):
        return "organisation"
    wanted = set(parameters(pattern)) & IDS
    if not wanted or not name.startswith("admin:"):
        return "-"
    prefix = next((p for p in OBJECTS if name.startswith(f"admin:{p}_")), None)
    return OBJECTS[prefix] if prefix else "-"


def address(world: MatrixWorld, name: str, kind: str, relation: str) -> str:
    pattern = _by_name()[name]
    values: dict[str, Any] = {}
    for parameter in parameters(pattern):
        if kind != "-" and parameter in IDS:
            values[parameter] = world.objects[kind, relation].pk
        elif parameter == "row":
            values[parameter] = world.rows[name.removeprefix("admin:orgs_organisation_"), relation]
        elif parameter in IDS and (record := _record(world, name)) is not None:
            values[parameter] = record.pk
        elif parameter == "app_label":
            values[parameter] = "orgs"
        elif parameter == "kind" and "location" in name:
            values[parameter] = "locations"
        else:
            values[parameter] = WORDS.get(parameter, ABSENT)
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return reverse(name, args=list(values.values()))


def _record(world: MatrixWorld, name: str) -> Any:
    page = name.removeprefix("admin:")
    if name in NOTIFICATION_PAGES:
        return world.records["accounts_notification"]
    return next((record for prefix, record in world.records.items() if page.startswith(f"{prefix}_")), None)


def sent(world: MatrixWorld, role: str, name: str, kind: str, relation: str) -> int:
    """The status of sending an empty form to the page; whatever it did is taken back."""
    client = world.clients[role]
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = _asked(world, name, lambda: client.post(address(world, name, kind, relation)))
        transaction.set_rollback(True)
    client.cookies = cookies
    return int(response.status_code)


def answer(world: MatrixWorld, role: str, name: str, kind: str, relation: str) -> int:
    """The status of a look at the page; no page changes anything when looked at."""
    response = _asked(world, name, lambda: world.clients[role].get(address(world, name, kind, relation)))
    return int(response.status_code)


def _asked(world: MatrixWorld, name: str, ask: Callable[[], Any]) -> Any:
    """What the page answers; notes words of the framework, and files that nobody recorded."""
    records = []

    def note(instance: DownloadRecord, **_: object) -> None:
        records.append(instance)

    post_save.connect(note, sender=DownloadRecord)
    try:
        response = ask()
    finally:
        post_save.disconnect(note, sender=DownloadRecord)
    if "attachment" in response.get("Content-Disposition", "") and not name.startswith(NOBODYS_DATA):
        world.files += 1
        world.unrecorded += [name] if len(records) != 1 else []
    _listen(world, name, response)
    return response


def _listen(world: MatrixWorld, name: str, response: Any) -> None:
    """Notes what a page says in words of the framework."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    text = html.unescape(response.text)
    world.foreign += [f"{name}: {words}" for words in DJANGO_WORDS if words in text]
