"""Collections of Anki in languages that call their note types otherwise."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.core.moments import moment
from collector.simulator.world.world import World
from collector.views.exports import items
from collector.views.exports.cards import as_cards
from collector.views.exports.table import ExportFilter
from tests.anki.collection import INSTALLED, OwnersAnki, owners_anki
from tests.harness import NOON, Rig, only_account

# Language, and what Anki calls there the note type with a front and a back.
NOTE_TYPES = {"en": "Basic", "de": "Einfach", "ja": "基本"}


@pytest.fixture(params=NOTE_TYPES)
def language(request: pytest.FixtureRequest) -> str:
    """The language of the collection."""
    return str(request.param)


@pytest.fixture
def anki(tmp_path: Path, language: str) -> Iterator[OwnersAnki]:
    """A new collection; without Anki the test is skipped, with the reason."""
    if not INSTALLED:
        pytest.skip("Anki is not installed: make anki does it")
    with owners_anki(tmp_path, language) as anki:
        yield anki


@pytest.fixture(scope="session")
def lived_cards(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The cards of all items of an account, as `export unknown` writes them before the first lesson."""
    rig = Rig(tmp_path_factory.mktemp("state"), World(NOON, levels=4, per_level=40))
    rig.good_poll()
    with rig.app() as app, only_account(app).store.reading() as tx:
        table = items.unknown(tx, ExportFilter(moment(NOON), ZoneInfo("UTC")))
        return "".join(as_cards(table))
