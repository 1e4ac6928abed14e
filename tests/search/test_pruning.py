"""Judge, and the contract that every row of SCHEDULERS keeps."""

import random

import pytest

from relsearch.config.schedulers import SCHEDULERS, Asha, Hyperband, Median
from relsearch.search.pruning import build_judge
from relsearch.study import EvaluationRecord


def evaluation(number, score, *, epoch=None, share=None, seconds=1.0):
    return EvaluationRecord(
        number=number,
        epoch=number if epoch is None else epoch,
        share=number / 9 if share is None else share,
        score=score,
        micro_f1=score,
        auprc=score,
        seconds=seconds,
    )


@pytest.mark.parametrize("kind", SCHEDULERS)
def test_every_scheduler_keeps_a_trial_that_is_best_from_the_start(kind):
    judge = build_judge(SCHEDULERS[kind](), longest=9)
    for number in range(12):
        for epoch in range(1, 10):
            assert judge.keeps(number, evaluation(epoch, 10.0 * number + epoch))


@pytest.mark.parametrize("kind", sorted(SCHEDULERS.keys() - {"none"}))
def test_every_scheduler_but_none_stops_a_hopeless_trial(kind):
    judge = build_judge(SCHEDULERS[kind](), longest=9)
    for number in range(12):
        for epoch in range(1, 10):
            judge.keeps(number, evaluation(epoch, 90.0))
    verdicts = [judge.keeps(number, evaluation(9, 0.0)) for number in (98, 99, 100, 101)]
    assert not all(verdicts)


@pytest.mark.parametrize("kind", SCHEDULERS)
def test_replayed_evaluations_lead_to_the_same_verdicts(kind):
    epochs = [(number, epoch) for number in range(8) for epoch in (1, 2, 3)]
    seen = [(number, evaluation(epoch, 7.0 * number)) for number, epoch in epochs]
    lived, reopened = (build_judge(SCHEDULERS[kind](), longest=9) for _ in range(2))
    for number, one in seen:
        lived.keeps(number, one)
    reopened.replay(seen)
    for score in (0.0, 20.0, 60.0):
        newcomer = evaluation(3, score)
        assert lived.keeps(90 + int(score), newcomer) == reopened.keeps(90 + int(score), newcomer)


def test_a_trial_is_judged_by_its_best_score_so_far():
    judge = build_judge(Asha(grace=2), longest=9)
    judge.keeps(0, evaluation(2, 50.0))
    judge.keeps(1, evaluation(1, 80.0))
    assert judge.keeps(1, evaluation(2, 10.0))


def test_on_the_share_axis_schedules_of_different_length_meet_at_the_same_rung():
    judge = build_judge(Asha(axis="share", grace=1, reduction=3), longest=6)
    judge.keeps(0, evaluation(1, 80.0, epoch=1, share=1 / 6))  # 1 of 6 epochs
    short = evaluation(1, 10.0, epoch=0.5, share=1 / 6)  # half an epoch of 3
    assert not judge.keeps(1, short)


def test_on_the_epochs_axis_half_an_epoch_is_before_the_first_rung():
    judge = build_judge(Asha(axis="epochs", grace=1, reduction=3), longest=6)
    judge.keeps(0, evaluation(1, 80.0, epoch=1))
    assert judge.keeps(1, evaluation(1, 10.0, epoch=0.5))


def test_replay_names_the_trials_that_their_last_evaluation_stops():
    judge = build_judge(Asha(), longest=9)
    seen = [(0, 80.0), (1, 10.0), (2, 90.0)]
    assert judge.replay((number, evaluation(1, score)) for number, score in seen) == [1]


@pytest.mark.parametrize("kind", SCHEDULERS)
def test_replay_gives_every_verdict_that_was_given_whatever_the_trials_numbers(kind):
    lived, reopened = (build_judge(SCHEDULERS[kind](), longest=9) for _ in range(2))
    drawn = random.Random(1)
    came = [(number, epoch) for epoch in (1, 3) for number in drawn.sample(range(30), 30)]
    seen = [(number, evaluation(epoch, drawn.uniform(0, 90))) for number, epoch in came]
    verdicts = dict([(number, lived.keeps(number, one)) for number, one in seen])
    assert reopened.replay(seen) == [number for number in verdicts if not verdicts[number]]


def test_hyperband_gives_early_brackets_more_trials():
    judge = build_judge(Hyperband(grace=1, reduction=3), longest=9)
    for number in range(40):
        judge.keeps(number, evaluation(1, 90.0))
    stopped = [not judge.keeps(number, evaluation(1, 0.0)) for number in range(100, 140)]
    assert 20 < sum(stopped) < 40  # those of the bracket whose first rung is epoch 1


def test_median_waits_for_startup_trials():
    judge = build_judge(Median(startup_trials=3), longest=9)
    verdicts = [judge.keeps(number, evaluation(1, 90.0 - number)) for number in range(5)]
    assert verdicts == [True, True, True, False, False]


def test_median_compares_schedules_that_are_never_evaluated_at_the_same_share():
    judge = build_judge(Median(axis="share", startup_trials=3), longest=5)
    for number in range(3):
        for epoch in range(1, 6):
            judge.keeps(number, evaluation(epoch, 50.0 + epoch, share=epoch / 5))
    short = [evaluation(epoch, 1.0, share=epoch / 3) for epoch in (1, 2, 3)]
    assert [judge.keeps(9, one) for one in short] == [False] * 3
    fair = evaluation(1, 51.0, share=1 / 3)  # the others had 51 at 1/5, and 52 only at 2/5
    assert judge.keeps(10, fair)
