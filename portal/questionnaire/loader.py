"""Reading a questionnaire document and checking all of it, so that a mistake names its file, question and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from sys import intern
from typing import Any

from portal.questionnaire.checks import check_whole
from portal.questionnaire.columns import (
    BulkColumn,
    CdsElement,
    CellType,
    CsvColumn,
    WrittenAs,
    read_bulk,
    read_cds,
    read_csv,
)
from portal.questionnaire.document import (
    CarriedFrom,
    Columns,
    Group,
    Kind,
    Option,
    Question,
    Questionnaire,
    Section,
    StoredField,
    Subsection,
    WarningCheck,
    WarningText,
)
from portal.questionnaire.expressions import Expression, ExpressionError, parse_expression
from portal.questionnaire.reading import Located, QuestionnaireError, read_document
from portal.questionnaire.repeating import Numbers, with_person
from portal.questionnaire.schema import (
    COLUMNS_KEYS,
    ITEM_KEYS,
    QUESTION_KEYS,
    STORED_KEYS,
    SUBSECTION_KEYS,
    TOP_KEYS,
    WARNING_TEXT_KEYS,
)

LOG_TYPES = ("lettings", "sales")
_OF_STORED = {
    "integer": (CellType.INTEGER, WrittenAs.RAW),
    "decimal": (CellType.DECIMAL, WrittenAs.DECIMAL),
    "boolean": (CellType.TEXT, WrittenAs.BOOLEAN),
    "text": (CellType.TEXT, WrittenAs.RAW),
    "date": (CellType.INTEGER, WrittenAs.DATE),
}


def load_file(path: Path) -> Questionnaire:
    """Read and check the questionnaire in a file."""
    return load_questionnaire(read_document(path), source=path.name)


def load_questionnaire(document: Mapping[str, Any], source: str = "document") -> Questionnaire:
    """Check a document and turn it into a questionnaire; raises QuestionnaireError with place and reason."""
    return _Loader(document, source).load()


class _Loader:
    """One reading of one document."""

    def __init__(self, document: Mapping[str, Any], source: str) -> None:
        self.document = document
        self.source = source
        self.conditions: dict[str, Expression] = {}
        self.numbers = Numbers()
        self.option_sets: Mapping[str, Any] = document.get("option_sets", {})

    def fail(self, where: Any, message: str) -> QuestionnaireError:
        line = getattr(where, "line", None)
        name = where.get("id") or where.get("confirm") if isinstance(where, Mapping) else None
        place = ", ".join(
            part for part in (self.source, f"line {line}" if line else "", f"question {name}" if name else "") if part
        )
        return QuestionnaireError(f"{place}: {message}")

    def misplaced(self, message: str, question: str | None = None, line: int | None = None) -> QuestionnaireError:
        where = Located(id=question) if question else Located()
        where.line = line
        return self.fail(where, message)

    def only(self, item: Mapping[str, Any], allowed: frozenset[str], what: str) -> None:
        for key in item:
            if key not in allowed:
                raise self.fail(item, f"“{key}” is not a key of a {what}")

    def need(self, item: Mapping[str, Any], key: str) -> Any:
        if item.get(key) in (None, ""):
            raise self.fail(item, f"“{key}” is missing")
        return item[key]

    def name(self, item: Mapping[str, Any], key: str) -> str:
        """The name of an answer, as the one object that also stands in the code of rules: found by looking at nothing else."""
        return intern(str(self.need(item, key)))

    def expression(self, item: Mapping[str, Any], text: Any) -> Expression:
        try:
            return parse_expression(str(text), self.conditions)
        except ExpressionError as error:
            raise self.fail(item, str(error)) from error

    def maybe(self, item: Mapping[str, Any], key: str) -> Expression | None:
        value = item.get(key)
        return None if value is None else self.expression(item, value)

    def flag(self, item: Mapping[str, Any], key: str) -> Expression | bool:
        value = item.get(key, False)
        return value if isinstance(value, bool) else self.expression(item, value)

    def whole(self, item: Mapping[str, Any], key: str) -> int | None:
        value = item.get(key)
        if value is not None and type(value) is not int:
            raise self.fail(item, f"“{key}” must be a whole number, not {value!r}")
        return value

    def limit(self, item: Mapping[str, Any], key: str) -> int | Decimal | None:
        """A limit in pence is exact: the nearest float of 9999.99 is a little less."""
        value = item.get(key)
        return Decimal(str(value)) if type(value) is float else self.whole(item, key)

    def step(self, item: Mapping[str, Any]) -> str | None:
        value = item.get("step")
        if value is None:
            return None
        try:
            positive = Decimal(str(value)) > 0
        except ArithmeticError:
            positive = False
        if not positive:
            raise self.fail(item, f"“step” must be a number such as 1 or 0.01, not {value!r}")
        return str(value)

    def load(self) -> Questionnaire:
        document = self.document
        self.only(document, TOP_KEYS, "questionnaire")
        if self.need(document, "log_type") not in LOG_TYPES:
            raise self.fail(document, f"“log_type” must be {' or '.join(LOG_TYPES)}, not {document['log_type']!r}")
        self.need(document, "year")
        for name, text in document.get("conditions", {}).items():
            self.conditions[name] = self.expression(document, text)
        sections = tuple(self.section(item) for item in self.need(document, "sections"))
        questionnaire = Questionnaire(
            log_type=self.need(document, "log_type"),
            year=self.whole(document, "year") or 0,
            title=self.need(document, "title"),
            date_field=self.need(document, "date_field"),
            sections=sections,
            conditions=self.conditions,
            setup_ignores=frozenset(document.get("setup_ignores", ())),
            stored={intern(name): self.stored(name, item) for name, item in document.get("stored", {}).items()},
            warning_texts={
                name: self.warning_text(name, item) for name, item in document.get("warning_texts", {}).items()
            },
            guidance=document.get("guidance", {}),
            columns=self.columns(document.get("columns", {})),
            source=self.source,
        )
        check_whole(questionnaire, self.misplaced)
        return questionnaire

    def columns(self, item: Mapping[str, Any]) -> Columns:
        self.only(item, COLUMNS_KEYS, "set of columns")
        facts = [
            column
            for source, given in item.get("csv_facts", {}).items()
            for column in read_csv(
                given, source, partial(self.expression, item), partial(self.fail, item), is_fact=True
            )
        ]
        return Columns(
            csv_facts=tuple(facts),
            csv_support_order=tuple(item.get("csv_support_order", ())),
            csv_others_order=tuple(item.get("csv_others_order", ())),
            cds_order=tuple(item.get("cds_order", ())),
        )

    def warning_text(self, name: str, item: Mapping[str, Any]) -> WarningText:
        self.only(item, WARNING_TEXT_KEYS, "warning text")
        return WarningText(
            title=self.need(item, "title"),
            text=item.get("text", ""),
            confirm=item.get("confirm", ""),
            label=item.get("label", ""),
            csv=self.csv(item, name),
            cds=self.cds(item, name, WrittenAs.RAW),
        )

    def stored(self, name: str, item: Mapping[str, Any]) -> StoredField:
        self.only(item, STORED_KEYS, "stored field")
        if item.get("type") not in _OF_STORED:
            raise self.fail(item, f"stored field {name} needs a type: {', '.join(_OF_STORED)}")
        cell, written_as = _OF_STORED[item["type"]]
        return StoredField(
            name,
            item["type"],
            item.get("label", name),
            self.named_options(item),
            bulk=self.bulk(item, name, cell),
            csv=self.csv(item, name),
            cds=self.cds(item, name, written_as),
        )

    def bulk(self, item: Mapping[str, Any], answer: str, cell: CellType, given: Any = None) -> tuple[BulkColumn, ...]:
        given = item.get("bulk") if given is None else given
        if given is None:
            return ()
        return (read_bulk(given, answer, cell, partial(self.expression, item), partial(self.fail, item)),)

    def csv(self, item: Mapping[str, Any], answer: str, given: Any = None) -> tuple[CsvColumn, ...]:
        given = item.get("csv") if given is None else given
        if given is None:
            return ()
        return read_csv(given, answer, partial(self.expression, item), partial(self.fail, item))

    def cds(
        self, item: Mapping[str, Any], answer: str, written_as: WrittenAs, given: Any = None
    ) -> tuple[CdsElement, ...]:
        given = item.get("cds") if given is None else given
        return () if given is None else read_cds(given, answer, written_as, partial(self.fail, item))

    def columns_of(self, item: Mapping[str, Any], kind: Kind, options: Sequence[Option]) -> dict[str, tuple[Any, ...]]:
        """`bulk`, `csv` and `cds` of a question; of one with boxes to tick, what each box has."""
        cell, written_as = _columns_like(kind, item, options)
        if kind is not Kind.CHECKBOXES:
            name = item["id"]
            return {
                "bulk": self.bulk(item, name, cell),
                "csv": self.csv(item, name),
                "cds": self.cds(item, name, written_as),
            }
        boxes = [str(option.code) for option in options]
        for key in ("bulk", "csv", "cds"):
            for box in item.get(key, ()):
                if box not in boxes:
                    raise self.fail(item, f"“{key}” names “{box}”, which is not one of its boxes")

        def each(key: str, read: Any) -> tuple[Any, ...]:
            given = item.get(key, {})
            return tuple(column for box in boxes if box in given for column in read(box, given[box]))

        return {
            "bulk": each("bulk", lambda box, given: self.bulk(item, box, cell, given)),
            "csv": each("csv", lambda box, given: self.csv(item, box, given)),
            "cds": each("cds", lambda box, given: self.cds(item, box, written_as, given)),
        }

    def section(self, item: Mapping[str, Any]) -> Section:
        self.only(item, frozenset({"id", "title", "subsections"}), "section")
        return Section(
            id=self.need(item, "id"),
            title=self.need(item, "title"),
            subsections=tuple(self.subsection(part) for part in self.need(item, "subsections")),
        )

    def subsection(self, item: Mapping[str, Any]) -> Subsection:
        self.only(item, SUBSECTION_KEYS, "subsection")
        self.numbers.new_subsection()
        groups: list[Group] = []
        for part in self.need(item, "questions"):
            groups.extend(self.group(one) for one in self.repeated(part))
        warnings: list[WarningCheck] = []
        for part in item.get("warnings", ()):
            warnings.extend(self.warning(one) for one in self.repeated(part))
        return Subsection(
            id=self.need(item, "id"),
            title=self.need(item, "title"),
            after_setup=bool(item.get("after_setup", False)),
            when=self.maybe(item, "when"),
            shown_when=self.maybe(item, "shown_when"),
            groups=tuple(groups),
            warnings=tuple(warnings),
        )

    def repeated(self, item: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Spell out a repeat block: {n} in every text becomes the person's number, question numbers count on."""
        if "repeat" not in item:
            return [item]
        first, last = self.need(item["repeat"], "from"), self.need(item["repeat"], "to")
        copies: list[Mapping[str, Any]] = []
        for person in range(first, last + 1):
            for part in item.get("questions") or item.get("warnings") or ():
                one = with_person(part, person, person - first)
                copies.append(one)
        if not copies:
            raise self.fail(item, "a repeat block needs questions or warnings")
        return copies

    def group(self, item: Mapping[str, Any]) -> Group:
        self.only(item, ITEM_KEYS | QUESTION_KEYS, "question")
        if "group" in item:
            questions = tuple(self.question(part, item) for part in self.need(item, "questions"))
            group_id = str(item["group"])
        else:
            questions = (self.question(item, item),)
            group_id = str(item["id"])
        return Group(
            id=group_id,
            when=self.maybe(item, "when"),
            questions=questions,
            heading=item.get("heading", ""),
            guidance=item.get("guidance", ""),
            ungated=bool(item.get("ungated", False)),
        )

    def question(self, item: Mapping[str, Any], around: Mapping[str, Any]) -> Question:
        self.only(item, QUESTION_KEYS | ITEM_KEYS, "question")
        kind, options = self.kind(item), self.options(item)
        if kind in (Kind.RADIO, Kind.CHECKBOXES) and not options:
            raise self.fail(item, "a question to choose from needs options")
        return Question(
            id=self.name(item, "id"),
            kind=kind,
            label=self.need(item, "label"),
            ask=self.need(item, "ask"),
            missing=item.get("missing", ""),
            hint=item.get("hint", ""),
            number=self.numbers.next(item, self.shown_for(item), partial(self.fail, item)),
            options=options,
            options_from=item.get("options_from"),
            after_divider=tuple(item.get("after_divider", ())),
            shown_for=self.shown_for(item),
            minimum=self.limit(item, "min"),
            maximum=self.limit(item, "max"),
            step=self.step(item),
            whole=bool(item.get("whole", False)),
            prefix=item.get("prefix", ""),
            suffix=self.suffix(item),
            width=self.whole(item, "width"),
            max_length=self.whole(item, "max_length") or 255,
            optional=self.flag(item, "optional"),
            derived=self.flag(item, "derived"),
            always_counts=bool(item.get("always_counts", False)),
            keep=bool(item.get("keep", False)),
            shown_as=tuple((self.expression(item, part["when"]), part["text"]) for part in item.get("shown_as", ())),
            also_show=tuple(
                (self.expression(item, part["when"]), part["question"]) for part in item.get("also_show", ())
            ),
            hidden_in_check_answers=self.flag(item, "hidden_in_check_answers"),
            person=item.get("person", around.get("person")),
            carried_from=self.carried_from(item),
            **self.columns_of(item, kind, options),
            line=getattr(item, "line", None),
        )

    def kind(self, item: Mapping[str, Any]) -> Kind:
        try:
            return Kind(self.need(item, "kind"))
        except ValueError as error:
            raise self.fail(item, f"“{item['kind']}” is not a kind of question") from error

    def shown_for(self, item: Mapping[str, Any]) -> tuple[str, frozenset[Any]] | None:
        value = item.get("shown_for")
        if value is None:
            return None
        if not isinstance(value, Mapping) or len(value) != 1:
            raise self.fail(item, "“shown_for” names one question with the codes that reveal this one")
        ((parent, codes),) = value.items()
        return parent, frozenset(codes)

    def suffix(self, item: Mapping[str, Any]) -> tuple[tuple[Expression | None, str], ...]:
        value = item.get("suffix")
        if value is None:
            return ()
        if isinstance(value, str):
            return ((None, value),)
        return tuple((self.expression(item, part["when"]), part["text"]) for part in value)

    def named_options(self, item: Mapping[str, Any]) -> Mapping[Any, Any]:
        value: Any = item.get("options", {})
        if not isinstance(value, str):
            return dict(value)
        if value not in self.option_sets:
            raise self.fail(item, f"there is no option set “{value}”")
        return dict(self.option_sets[value])

    def carried_from(self, item: Mapping[str, Any]) -> CarriedFrom | None:
        given = item.get("carried_from")
        if given is None:
            return None
        if not isinstance(given, Mapping) or not isinstance(given.get("question"), str):
            raise self.fail(item, "“carried_from” must name the question of the year before")
        codes = given.get("codes", {})
        if not isinstance(codes, Mapping) or given.keys() - {"question", "codes"}:
            raise self.fail(item, "“carried_from” has a “question” and “codes”, nothing else")
        return CarriedFrom(given["question"], codes)

    def options(self, item: Mapping[str, Any]) -> tuple[Option, ...]:
        value = self.named_options(item)
        hidden = set(item.get("hidden_options", ()))
        offered = item.get("offered_when", {})
        hints = item.get("option_hints", {})
        inferred = set(item.get("inferred_options", ()))
        named = {"hidden_options": hidden, "offered_when": offered, "option_hints": hints, "inferred_options": inferred}
        for key, source in named.items():
            for code in source:
                if code not in value:
                    raise self.fail(item, f"“{key}” names the code {code!r}, which is not an option")
        return tuple(
            Option(
                code=code,
                label=str(label),
                hint=hints.get(code, ""),
                offered_when=self.expression(item, offered[code]) if code in offered else None,
                offered=code not in hidden,
                inferred=code in inferred,
            )
            for code, label in value.items()
        )

    def warning(self, item: Mapping[str, Any]) -> WarningCheck:
        self.only(item, frozenset({"confirm", "rule", "person", "when"}), "warning")
        return WarningCheck(
            confirm=self.name(item, "confirm"),
            rule=self.need(item, "rule"),
            person=item.get("person"),
            when=self.maybe(item, "when"),
        )


def _columns_like(kind: Kind, item: Mapping[str, Any], options: Sequence[Option]) -> tuple[CellType, WrittenAs]:
    """What a cell of an upload holds for a question like this, and how the export writes its answer."""
    if kind is Kind.CHECKBOXES:
        return CellType.INTEGER, WrittenAs.RAW
    if kind in (Kind.NUMBER, Kind.TOTAL):
        return (CellType.INTEGER, WrittenAs.RAW) if item.get("whole") else (CellType.DECIMAL, WrittenAs.DECIMAL)
    if kind is Kind.DATE:
        return CellType.INTEGER, WrittenAs.DATE
    by_number = bool(options) and all(isinstance(option.code, int) for option in options)
    return CellType.INTEGER if by_number else CellType.TEXT, WrittenAs.RAW
