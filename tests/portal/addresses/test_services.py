"""The address and postcode services over HTTP, in good times and bad."""

import json
import threading
import time

import pytest
import requests

from portal.addresses import services
from portal.addresses.http import Caller, circuit_breaker
from portal.addresses.local import LocalFirst
from portal.addresses.models import PostcodeArea
from portal.addresses.os_places import OsPlaces, titled
from portal.addresses.postcodes_io import PostcodesIo
from portal.addresses.services import FoundAddress, NoAddressService, ServiceUnavailable

POSTAL = {
    "DPA": {
        "UPRN": "100", "ORGANISATION_NAME": "ALDER HOMES", "SUB_BUILDING_NAME": "FLAT 2", "BUILDING_NAME": "ST MARY'S",
        "BUILDING_NUMBER": "12", "DEPENDENT_THOROUGHFARE_NAME": "BACK-LANE", "THOROUGHFARE_NAME": "HIGH STREET",
        "DOUBLE_DEPENDENT_LOCALITY": "NORTH", "DEPENDENT_LOCALITY": "VILLAGE", "POST_TOWN": "LEEDS",
        "POSTCODE": "LS1 1UR", "MATCH": 0.9,
    }
}  # fmt: skip
PROPERTY = {
    "LPI": {
        "UPRN": "200", "ORGANISATION": "DEPOT", "SAO_TEXT": "UNIT 1", "PAO_START_NUMBER": "5",
        "STREET_DESCRIPTION": "MILL ROAD", "LOCALITY_NAME": "MILTON", "ADMINISTRATIVE_AREA": "LEEDS",
        "TOWN_NAME": "LEEDS", "POSTCODE_LOCATOR": "LS2 2AA",
    }
}  # fmt: skip


