"""Rules that only files of lettings have."""

from __future__ import annotations

from collections.abc import Iterator

from portal.logs.uploads.rows import checks as shared
from portal.logs.uploads.rows.row import Row
from portal.logs.uploads.rows.verdict import NOT_AN_OPTION, UNANSWERED, Category

RENEWAL, GENERAL_NEEDS, SUPPORTED_HOUSING, YES = 1, 1, 2, 1
OTHERS = range(2, 9)
ALLOCATIONS = ("cbl", "cap", "chr", "accessible_register")
CHARGES = ("brent", "scharge", "pscharge", "supcharg")
REASONS = ("rp_homeless", "rp_insan_unsat", "rp_medwel", "rp_hardship", "rp_dontknow")
EFFECTS = tuple(f"illness_type_{n}" for n in range(1, 11))
NEEDS = ("housingneeds_type", "housingneeds_other")
REFERRAL = ("referral_register", "referral_noms", "referral_org")
RENEWAL_REASONS = frozenset(range(50, 54))
RENEWAL_TENURES = frozenset({6, 30, 31, 32, 33, 34, 35, 38})
LA, PRP = "LA", "PRP"
REFERRAL_NOMS = {6: range(1, 5), 7: range(5, 9)}
REFERRAL_ORGS = {1: range(1, 11), 7: range(11, 21)}
NOMINATED, REFERRED_BY_COUNCIL = 3, 4
FIRST_YEAR_WITH_OWN_ADDRESS = 2026


def people(row: Row) -> Iterator[int]:
    """The lead tenant and whoever is described besides."""
    yield 1
    yield from sorted(row.described)


def allocation(row: Row) -> None:
    """Each of the four ways of allocating is answered with yes or no."""
    for name in ALLOCATIONS:
        (number,) = row.fields(name)
        if not row.cells.given(number):
            row.fail(UNANSWERED, f"You must answer {row.label(name)}", number, category=Category.NOT_ANSWERED)
        elif row.cells.not_an_option.pop(number, None) is not None:
            row.fail(NOT_AN_OPTION, f"{row.label(name)} must be 1 (yes) or 2 (no)", number)


def renewal(row: Row) -> None:
    """The renewal of a letting has few reasons and few previous tenures."""
    answers = row.answers
    if answers["renewal"] != RENEWAL:
        return
    if answers["reason"] not in RENEWAL_REASONS:
        row.fail("upload.renewal_reason", "The reason for a renewal must be 50, 51, 52 or 53", *row.fields("reason"))
    if answers["prevten"] is not None and answers["prevten"] not in RENEWAL_TENURES:
        row.fail("upload.renewal_tenure", "This previous tenure is not one a renewal can have", *row.fields("prevten"))


def needs(row: Row) -> None:
    """One kind of access at most, and none beside “none” or “not known”."""
    kinds, any_need = row.ticked("housingneeds_type"), row.ticked(*NEEDS)
    none_field, unknown_field = row.fields("housingneeds")
    none, unknown = row.cells.integer(none_field) == YES, row.cells.integer(unknown_field) == YES
    if len(kinds) > 1:
        row.fail("upload.needs_one", "Only one of these access needs can be chosen", *kinds)
    if none and any_need:
        row.fail("upload.needs_none", "There cannot be both access needs and none", none_field, *any_need)
    if unknown and any_need:
        text = "There cannot be both access needs and needs that are not known"
        row.fail("upload.needs_unknown", text, unknown_field, *any_need)
    if none and unknown:
        text = "Choose either that there are no access needs or that they are not known"
        row.fail("upload.needs_none_unknown", text, none_field, unknown_field)
    if not row.given(*NEEDS, "housingneeds"):
        text = "Say which access needs there are, that there are none, or that they are not known"
        row.fail(UNANSWERED, text, *row.all_fields(*NEEDS), none_field)


def preference(row: Row) -> None:
    """Reasonable preference has a reason, and none beside “not known”."""
    fields = row.all_fields(*REASONS)
    if row.answers["reasonpref"] == YES:
        if not row.cells.given(*fields):
            row.fail(UNANSWERED, "Say why there was reasonable preference", *fields)
        unknown, ticked = row.ticked(REASONS[-1]), row.ticked(*REASONS[:-1])
        if unknown and ticked:
            text = "There cannot be both a reason and a reason that is not known"
            row.fail("upload.preference_unknown", text, *unknown, *ticked)
    for number, value in zip(fields, row.integers(*REASONS), strict=True):
        if value not in (None, 0, 1):
            row.fail(NOT_AN_OPTION, f"“{value}” must be 1 (yes), or 0 or empty (no)", number)


