"""Board: what driver and trials leave each other word of."""

import asyncio

from relsearch.search.board import Board
from relsearch.search.trainable import now_and_then


def test_a_trial_is_silent_when_nothing_was_heard_of_it_for_so_long():
    board = Board()
    board.begin(3, "a node")
    assert board.silent(60) == []
    assert board.silent(-1) == [3]


def test_nothing_more_is_expected_of_a_trial_that_ended():
    board = Board()
    board.begin(3, "a node")
    assert board.end(3) == "a node"
    assert board.end(3) is None
    assert board.silent(-1) == []


def test_a_verdict_outlives_the_attempt_that_it_was_made_in():
    board = Board()
    board.prune(3)
    board.end(3)
    assert board.is_pruned(3)


def test_word_is_left_at_most_now_and_then():
    calls = []
    call = now_and_then(lambda: calls.append(1), every=60)
    call(), call(), call()
    assert calls == [1]


def test_a_trial_is_waited_for_until_it_ends():
    async def outlive():
        board = Board()
        board.begin(3, "a node")
        waiting = asyncio.create_task(board.until_end(3))
        await asyncio.sleep(0)
        running = not waiting.done()
        board.end(3)
        await asyncio.wait_for(waiting, 1)
        await asyncio.wait_for(board.until_end(3), 1)
        return running

    assert asyncio.run(outlive())


def test_a_trial_begun_again_ends_the_wait_for_its_first_attempt():
    async def begin_twice():
        board = Board()
        board.begin(3, "a node")
        waiting = asyncio.create_task(board.until_end(3))
        await asyncio.sleep(0)
        board.begin(3, "another node")
        await asyncio.wait_for(waiting, 1)

    asyncio.run(begin_twice())
