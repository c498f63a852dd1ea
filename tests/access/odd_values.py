"""Two hundred things that nobody should send, as text."""

from __future__ import annotations

DIGITS = ["²", "٣", "Ⅷ", "①", "१२", "１２", "1²", "½", "−1", "1e3", "0x10", "1_000", "+1", " 1 ", "1\u200b", "٣٤٥"]
NUMBERS = [
    *("0", "-0", "-1", "00", "1.5", "1,5", "NaN", "nan", "Infinity", "-inf", "1e400", "1e999999999", "0.1e-999"),
    *(str(2**n + d) for n in (15, 16, 31, 32, 63, 64, 128) for d in (-1, 0, 1)),
    *("9" * n for n in (18, 19, 20, 40, 4300, 4301, 6000)),
    "-" + "9" * 30,
]
CONTROL = [chr(n) for n in (0, 1, 7, 8, 9, 10, 11, 12, 13, 26, 27, 31, 127, 133, 160, 173)]
CONTROL += ["a\0b", "\0\0", "a\r\nSet-Cookie: x=1", "\n\n", " ", "   ", "\t\t"]
INVISIBLE = ["\u200b", "\u200e", "\u202e", "\u2028", "\u2029", "\u2060", "\ufeff", "\ufffd", "\uffff", "\U0001f600"]
INVISIBLE += ["e\u0301", "\u0130", "ß", "ﬁ", "👨‍👩‍👧", "\U0010ffff", "שלום", "a" + "\u0301" * 200]
DATES = [
    *("2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "-2026-01-01", "2147483648-01-01"),
    *("31/02/2026", "1/4/26", "2026-04-01T00:00", "2026-04-01T25:61:61Z", "24:00", "yesterday", "now", "0", "99999"),
]
CODE = [
    *(
        "'",
        '"',
        "`",
        "\\",
        ";",
        "--",
        "' OR 1=1--",
        "'; DROP TABLE x;--",
        "%",
        "%%",
        "%s",
        "%(x)s",
        "_",
        "*",
        "?",
        "\\0",
    ),
    *("{", "}", "{}", "{0}", "{{ 7*7 }}", "{% x %}", "${x}", "$1", "<script>", "</title>", "&amp;", "&#0;", "<!--"),
    *("../../etc/passwd", "..", ".", "/", "//evil.example", "\\\\host\\share", "file:///etc/passwd", "C:\\x", "a/b"),
    *("javascript:alert(1)", "https://evil.example/", "mailto:a@b", "data:text/html,x", "|x", "=1+1", "@x", "#", "~"),
]
JSON = [
    *("null", "true", "[]", "{}", "[1", '{"a":', '{"a": 1}', '{"__proto__": 1}', '"x"', "1", "[[[]]]", '{"": null}'),
    *("[" * 100_000, '{"a":' * 20_000, '{"a": 1e999999}', '{"a": NaN}', '{"a": "\\u0000"}', '{"a": "\\ud800"}'),
]
WORDS = [
    *("", "None", "null", "undefined", "True", "False", "on", "off", "yes", "no", "all", "id", "pk", "-1,2", "1.2.3"),
    *("password", "__class__", "pk__in", "status__exact=1", "a" * 5_000, "a" * 60_000, "a=b&c=d", "a,b,c", "1,2,3"),
    *("ORG²", "ORG99999999999999999999", "ORG", "S²", "S1", "log 1", "support@", "a@b@c", "(", "[", ")", "(a", "a|b"),
]
ODD = [*DIGITS, *NUMBERS, *CONTROL, *INVISIBLE, *DATES, *CODE, *JSON, *WORDS]
SHORT = [value for value in ODD if value and len(value) < 200 and value not in {".", ".."}]
"""What can stand in the path of an address."""
