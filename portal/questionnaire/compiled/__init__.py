"""What every evaluation asks of every log, as Python functions made for one year.

Routing, counting the questions of a subsection and holding answers against rules look at some two hundred answers
each. A function that reads an answer once into a local variable and goes on in straight Python costs a fraction of a
call for each part of each condition and a step of a loop for each question. The functions are put together from
trees (those of the condition language, and what is declared of questions and rules), never from text; they can be
printed (`describe_questionnaire --code`).
"""

from portal.questionnaire.compiled.route import Route, compile_route
from portal.questionnaire.compiled.rules import Call, Judge, Limit, compile_judge, compile_limits
from portal.questionnaire.compiled.subsection import Count, Listing, Placement, compile_count, compile_listing
from portal.questionnaire.compiled.unasked import Place, Unasked, compile_unasked

__all__ = [
    "Call",
    "Count",
    "Judge",
    "Limit",
    "Listing",
    "Place",
    "Placement",
    "Route",
    "Unasked",
    "compile_count",
    "compile_judge",
    "compile_limits",
    "compile_listing",
    "compile_route",
    "compile_unasked",
]
