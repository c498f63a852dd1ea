from pathlib import Path

from portal.checks import BUILT_FILES, clock_is_real, front_end_is_built


def test_a_missing_front_end_is_told_with_the_way_to_build_it(settings, tmp_path: Path) -> None:
    settings.FRONTEND_BUILD = tmp_path
    [message] = front_end_is_built(None)
    assert "portal.css" in message.msg
    assert "script/bootstrap" in (message.hint or "")


def test_a_complete_front_end_is_nothing_to_speak_of(settings, tmp_path: Path) -> None:
    settings.FRONTEND_BUILD = tmp_path
    for name in BUILT_FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert front_end_is_built(None) == []


def test_production_refuses_a_pretended_date(settings) -> None:
    settings.CLOCK_STARTS_AT = "2027-04-01"
    assert [message.id for message in clock_is_real(None)] == ["portal.E001"]
    settings.CLOCK_STARTS_AT = None
    assert clock_is_real(None) == []
