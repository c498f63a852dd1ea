"""GOV.UK Notify as it answers over HTTP: who we say we are, what we send, and what we do with each answer."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest

from accounts.mail import queue_email
from accounts.mail.deliver import deliver_due
from accounts.models import SentEmail
from portal.clock import frozen, now
from tests.factories.accounts import ProviderFactory

pytestmark = pytest.mark.django_db
State = SentEmail.State

SERVICE = "11111111-2222-4333-8444-555555555555"
SECRET = "99999999-8888-4777-8666-555555555555"
TEMPLATE = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
REFUSAL = {"status_code": 400, "errors": [{"error": "BadRequestError", "message": "x@example.org is not allowed"}]}


@dataclass
class Notify:
    """What arrived, and the answers still to give (201 when there are none)."""

    received: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def notify(settings) -> Iterator[Notify]:
    service = Notify()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = service.answers.pop(0) if service.answers else (201, {"id": "740e5834"})
            told = {"path": self.path, "token": self.headers["Authorization"], "body": body, "taken": status == 201}
            service.received.append(told)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            """Which messages with this reference the service has."""
            reference = self.path.partition("reference=")[2]
            known = [one for one in service.received if one["taken"] and one["body"]["reference"] == reference]
            content = json.dumps({"notifications": known, "links": {}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.EMAIL_BACKEND = "accounts.mail.notify.NotifyBackend"
    settings.NOTIFY_API_KEY = f"a-key-{SERVICE}-{SECRET}"
    settings.NOTIFY_TEMPLATE_ID = TEMPLATE
    service.address = settings.NOTIFY_BASE_URL = f"http://127.0.0.1:{server.server_address[1]}"
    yield service
    server.shutdown()
    server.server_close()


def queued() -> SentEmail:
    user = ProviderFactory(name="Pat Smith", email="pat@example.org")
    found = queue_email("organisation_changed", user=user, from_organisation="A & B", to_organisation="C", logs="")
    assert found is not None
    return found


def state_of(email: SentEmail) -> tuple[str, int, str]:
    email.refresh_from_db()
    return email.state, email.attempts, email.last_error


def test_the_request_is_signed_and_fills_both_places_of_the_template(notify: Notify) -> None:
    email = queued()
    assert deliver_due() == 1
    [request] = notify.received
    assert request["path"] == "/v2/notifications/email"
    scheme, token = request["token"].split()
    assert scheme == "Bearer"
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
    assert claims["iss"] == SERVICE
    assert isinstance(claims["iat"], int)
    body = request["body"]
    assert (body["email_address"], body["template_id"]) == ("pat@example.org", TEMPLATE)
    assert set(body["personalisation"]) == {"subject", "body"}
    assert body["personalisation"]["subject"] == "Your CORE account has moved to another organisation"
    assert "from A & B to C" in body["personalisation"]["body"]
    assert state_of(email) == (State.SENT, 1, "")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 403])
def test_limits_and_troubles_of_the_service_are_waited_out(notify: Notify, status: int) -> None:
    """403 too: a key that was replaced too early is put right by us, and the e-mails are not lost."""
    email = queued()
    notify.answers = [(status, {"status_code": status, "errors": [{"error": "RateLimitError", "message": "wait"}]})]
    assert deliver_due() == 0
    state, attempts, error = state_of(email)
    assert (state, attempts) == (State.WAITING, 1)
    assert error in {"HTTPError", "HTTP503Error"}
    assert deliver_due() == 0  # not before its time
    assert len(notify.received) == 1
    with frozen(now() + timedelta(minutes=2)):
        assert deliver_due() == 1
    assert state_of(email) == (State.SENT, 2, "")
    assert len(notify.received) == 2


def test_a_service_that_cannot_be_reached_is_tried_again(notify: Notify, settings) -> None:
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    email = queued()
    deliver_due()
    assert state_of(email)[:2] == (State.WAITING, 1)


def test_a_bad_request_is_told_and_not_repeated(notify: Notify) -> None:
    email = queued()
    notify.answers = [(400, REFUSAL)]
    assert deliver_due() == 0
    state, attempts, error = state_of(email)
    assert (state, attempts) == (State.FAILED, 1)
    assert error == "GOV.UK Notify refused it (400): BadRequestError"
    with frozen(now() + timedelta(days=1)):
        assert deliver_due() == 0
    assert len(notify.received) == 1


def test_one_refused_message_does_not_hold_up_the_others(notify: Notify) -> None:
    first = queued()
    second = queue_email("merged_users", user=ProviderFactory(), absorbing_organisation_name="A")
    assert second is not None
    notify.answers = [(400, REFUSAL)]
    assert deliver_due() == 1
    assert state_of(first)[0] == State.FAILED
    assert state_of(second)[0] == State.SENT


def test_a_repeat_is_known_by_its_key_and_not_sent_again(notify: Notify) -> None:
    """The worker died after Notify had taken the message and before it could write that down."""
    email = queued()
    assert deliver_due() == 1
    assert notify.received[0]["body"]["reference"] == str(email.key)
    SentEmail.objects.filter(pk=email.pk).update(state=State.SENDING, next_attempt_at=now())
    assert deliver_due() == 1
    assert len(notify.received) == 1
    assert state_of(email)[0] == State.SENT


def test_a_first_attempt_that_never_arrived_is_made_up_for(notify: Notify) -> None:
    email = queued()
    SentEmail.objects.filter(pk=email.pk).update(attempts=1)
    assert deliver_due() == 1
    assert len(notify.received) == 1