class Answers:
    """Stands in for a session: gives the next answer, or raises it, and remembers what was asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def get(self, url, **kwargs):
        self.asked.append((url, kwargs))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        response = requests.Response()
        response.status_code = status
        response._content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return response


class KnownPostcodes:
    """Stands in for the service: knows the postcodes it was given."""

    def __init__(self, codes):
        self.codes = codes

    def lookup_many(self, postcodes):
        return {postcode: self.codes[postcode] for postcode in postcodes if postcode in self.codes}


def caller(session, **more):
    return Caller("test", session=session, pause=0, **more)


def places(*answers):
    session = Answers(*answers)
    return OsPlaces(caller(session), "https://places.example", "secret"), session


def postcodes(*answers):
    session = Answers(*answers)
    return PostcodesIo(caller(session), "https://postcodes.example"), session


def test_a_postal_address_is_composed():
    service, session = places((200, {"results": [POSTAL]}))
    assert service.by_uprn("100") == FoundAddress(
        uprn="100",
        address_line1="Alder Homes, Flat 2, St Mary's, 12, Back-Lane, High Street",
        address_line2="North, Village",
        town_or_city="Leeds",
        postcode="LS1 1UR",
        match=0.9,
    )
    url, asked = session.asked[0]
    assert url == "https://places.example/uprn"
    assert asked["params"]["fq"] == "COUNTRY_CODE:E"
    assert asked["timeout"] == (3.0, 5.0)


def test_a_land_and_property_address_is_composed():
    service, _ = places((200, {"results": [PROPERTY]}))
    found = service.by_uprn("200")
    assert found.address_line1 == "Depot, Unit 1, 5, Mill Road, Milton, Leeds"
    assert (found.address_line2, found.town_or_city, found.postcode) == ("", "Leeds", "LS2 2AA")


def test_a_search_gives_all_matches():
    service, session = places((200, {"results": [POSTAL, PROPERTY, {"OTHER": {}}]}))
    assert [address.uprn for address in service.search("high street", 0.2)] == ["100", "200"]
    assert session.asked[0][1]["params"]["minmatch"] == 0.2


@pytest.mark.parametrize("answer", [(200, {}), (200, {"results": []}), (404, {}), (400, {"error": "bad"})])
def test_an_unknown_uprn_is_no_address(answer):
    service, _ = places(answer)
    assert service.by_uprn("1") is None


@pytest.mark.parametrize(
    "failure",
    [
        requests.ConnectTimeout(),
        requests.ConnectionError(),
        (500, {}),
        (429, {}),
        (200, b"<html>"),
        (200, [1]),
        (302, {}),
    ],
)
def test_a_service_that_is_down_says_so_after_a_second_attempt(failure, caplog):
    service, session = places(failure)
    with pytest.raises(ServiceUnavailable):
        service.by_uprn("1")
    assert len(session.asked) == 2
    assert "secret" not in caplog.text


def test_a_service_that_is_slow_is_not_waited_for_twice():
    service, session = places(requests.ReadTimeout())
    with pytest.raises(ServiceUnavailable):
        service.by_uprn("1")
    assert len(session.asked) == 1


def test_a_second_attempt_can_succeed():
    service, session = places(requests.ConnectionError(), (200, {"results": [POSTAL]}))
    assert service.by_uprn("100").uprn == "100"
    assert len(session.asked) == 2


def test_after_repeated_failure_nobody_waits_until_the_rest_is_over():
    session = Answers(requests.ConnectionError())
    service = OsPlaces(caller(session, breaker=circuit_breaker(failures=2, rest=0.2)), "https://x", "k")
    for _ in range(5):
        with pytest.raises(ServiceUnavailable):
            service.by_uprn("1")
    assert len(session.asked) == 4
    time.sleep(0.25)
    session.answers = [(200, {"results": [POSTAL]})]
    assert service.by_uprn("100").uprn == "100"


def test_when_the_rest_is_over_one_failure_begins_another():
    session = Answers(requests.ReadTimeout())
    service = caller(session, breaker=circuit_breaker(failures=3, rest=0.2))
    for _ in range(4):
        with pytest.raises(ServiceUnavailable):
            service.get("https://x")
    time.sleep(0.25)
    for _ in range(3):
        with pytest.raises(ServiceUnavailable):
            service.get("https://x")
    assert len(session.asked) == 3 + 1


def test_a_number_that_is_unknown_is_no_failure_of_the_service():
    session = Answers((404, {}))
    service = caller(session, breaker=circuit_breaker(failures=2, rest=60))
    assert [service.get("https://x") for _ in range(5)] == [None] * 5


def test_a_slow_answer_to_one_keeps_nobody_else_waiting_and_all_learn_of_failures():
    slow, released = threading.Event(), threading.Event()

    class Slow(Answers):
        def get(self, url, **kwargs):
            if url == "https://slow":
                slow.set()
                released.wait(10)
            return super().get(url, **kwargs)

    session = Slow((200, {"results": []}))
    service = caller(session, breaker=circuit_breaker(failures=2, rest=60))
    waiting = threading.Thread(target=service.get, args=["https://slow"])
    waiting.start()
    try:
        assert slow.wait(10)
        assert service.get("https://quick") == {"results": []}
    finally:
        released.set()
        waiting.join(10)
    session.answers = [requests.ReadTimeout()]

    def fail():
        with pytest.raises(ServiceUnavailable):
            service.get("https://x")

    for _ in range(2):
        failing = threading.Thread(target=fail)
        failing.start()
        failing.join(10)
    asked = len(session.asked)
    fail()
    assert len(session.asked) == asked, "a thread asked although others know that the service is away"


def test_the_authority_of_a_postcode():
    service, session = postcodes((200, {"result": {"codes": {"admin_district": "E08000003"}}}))
    assert service.lookup("m1 1ae") == "E08000003"
    assert session.asked[0][0] == "https://postcodes.example/postcodes/M11AE"


@pytest.mark.parametrize(
    "answer",
    [
        (404, {}),
        (500, {}),
        requests.ConnectionError(),
        (200, {"result": None}),
        (200, {"result": {"codes": {"admin_district": "?"}}}),
    ],
)
def test_a_postcode_that_cannot_be_found_is_only_unknown(answer):
    service, _ = postcodes(answer)
    assert service.lookup("M1 1AE") is None


def test_text_that_is_no_postcode_is_not_sent():
    service, session = postcodes((200, {}))
    assert service.lookup("../etc") is None
    assert session.asked == []


def test_a_large_file_does_not_wait_for_the_network():
    service, session = postcodes((200, {"result": {"codes": {"admin_district": "E08000003"}}}))
    assert service.lookup_many(f"M{n} 1AE" for n in range(1, 99)) == {}
    assert session.asked == []
    assert service.lookup_many(["M1 1AE", "M2 1AE"]) == {"M11AE": "E08000003", "M21AE": "E08000003"}


@pytest.mark.django_db
def test_the_local_table_is_asked_first():
    PostcodeArea.objects.create(postcode="M11AE", la="E08000003")
    service = LocalFirst(KnownPostcodes({"M11AE": "E00000000", "LS11UR": "E08000035"}))
    assert service.lookup("m1 1ae") == "E08000003"
    assert service.lookup("LS1 1UR") == "E08000035"
    assert service.lookup("") is None
    assert service.lookup_many(["M1 1AE", "LS1 1UR", "X"]) == {"M11AE": "E08000003", "LS11UR": "E08000035"}
    assert LocalFirst().lookup("LS1 1UR") is None


def test_settings_choose_the_service(settings):
    settings.ADDRESS_SERVICE_KEY = ""
    assert isinstance(services.address_service(), NoAddressService)
    with pytest.raises(ServiceUnavailable):
        services.address_service().search("high street")
    settings.ADDRESS_SERVICE_KEY = "key"
    assert isinstance(services.address_service(), OsPlaces)


@pytest.mark.parametrize(
    ("text", "expected"), [("12A ST MARY'S ROAD", "12a St Mary's Road"), ("STOKE-ON-TRENT", "Stoke-On-Trent")]
)
def test_title_case(text, expected):
    assert titled(text) == expected
