"""A request behind the admin's door: somebody is signed in."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

if TYPE_CHECKING:
    from accounts.models import User

T = TypeVar("T")


class SignedInRequest(HttpRequest):
    """A request whose user is one of our people, because the door let it in.

    Only a type: pages say by it that they stand behind the door. Django's own methods are given any request and
    ask `signed_in` for this one.
    """

    user: "User"


def signed_in(request: HttpRequest) -> SignedInRequest:
    """The same request, known to be of one of our people; nobody else gets further."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return cast(SignedInRequest, request)


def kept(request: HttpRequest, name: str, make: Callable[[], T]) -> T:
    """What was made once for this request under a name, so that the parts of a page ask for it once."""
    if name not in request.__dict__:
        request.__dict__[name] = make()
    known: T = request.__dict__[name]
    return known
