"""Whatever a learner does and whenever WaniKani is asked, the reviews found are the true ones.

Two thousand random lives; what is asserted of each is in `lives`. With at most one review of an item
between two polls it is found exactly: to the microsecond, in every field. With more, the number of
reviews and of wrong answers agree, stages chain, order and due times hold. Nothing is marked exact
that is not, and nothing is unexplained.
"""

from pathlib import Path

import pytest

from tests.reviews.lives import lived

_LIVES = 2000
_AT_ONCE = 10


@pytest.mark.parametrize("first", range(0, _LIVES, _AT_ONCE))
def test_the_reviews_of_any_life_are_found(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + _AT_ONCE):
        tally = lived(seed, tmp_path / str(seed))
        assert tally["found"] <= tally["reviews"]
