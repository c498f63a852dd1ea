"""Finding an address on the page: what to search for, what was found, and the ways between searching and typing."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from portal.logs.address_lookup import search, search_available
from portal.questionnaire.answers import Answers
from portal.questionnaire.document import Kind, Question
from portal.theme.forms import GovCheckboxesField, GovRadiosField, GovTextField, Option

UPRN = "uprn"
BY_HAND = "by_hand"
BY_SEARCH = "by_search"
QUERY = "address_query"
NONE_OF_THESE = "none"
TYPED_IN = "address_line1"
BY_HAND_ANSWER = "manual_address_entry_selected"


class AddressFields:
    """The fields that stand for the question about the UPRN. They are not answers themselves."""

    def search_fields(self, question: Question, data: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
        """What to search for, the addresses found, and a box for typing it in."""
        text = str(data.get(QUERY, "") or "").strip()
        found = search(text) if text else []
        fields: dict[str, Any] = {
            QUERY: GovTextField(
                label=question.ask,
                short_label=question.label,
                hint=question.hint,
                required=False,
                max_length=255,
                live=True,
                notice=self._notice(text, found),
            )
        }
        options = [Option(address.uprn, address.words) for address in found or ()]
        if answers["uprn"] and answers["uprn"] not in {option.value for option in options}:
            lines = (answers["address_line1"], answers["town_or_city"], answers["postcode_full"])
            words = ", ".join(line for line in lines if line) or f"UPRN {answers['uprn']}"
            options.insert(0, Option(answers["uprn"], words))
        if options:
            fields[question.id] = GovRadiosField(
                label="Which of these is the address?",
                short_label=question.label,
                options=[*options, Option(NONE_OF_THESE, "None of these: I will type it in", divider_before=True)],
                coerce=str,
                required=False,
                initial=answers["uprn"],
                live=True,
            )
        else:
            fields[BY_HAND] = GovCheckboxesField(
                label="If you cannot find the address",
                options=[Option("yes", "Type the address in instead")],
                required=False,
                live=True,
            )
        return fields

    def way_back(self, on_page: set[str]) -> dict[str, Any]:
        """Under a typed address, the way back to the search, where there is one."""
        if TYPED_IN not in on_page or not search_available():
            return {}
        return {
            BY_SEARCH: GovCheckboxesField(
                label="Searching instead",
                options=[Option("yes", "Search for the address instead of typing it in")],
                required=False,
                live=True,
            )
        }

    @staticmethod
    def is_on(fields: Mapping[str, Any]) -> bool:
        """Whether the page holds the question about the UPRN, which may show as a search only."""
        return QUERY in fields

    @staticmethod
    def names(question: Question, fields: Mapping[str, Any]) -> list[str]:
        """The fields that are drawn where a question stands."""
        if question.kind is Kind.ADDRESS:
            return [name for name in (QUERY, question.id, BY_HAND) if name in fields]
        if question.id == "postcode_full" and BY_SEARCH in fields:
            return [question.id, BY_SEARCH]
        return [question.id]

    @staticmethod
    def way_on(sent: Container[str]) -> dict[str, Any]:
        """Which of the two ways was on the page that was sent: the box that chose it is gone once it is taken."""
        if QUERY in sent:
            return {BY_HAND_ANSWER: False}
        return {BY_HAND_ANSWER: True} if TYPED_IN in sent else {}

    @staticmethod
    def way_chosen(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The way that a box on this page asks for, if any."""
        if cleaned.get(BY_HAND) or cleaned.get("uprn") == NONE_OF_THESE:
            return {BY_HAND_ANSWER: True}
        return {BY_HAND_ANSWER: False} if cleaned.get(BY_SEARCH) else {}

    @classmethod
    def changes(cls, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that the choices on the page stand for."""
        if way := cls.way_chosen(cleaned):
            return {**way, "uprn": None} if way[BY_HAND_ANSWER] else way
        if cleaned.get("uprn"):
            return {"uprn": cleaned["uprn"]}
        return {}

    @staticmethod
    def _notice(text: str, found: list[Any] | None) -> str:
        if found is None:
            return "The address search cannot be reached at the moment. Type the address in, or try again later."
        if text and not found:
            return f"No address was found for “{text}”. Check the spelling, or type the address in."
        return ""
