import pytest

from portal.addresses.postcodes import compact_postcode, is_valid_postcode, normalise_postcode


@pytest.mark.parametrize(
    "text",
    [
        "SW1A 1AA", "sw1a1aa", "M1 1AE", "EH1 1AA", "W1A0AX", "GIR 0AA", "gir0aa", "SAN TA1", "BFPO 1",
        "BFPO1234", "ASCN 1ZZ", "BIQQ1ZZ", "KY1-1001", "MSR 1110", "VG1110", "AI-2640", "GE CX", "GX 11",
    ],
)  # fmt: skip
def test_accepted_forms(text):
    assert is_valid_postcode(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "SW1A  1AA",
        "SW1A\u00a01AA",
        "A",
        "12345",
        "SW1A 1A",
        "SW1A 1AAA",
        "BFPO 12345",
        "XQQ 1ZZ",
        "M1 1AE\n",
    ],
)
def test_refused_forms(text):
    assert not is_valid_postcode(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sw1a1aa", "SW1A 1AA"),
        (" m1  1 ae ", "M1 1AE"),
        ("not a postcode", "NOTAPOSTCODE"),
        ("", ""),
        (None, ""),
        ("SW1A\u00a01AA", "SW1A\u00a01AA"),
    ],
)
def test_one_way_of_writing(text, expected):
    assert normalise_postcode(text) == expected


def test_key_for_looking_up():
    assert compact_postcode("sw1a 1aa") == "SW1A1AA"
    assert compact_postcode("SW1A\u00a01AA") == "SW1A1AA"
    assert compact_postcode(None) == ""
