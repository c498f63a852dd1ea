"""How a cell of an upload is filled in, where the answer is not simply what stands in it.

Questionnaires name the conversions; what each makes of a cell is known to the uploads, how people fill the cell in is
said here. A conversion that is not named follows from a cell that another answer of the same field explains.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """What to write into a cell, for each of the fields that make one answer together."""

    words: tuple[str, ...]
    list_of_codes: bool = False
    more_codes: tuple[tuple[str, str], ...] = ()

    def of(self, position: int) -> str:
        """The words for one of the fields."""
        return self.words[min(position, len(self.words) - 1)]


REFUSED = (("R", "Not known or prefers not to say"),)

CELLS: dict[str, Cell] = {
    "organisation": Cell(("The code of the organisation, for example ORG12",)),
    "person": Cell(("The email address of an account",)),
    "scheme": Cell(("The code of the scheme, for example S12",)),
    "location": Cell(("The code of the location",)),
    "date": Cell(("Day, 1 to 31", "Month, 1 to 12", "Year, the last two digits")),
    "postcode": Cell(("First half of the postcode", "Second half of the postcode")),
    "whole_postcode": Cell(("First half of the postcode", "Second half of the postcode")),
    "age": Cell(("A whole number, or R if it is not known",)),
    "upper_case": Cell(("A letter",), list_of_codes=True),
    "country": Cell(("The number of the country",), list_of_codes=True),
    "first_ticked": Cell(("1 if it applies, otherwise empty",)),
    "other_need": Cell(("1 if it applies, otherwise empty",)),
    "any_need": Cell(("1 if it applies, otherwise empty",)),
    "known_when_given": Cell(("A number",), list_of_codes=True),
    "preference_reason": Cell(("1 if it applies, otherwise empty",)),
    "referral": Cell(("A number",), list_of_codes=True),
    "whole_pounds": Cell(("An amount in pounds",)),
    "with_all_charges": Cell(("An amount in pounds and pence",)),
    "tenure": Cell(("A number, or R if it is not known",), list_of_codes=True, more_codes=REFUSED),
    "amount": Cell(("A whole number, or R if it is not known",)),
    "positive": Cell(("A number; 0 if there is none",)),
    "charge": Cell(("An amount in pounds and pence; 0 if there is none",)),
    "is_given": Cell(("Anything that says it is there",)),
}
