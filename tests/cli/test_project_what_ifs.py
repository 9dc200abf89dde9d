"""Ways to go on, as they are typed and as they are called."""

from datetime import date

import pytest

from collector.cli.commands.project_what_ifs import what_if, what_ifs
from collector.projection.inputs import WhatIf

TODAY = date(2026, 11, 20)
JANUARY = (date(2027, 1, 1), date(2027, 1, 14))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("lessons-per-day=15", WhatIf("15 lessons a day", lessons_a_day=15)),
        ("lessons-per-day=1", WhatIf("1 lesson a day", lessons_a_day=1)),
        ("lessons-per-day=0", WhatIf("0 lessons a day", lessons_a_day=0)),
        ("reviews-per-day=100", WhatIf("at most 100 reviews a day", reviews_a_day=100)),
        ("accuracy=+3", WhatIf("accuracy +3", accuracy=3)),
        ("accuracy=3%", WhatIf("accuracy +3", accuracy=3)),
        ("accuracy=-5", WhatIf("accuracy -5", accuracy=-5)),
        ("pause=2027-01-01..2027-01-14", WhatIf("pause 1–14 Jan 2027", pause=JANUARY)),
        ("vacation=2027-01-01..2027-01-14", WhatIf("vacation 1–14 Jan 2027", pause=JANUARY, vacation=True)),
        ("pause=2026-11-20..2026-11-20", WhatIf("pause on 20 Nov 2026", pause=(TODAY, TODAY))),
        (
            "pause=2026-12-28..2027-01-14",
            WhatIf("pause 28 Dec 2026–14 Jan 2027", pause=(date(2026, 12, 28), JANUARY[1])),
        ),
        (
            "lessons-per-day=15  pause=2026-11-28..2026-12-03",
            WhatIf(
                "15 lessons a day, pause 28 Nov–3 Dec 2026",
                lessons_a_day=15,
                pause=(date(2026, 11, 28), date(2026, 12, 3)),
            ),
        ),
    ],
)
def test_a_way_to_go_on_is_called_by_what_differs(text: str, meant: WhatIf) -> None:
    assert what_if(text, TODAY) == meant


def test_a_pause_may_begin_today_and_end_in_a_year() -> None:
    assert what_if("pause=2026-11-20..2027-11-20", TODAY).pause == (TODAY, date(2027, 11, 20))
    with pytest.raises(ValueError, match="more than a year ahead"):
        what_if("pause=2026-11-20..2027-11-21", TODAY)


def test_each_value_is_a_way_of_its_own_and_the_same_one_twice_is_one() -> None:
    found = what_ifs(
        {"lessons-per-day": ["20", "5"], "pause": ["2027-01-01 .. 2027-01-14"]},
        ["lessons-per-day=5", "accuracy=+1 reviews-per-day=9"],
        TODAY,
    )
    assert [one.label for one in found] == [
        "20 lessons a day", "5 lessons a day", "pause 1–14 Jan 2027", "accuracy +1, at most 9 reviews a day",
    ]  # fmt: skip
