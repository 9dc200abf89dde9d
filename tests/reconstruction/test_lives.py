"""Whatever a learner does and whenever WaniKani is asked, the reviews found are the true ones.

A hundred random lives (LIVES=400 makes it more, as CI does); what is asserted of each is in `lives`.
With at most one review of an item between two polls it is found exactly: to the microsecond, in every
field. With more, the number of reviews and of wrong answers agree, stages chain, order and due times
hold. Nothing is marked exact that is not, and nothing is unexplained.
"""

import os
from pathlib import Path

import pytest

from tests.reconstruction.lives import lived

_LIVES = int(os.environ.get("LIVES", "100"))
_AT_ONCE = 10


# CI's take as long as a tenth of all other tests: `conftest` spreads them over all workers.
@pytest.mark.parametrize("first", range(0, _LIVES, _AT_ONCE))
def test_the_reviews_of_any_life_are_found(first: int, tmp_path: Path) -> None:
    for seed in range(first, min(first + _AT_ONCE, _LIVES)):
        tally = lived(seed, tmp_path / str(seed))
        assert tally["found"] <= tally["reviews"]
