"""The list of local authorities that comes with the portal: public names and codes."""

from pathlib import Path

from orgs.areas.resources import LocalAuthorityLinkResource, LocalAuthorityResource
from portal.reference.load import load_file

SHIPPED = Path(__file__).parent / "data"


def load_shipped_areas() -> None:
    """Makes the tables hold at least the shipped list; running it again changes nothing."""
    for resource, name in (
        (LocalAuthorityResource(), "local_authorities.csv"),
        (LocalAuthorityLinkResource(), "local_authority_links.csv"),
    ):
        loaded = load_file(resource, SHIPPED / name)
        if loaded.problems:
            raise ValueError(f"{name}: {'; '.join(map(str, loaded.problems))}")
