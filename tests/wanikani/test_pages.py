"""Pages of a collection from a server that names odd ones; the token must go nowhere else."""

import json

import pytest

from collector.core.batches import no_progress
from collector.core.cursor import Endpoint
from collector.core.errors import MalformedResponse, WaniKaniUnavailable
from collector.wanikani import decode
from collector.wanikani.client import Conversation
from collector.wanikani.fetcher import Fetcher
from collector.wanikani.http import Http
from tests.wanikani.hostile import Hostile, one_after_another, sends, whole
from tests.wanikani.requests_made import TOKEN, Hurried


def resets(next_url: str | None, total: int = 3) -> bytes:
    """A page with one reset."""
    row = {
        "id": 1, "object": "reset", "data_updated_at": "2024-03-04T12:00:00.000000Z",
        "data": {"original_level": 2, "target_level": 1, "confirmed_at": None},
    }  # fmt: skip
    page = {
        "object": "collection", "pages": {"per_page": 1, "next_url": next_url}, "total_count": total,
        "data_updated_at": "2024-03-04T12:00:00.000000Z", "data": [row],
    }  # fmt: skip
    return json.dumps(page).encode()


def ask_for_resets(conversation: Conversation) -> None:
    fetcher = Fetcher(conversation, {}, no_progress)
    try:
        fetcher.fetch_all(Endpoint.RESETS, decode.RESETS)
    finally:
        assert fetcher.new_cursors == []


def test_pages_that_do_not_end_are_a_failed_pass(conversation: Conversation, hostile: Hostile) -> None:
    hostile.behaviour = lambda exchange: exchange.send(
        whole(resets(f"{exchange.base}/resets?page_after_id={exchange.number}"))
    )
    with pytest.raises(WaniKaniUnavailable, match="/resets do not end"):
        ask_for_resets(conversation)
    assert len(hostile.requests) == 3 + 2


def test_a_page_that_names_itself_or_an_earlier_one_is_a_failed_pass(
    conversation: Conversation, hostile: Hostile
) -> None:
    hostile.behaviour = lambda exchange: exchange.send(
        whole(resets(f"{exchange.base}/resets?page_after_id=1", total=900_000))
    )
    with pytest.raises(WaniKaniUnavailable, match="/resets do not end"):
        ask_for_resets(conversation)
    assert len(hostile.requests) == 2


@pytest.mark.parametrize(
    "swapped", [("127.0.0.1", "localhost"), ("http://", "http://user:word@"), ("http:", "")]
)
def test_a_next_page_that_leads_elsewhere_is_not_asked(
    conversation: Conversation, hostile: Hostile, swapped: tuple[str, str]
) -> None:
    hostile.behaviour = sends(whole(resets(f"{hostile.base}/resets?page_after_id=1".replace(*swapped))))
    with pytest.raises(WaniKaniUnavailable, match="at another address"):
        ask_for_resets(conversation)
    assert len(hostile.requests) == 1


def test_a_next_page_on_another_port_gets_no_token(conversation: Conversation, hostile: Hostile) -> None:
    with Hostile() as elsewhere:
        hostile.behaviour = sends(whole(resets(f"{elsewhere.base}/resets?page_after_id=1")))
        with pytest.raises(WaniKaniUnavailable, match="at another address"):
            ask_for_resets(conversation)
        assert elsewhere.requests == []


def test_a_next_page_that_repeats_the_token_does_not_bring_it_into_the_sentence(
    conversation: Conversation, hostile: Hostile
) -> None:
    page = whole(resets(f"{hostile.base}/{TOKEN}"))
    hostile.behaviour = one_after_another(sends(page), sends(whole(b"", "404 Not Found")))
    with pytest.raises(WaniKaniUnavailable, match="a further page") as caught:
        ask_for_resets(conversation)
    assert TOKEN not in f"{caught.value!s}{caught.value!r}"


def test_a_pass_that_breaks_in_the_middle_moves_no_cursor(
    conversation: Conversation, hostile: Hostile
) -> None:
    page = whole(resets(f"{hostile.base}/resets?page_after_id=1"))
    hostile.behaviour = one_after_another(sends(page), sends(whole(b'{"object": "coll')))
    with pytest.raises(MalformedResponse, match="/resets"):
        ask_for_resets(conversation)


@pytest.mark.parametrize("pages", [1, 2])
def test_fewer_rows_than_were_announced_are_a_failed_pass(
    conversation: Conversation, hostile: Hostile, pages: int
) -> None:
    further = [sends(whole(resets(f"{hostile.base}/resets?page_after_id=1")))] * (pages - 1)
    hostile.behaviour = one_after_another(*further, sends(whole(resets(None))))
    with pytest.raises(MalformedResponse, match=f"announces 3 rows but has {pages}"):
        ask_for_resets(conversation)


def test_a_page_with_more_rows_than_it_may_have_is_a_failed_pass(
    conversation: Conversation, hostile: Hostile
) -> None:
    page = json.loads(resets(None, total=2))
    page["data"] *= 2
    hostile.behaviour = sends(whole(json.dumps(page).encode()))
    with pytest.raises(MalformedResponse, match="/resets has 2 rows on a page for 1"):
        ask_for_resets(conversation)


def test_more_rows_than_any_learner_has_are_not_asked_for(
    conversation: Conversation, hostile: Hostile
) -> None:
    hostile.behaviour = sends(whole(resets(f"{hostile.base}/resets?page_after_id=1", total=2**31 - 1)))
    with pytest.raises(MalformedResponse, match="announces 2,147,483,647 rows, which is impossible"):
        ask_for_resets(conversation)
    assert len(hostile.requests) == 1


def test_below_a_prefix_everything_is_asked_below_it(http: Http, hostile: Hostile, clock: Hurried) -> None:
    base = f"{hostile.origin}/mirror/of/v2"
    hostile.behaviour = one_after_another(
        sends(whole(resets(f"{base}/resets?page_after_id=1", total=2))), sends(whole(resets(None, total=2)))
    )
    fetcher = Fetcher(Conversation(http, base, TOKEN, clock), {}, no_progress)
    assert len(fetcher.fetch_all(Endpoint.RESETS, decode.RESETS) or ()) == 2
    assert [request.path for request in hostile.requests] == [
        "/mirror/of/v2/resets", "/mirror/of/v2/resets?page_after_id=1"
    ]  # fmt: skip
