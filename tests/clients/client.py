"""A system that uses the Python client generated from the document."""

import sys

sys.path.insert(0, sys.argv[3])

from generated.api.logs import create_log, read_log
from generated.api.reference import list_windows
from generated.client import AuthenticatedClient
from generated.models.answers import Answers
from generated.models.new_log import NewLog

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2], raise_on_unexpected_status=True)

assert list_windows.sync_detailed(client=client).status_code == 200

added = create_log.sync(
    client=client,
    idempotency_key="python",
    body=NewLog(external_reference="PY-1", answers=Answers.from_dict({"startdate": "2026-05-01", "needstype": 1})),
)
read = read_log.sync(added.id, client=client)
print(read.external_reference, read.status.value, read.answers.needstype)
