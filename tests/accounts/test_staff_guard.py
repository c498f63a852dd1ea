"""Support gives a reason before it changes data of an organisation; nothing that is sent gets round that."""

from __future__ import annotations

from typing import Any

import pytest

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from accounts.models import StaffAction, StaffSession, User
from accounts.staff_guard import written_table
from orgs.models import Organisation
from portal.guarded import unguarded_tables
from tests.access import matrix_posts
from tests.access.matrix_world import MatrixWorld, address, build
from tests.access.test_matrix import rows
from tests.factories.accounts import ProviderFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory

pytestmark = pytest.mark.django_db
FORGED: list[dict[str, Any]] = [
    {},
    {"action": "download"},
    {"action": ["delete_selected", "download"], "index": "0"},
    {"action": ["delete_logs", "download"], "index": "0", "confirm": "yes", "select_across": "1"},
    {"preview": "1", "confirm": "yes", "confirmed": "1", "post": "yes", "choice": "reassign_all", "answer": "yes"},
    {"staff_session": "1", "staff_session-reason": "", "reason": "Ticket 1"},
    {"_export": "1", "export": "1", "dry_run": "1", "_method": "GET", "_popup": "1"},
]


@pytest.fixture(autouse=True)
def _asked(settings: Any) -> None:
    settings.STAFF_SESSION_REQUIRED = True


@pytest.fixture
def support() -> User:
    return SupportFactory()


@pytest.fixture
def client(support: User) -> Client:
    client = Client()
    client.force_login(support)
    return client


class Written:
    """Every guarded table that a statement changed."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if (table := written_table(sql)) and table not in unguarded_tables():
            self.tables.add(table)
        return result


def test_whatever_is_sent_to_whatever_page_nothing_is_written_without_a_reason() -> None:
    """The pages of the own account are the exception; they are not about other organisations."""
    world: MatrixWorld = build()
    client = world.clients["support"]
    written = []
    for turn, (name, (kind, _)) in enumerate(rows(matrix_posts.TABLE).items()):
        if name.startswith("accounts:") or name in {"admin:logout", "admin:login", "admin:password_change"}:
            continue
        forged = FORGED[turn % len(FORGED)]
        recorder = Written()
        with transaction.atomic():
            with connection.execute_wrapper(recorder):
                client.post(address(world, name, kind, "foreign"), forged)
            transaction.set_rollback(True)
        if recorder.tables:
            written.append(f"{name} {forged}: {recorder.tables}")
    assert written == []
    assert not StaffSession.objects.exclude(pk=world.records["accounts_staffsession"].pk).exists()


@pytest.mark.parametrize("forged", FORGED[1:4])
def test_a_parameter_does_not_switch_it_off(client: Client, forged: dict[str, Any]) -> None:
    person = ProviderFactory()
    page = client.post(f"/accounts/user/{person.pk}/deactivate/", forged)
    assert "Start a staff session" in page.content.decode()
    person.refresh_from_db()
    assert person.active


def test_the_form_is_checked_first(client: Client) -> None:
    organisation = OrganisationFactory()
    page = client.post(f"/orgs/organisation/{organisation.pk}/details/", {}).content.decode()
    assert "Start a staff session" not in page
    assert "There is a problem" in page


def test_reading_asks_for_nothing(client: Client) -> None:
    person = ProviderFactory()
    page = client.post("/accounts/user/", {"action": "download", "_selected_action": [person.pk]})
    assert page["Content-Type"].startswith("text/csv")


def test_it_belongs_to_the_sign_in_and_ends_with_it(client: Client, support: User) -> None:
    first, second = ProviderFactory(), ProviderFactory()
    start = {"staff_session": "1", "staff_session-reason": "Ticket 5"}
    client.post(f"/accounts/user/{first.pk}/deactivate/", start)
    first.refresh_from_db()
    assert not first.active
    elsewhere = Client()
    elsewhere.force_login(support)
    assert "Start a staff" in elsewhere.post(f"/accounts/user/{second.pk}/deactivate/").content.decode()
    client.post("/logout/")
    assert not StaffSession.objects.filter(ended_at=None).exists()
    client.force_login(support)
    assert "Start a staff" in client.post(f"/accounts/user/{second.pk}/deactivate/").content.decode()


def test_its_reason_stands_in_the_history(client: Client) -> None:
    person = ProviderFactory()
    start = {"staff_session": "1", "staff_session-reason": "Ticket 5"}
    client.post(f"/accounts/user/{person.pk}/deactivate/", start)
    assert "Staff session: Ticket 5" in client.get(f"/accounts/user/{person.pk}/history/").content.decode()
    assert StaffAction.objects.filter(object_id=person.pk).exists()


def test_what_was_sent_is_repeated_as_it_was(client: Client) -> None:
    """A field of the page that happens to be called reason too is not lost."""
    from django.contrib.auth.models import Permission

    person, organisation = ProviderFactory(), OrganisationFactory()
    permission = Permission.objects.get(codename="view_owned_logs")
    data = {"user": person.pk, "content_object": organisation.pk, "permission": permission.pk, "reason": "Its own"}
    page = client.post("/orgs/organisationuserobjectpermission/add/", data).content.decode()
    assert 'name="reason" value="Its own"' in page


def test_an_import_is_tried_out_without_a_reason(client: Client) -> None:
    file = SimpleUploadedFile("x.csv", b"name,provider_type\nElm Homes,2\n", "text/csv")
    tried = client.post("/orgs/organisation/import/", {"import_file": file})
    assert "Start a staff session" not in tried.content.decode()
    assert not Organisation.objects.filter(name="Elm Homes").exists()


def test_every_unguarded_table_is_known() -> None:
    """Whoever takes a table out of the guard has to say so here."""
    ours = {"accounts", "orgs", "supported_housing", "lettings", "sales", "portal", "export_cds"}
    free = unguarded_tables()
    found = {m._meta.label for m in apps.get_models() if m._meta.app_label in ours and m._meta.db_table in free}
    assert {label for label in found if "Historical" not in label} == {
        "accounts.Notification",
        "accounts.NotificationDismissal",
        "accounts.StaffAction",
        "accounts.StaffSession",
        "export_cds.Export",
        "export_cds.ExportRun",
        "export_cds.SentMarks",
        "lettings.RentRange",
        "orgs.DataSharingAgreement",
        "orgs.LocalAuthority",
        "orgs.LocalAuthorityLink",
        "portal.ChangeMark",
        "portal.CollectionWindow",
        "portal.DownloadRecord",
        "sales.SaleRange",
    }


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('UPDATE "accounts_user" SET x = 1', "accounts_user"),
        ('  insert into "a" ("b") VALUES (1)', "a"),
        ("DELETE FROM ONLY a", "a"),
        ("WITH x AS (SELECT 1) INSERT INTO b SELECT * FROM x", "b"),
        ("SELECT * FROM a FOR UPDATE", ""),
        ("SAVEPOINT s", ""),
    ],
)
def test_writes_are_recognised(sql: str, table: str) -> None:
    assert written_table(sql) == table
