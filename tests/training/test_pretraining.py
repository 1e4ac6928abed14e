import itertools
import json

import pytest
import torch
from transformers import AutoModel, AutoModelForMaskedLM

from relsearch.config.pretraining import PretrainingConfig
from relsearch.errors import ConfigError
from relsearch.model.encoder import load_tokenizer
from relsearch.training import pretraining_course
from relsearch.training.masking import SEEN, MaskedRows
from relsearch.training.pretraining import pretrain, split
from relsearch.training.run import fine_tune

PEOPLE, PLACES = ("가람", "나래", "다솜", "라온"), ("서울", "부산", "대구", "광주")
SENTENCES = [
    f"{person}은 {place}에서 {deed}."
    for person, place, deed in itertools.product(PEOPLE, PLACES, ("살았다", "일했다", "노래했다"))
]


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Two threads may add in another order, and runs that are compared must be equal."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def config(tiny_encoder):
    return PretrainingConfig(
        encoder=str(tiny_encoder), epochs=3, lr=3e-3, batch_size=8, max_length=32
    )


@pytest.fixture(scope="module")
def whole(config, tmp_path_factory):
    """An uninterrupted run: its folder and its held-out losses."""
    folder = tmp_path_factory.mktemp("whole") / "encoder"
    return folder, pretrain(config, SENTENCES, output=folder)


def masked(tokenizer, **options):
    return MaskedRows(
        SENTENCES, tokenizer, **{"max_length": 32, "whole_words": False, "seed": 1, **options}
    )


def weights_in(folder):
    return AutoModelForMaskedLM.from_pretrained(folder).state_dict()


@pytest.fixture(params=["bundled/mini", "tiny"])
def tokenizer(request, tiny_encoder):
    """Pieces that bring the space before them, and pieces that do not."""
    return load_tokenizer(str(tiny_encoder) if request.param == "tiny" else request.param)


def test_about_15_percent_are_hidden_and_never_a_special_token(tokenizer):
    rows = masked(tokenizer)
    plain, batch = rows.rows[range(48)], rows[range(48)]
    hidden = batch["labels"] != SEEN
    real = plain["special"] == 0
    real &= plain["attention_mask"] == 1
    assert not (hidden & ~real).any()
    assert 0.08 < hidden.sum() / real.sum() < 0.25
    assert torch.equal(batch["labels"][hidden], plain["input_ids"][hidden])
    assert torch.equal(batch["input_ids"][~hidden], plain["input_ids"][~hidden])


def test_whole_words_are_hidden_whole(tokenizer):
    rows = masked(tokenizer, whole_words=True)
    batch = rows[range(48)]
    hidden = batch["labels"] != SEEN
    assert (batch["input_ids"][hidden] == tokenizer.mask_token_id).all()
    counts = []
    for ids, row, sentence in zip(
        rows.rows[range(48)]["input_ids"], hidden, SENTENCES, strict=True
    ):
        words = sentence.removesuffix(".").split()
        kept = tokenizer.decode(ids[~row], skip_special_tokens=True)
        kept = kept.replace(" ", "").replace("##", "")
        kept_words = [word for word in words if word in kept]
        assert "".join(kept_words) == kept.removesuffix(".")
        counts.append(len(words) - len(kept_words))
    assert {0, 1} <= set(counts)


def test_what_is_hidden_follows_from_the_rows_and_the_seed(tokenizer):
    first = masked(tokenizer)[[3, 1]]["labels"]
    assert torch.equal(masked(tokenizer)[[3, 1]]["labels"], first)
    assert not torch.equal(masked(tokenizer, seed=2)[[3, 1]]["labels"], first)


def test_no_batch_is_without_a_hidden_token(tokenizer):
    rows = masked(tokenizer)
    assert all((rows[[number]]["labels"] != SEEN).any() for number in range(48))


def test_sentences_are_split_once_and_all_used():
    train, held_out = split(SENTENCES, seed=1)
    assert len(held_out) == 2
    assert sorted(train + held_out) == sorted(SENTENCES)


def test_the_loss_falls(whole):
    _, losses = whole
    assert len(losses) == 4
    assert losses[-1] < losses[0] - 0.5


def test_the_loss_of_whole_words_falls(config, tmp_path):
    changed = config.model_copy(update={"epochs": 1, "whole_word_masking": True})
    before, after = pretrain(changed, SENTENCES, output=tmp_path / "encoder")
    assert after < before


def test_the_output_is_an_encoder(whole, tmp_path, corpus, trial):
    folder, _ = whole
    _, report = AutoModel.from_pretrained(folder, add_pooling_layer=False, output_loading_info=True)
    assert not report["missing_keys"]
    tuned = trial.model_copy(update={"encoder": str(folder), "epochs": 1})
    assert fine_tune(tuned, corpus, folder=tmp_path / "run").best.number == 1


def test_a_new_head_is_tied_to_the_embeddings(whole):
    model = AutoModelForMaskedLM.from_pretrained(whole[0])
    assert model.get_output_embeddings().weight is model.get_input_embeddings().weight


def test_the_output_says_what_it_was_made_of(whole, config):
    folder, losses = whole
    told = json.loads((folder / "pretraining.json").read_text())
    assert told["config"] == config.model_dump()
    assert told["losses"] == list(losses)


@pytest.mark.parametrize("died_at", [0, 9, 18], ids=["first update", "mid epoch", "end of epoch"])
def test_an_interrupted_and_resumed_run_equals_an_uninterrupted_one(
    config, whole, tmp_path, monkeypatch, died_at
):
    folder, losses = whole
    monkeypatch.setattr(pretraining_course, "SAVE_EVERY", 0.0)

    def die(progress):
        if progress.step == died_at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pretrain(config, SENTENCES, output=tmp_path / "encoder", on_progress=die)
    steps = []
    resumed = pretrain(
        config,
        SENTENCES,
        output=tmp_path / "encoder",
        resume=True,
        on_progress=lambda progress: steps.append(progress.step),
    )
    assert steps[0] >= died_at
    assert resumed == losses
    found, expected = weights_in(tmp_path / "encoder"), weights_in(folder)
    assert all(torch.equal(found[name], expected[name]) for name in expected)


def test_an_unfinished_run_is_never_begun_anew_or_gone_on_with_otherwise(config, tmp_path):
    def die(progress):
        if progress.epoch > 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pretrain(config, SENTENCES, output=tmp_path, on_progress=die)
    with pytest.raises(ConfigError, match="add --resume"):
        pretrain(config, SENTENCES, output=tmp_path)
    with pytest.raises(ConfigError, match="begun with other settings"):
        other = config.model_copy(update={"lr": 1e-3})
        pretrain(other, SENTENCES, output=tmp_path, resume=True)


def test_a_folder_of_other_things_is_left_alone(config, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ConfigError, match="not empty"):
        pretrain(config, SENTENCES, output=tmp_path, resume=True)
    assert (tmp_path / "thesis.txt").exists()


def test_progress_is_told_in_order(config, tmp_path):
    told = []
    pretrain(
        config.model_copy(update={"epochs": 2}),
        SENTENCES,
        output=tmp_path / "new",
        on_progress=told.append,
    )
    assert told[0].held_out is not None and told[0].loss is None
    assert [one.step for one in told] == sorted(one.step for one in told)
    assert [one.epoch for one in told if one.held_out is not None] == [0, 1, 2]


def test_max_length_beyond_the_encoders_is_refused(config, tmp_path):
    with pytest.raises(ConfigError, match="max_length <= 512"):
        pretrain(config.model_copy(update={"max_length": 600}), SENTENCES, output=tmp_path)
