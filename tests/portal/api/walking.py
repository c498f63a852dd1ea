"""Every operation of a document with right and wrong data, made by schemathesis and held to all of its checks."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.config import ChecksConfig, PositiveDataAcceptanceConfig, ProjectConfig, ProjectsConfig
from schemathesis.config import SchemathesisConfig as Config
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

# What is right by its shape is still judged: logs that are not there, states that were not seen, answers that are wrong.
JUDGED = PositiveDataAcceptanceConfig(expected_statuses=["2xx", 400, 401, 404, 409, 412, 422])
CONFIG = Config(projects=ProjectsConfig(default=ProjectConfig(checks=ChecksConfig(positive_data_acceptance=JUDGED))))
EACH_FOR_ITSELF = ("/validate", "/batches")
"""Here each log has its own verdict, so one of a wrong shape is refused inside the answer."""


def wrong_items_are_refused(context: Any, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """What comes of wrong data where logs are judged each for itself."""
    body = case.meta and case.meta.components.get(ParameterLocation.BODY)
    if response.status_code == 200 and body and body.mode.is_negative:
        answer = response.json()
        assert any(one["result"] == "refused" for one in answer.get("results", [answer])), answer


def walk(document: dict[str, Any], headers: dict[str, str], examples: int, *, below: str = "") -> int:
    """Send so many examples of each kind to each operation; how many operations there were."""
    schema = schemathesis.openapi.from_dict(document, config=CONFIG)
    schema.app = get_wsgi_application()
    # The connection holds the transaction of the test, as with Django's own client.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    operations = [found.ok() for found in schema.get_all_operations()]
    chosen = [operation for operation in operations if operation.path.startswith(below)]
    try:
        for operation in chosen:
            for mode in GenerationMode:
                _send(operation.as_strategy(generation_mode=mode), headers, examples)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    return len(chosen)


def _send(cases: Any, headers: dict[str, str], examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def send(case: schemathesis.Case) -> None:
        if case.operation.path.endswith(EACH_FOR_ITSELF):
            case.call_and_validate(
                headers=headers, excluded_checks=[negative_data_rejection], additional_checks=[wrong_items_are_refused]
            )
        else:
            case.call_and_validate(headers=headers)

    send()