def illness(row: Row) -> None:
    """What a condition affects is told when there is one, and only then."""
    if row.answers["illness"] == YES:
        if not row.given(*EFFECTS):
            row.fail(UNANSWERED, "Say what the condition affects", *row.all_fields(*EFFECTS))
        return
    text = "There is no condition in this household that could affect anything"
    row.fail("upload.effects", text, *row.ticked(*EFFECTS))


def scheme(row: Row) -> None:
    """A scheme of the owner or the manager, and a location of the scheme."""
    answers = row.answers
    both = answers["owning_organisation_id"] and answers["managing_organisation_id"]
    if row.given("scheme_id") and both and answers["scheme_id"] is None:
        text = f"Neither the owner nor the manager has a scheme with the code “{row.text('scheme_id')}”"
        row.fail(shared.NOT_FOUND, text, *row.fields("scheme_id"))
    if row.given("location_id") and answers["scheme_id"] and answers["location_id"] is None:
        text = f"The scheme has no location with the code “{row.text('location_id')}”"
        row.fail(shared.NOT_FOUND, text, *row.fields("location_id"))
    if answers["needstype"] == SUPPORTED_HOUSING:
        for name in ("scheme_id", "location_id"):
            if not row.given(name):
                row.fail(UNANSWERED, f"You must answer {row.label(name)}", *row.fields(name))


def charges(row: Row) -> None:
    """The four charges are given together: 0 where there is none."""
    fields = row.all_fields(*CHARGES)
    blank = [number for number in fields if not row.cells.given(number) or number in row.cells.unreadable]
    answers = row.answers
    none = answers["needstype"] == SUPPORTED_HOUSING and answers["household_charge"] == YES
    if not blank or none:
        return
    row.fail("upload.charge_missing", "Enter this charge, or 0 if there is none", *blank)
    rest = [number for number in fields if number not in blank]
    row.fail("upload.charge_beside_missing", "This charge counts only with all four charges", *rest)


def has_address(row: Row) -> bool:
    """Whether the row has an address of its own: until 2025 supported housing has that of its location."""
    return row.year >= FIRST_YEAR_WITH_OWN_ADDRESS or row.answers["needstype"] != SUPPORTED_HOUSING


def source_of_referral(row: Row) -> None:
    """Sources of referral that the owner's kind rules out (one code until 2025)."""
    if not row.has("referral"):
        return
    code, owner, fields = row.answers["referral"], row.owner(), row.fields("referral")
    if row.answers["referral_type"] is None and row.answers["renewal"] != RENEWAL:
        row.fail(NOT_AN_OPTION, "Enter one of the codes for the source of referral", *fields)
    if owner is not None and owner.provider_type == LA:
        if code == NOMINATED:
            text = "A council that owns the property is not nominated to by the council"
            row.fail("upload.referral_nominated", text, *fields)
        elif code == REFERRED_BY_COUNCIL and row.answers["needstype"] == GENERAL_NEEDS:
            text = "This source of referral does not fit general needs housing of a council"
            row.fail("upload.referral_council", text, *fields)


def chain_of_referral(row: Row) -> None:
    """The chain of referral questions, by who owns (since 2026)."""
    if not row.has("referral_org") or row.answers["renewal"] == RENEWAL:
        return
    la, prp, noms, org = row.integers(*REFERRAL)
    owner = row.owner()
    kind = owner.provider_type if owner else None
    fits = (
        _in(la, range(1, 5) if kind == LA else None)
        and _in(prp, range(5, 10) if kind == PRP else None)
        and _in(noms, REFERRAL_NOMS.get(prp or 0))
        and _in(org, REFERRAL_ORGS.get(noms or 0))
    )
    if not fits:
        text = "These answers about the source of referral do not go together"
        row.fail(NOT_AN_OPTION, text, *row.all_fields(*REFERRAL))


def _in(value: int | None, allowed: range | None) -> bool:
    return value is None if allowed is None else value in allowed


NAMING = (shared.organisations, scheme, shared.assignee(Category.WRONG))
CHECKS = (
    allocation,
    shared.ages(people),
    renewal,
    needs,
    preference,
    illness,
    *NAMING,
    charges,
    shared.address(has_address),
    shared.nationality("nationality_all"),
    source_of_referral,
    chain_of_referral,
)
