"""The bundled encoder: an ordinary Hugging Face folder, small, Korean, with its notice."""

import json
from pathlib import Path

import pytest
import torch
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerFast

from relsearch.data.sample import generate
from relsearch.model.encoder import resolve_encoder

MINI = Path(resolve_encoder("bundled/mini"))


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return AutoTokenizer.from_pretrained(MINI, local_files_only=True)


def test_folder_is_at_most_24_megabytes() -> None:
    assert sum(file.stat().st_size for file in MINI.iterdir()) <= 24_000_000


def test_weights_load_offline_in_ordinary_classes() -> None:
    model, report = AutoModel.from_pretrained(
        MINI, local_files_only=True, add_pooling_layer=False, output_loading_info=True
    )
    assert not report["missing_keys"] and not report["unexpected_keys"]
    assert model.config.num_hidden_layers == 4


def test_similar_sentences_lie_closer_than_others(tokenizer: PreTrainedTokenizerFast) -> None:
    model = AutoModel.from_pretrained(MINI, local_files_only=True, add_pooling_layer=False).eval()
    sentences = [
        "세종대왕은 조선의 네 번째 왕이다.",
        "조선의 제4대 임금은 세종이다.",
        "오늘 점심에는 라면을 먹었다.",
    ]
    batch = tokenizer(sentences, padding=True, return_tensors="pt")
    with torch.inference_mode():
        hidden = model(**batch).last_hidden_state  # (sentences, tokens, hidden)
    weights = batch["attention_mask"].unsqueeze(2)
    first, same, other = (hidden * weights).sum(1) / weights.sum(1)
    assert torch.cosine_similarity(first, same, dim=0) > torch.cosine_similarity(
        first, other, dim=0
    )


def test_vocabulary_is_as_large_as_the_embeddings(tokenizer: PreTrainedTokenizerFast) -> None:
    config = json.loads((MINI / "config.json").read_text(encoding="utf-8"))
    assert len(tokenizer) == config["vocab_size"]


@pytest.mark.parametrize(
    ("token", "id"), [("<s>", 0), ("<pad>", 1), ("</s>", 2), ("<unk>", 3), ("<mask>", 10_999)]
)
def test_special_tokens_are_where_they_belong(
    tokenizer: PreTrainedTokenizerFast, token: str, id: int
) -> None:
    assert tokenizer.convert_tokens_to_ids(token) == id
    assert tokenizer.encode(token, add_special_tokens=False) == [id]


def test_korean_sentences_hold_no_unknown_piece(tokenizer: PreTrainedTokenizerFast) -> None:
    corpus = generate(rows=200, seed=7)
    sentences = [example.sentence for example in corpus.train]
    unknown = tokenizer.unk_token_id
    assert [text for text in sentences if unknown in tokenizer.encode(text)] == []


def test_markers_of_the_punctuation_formats_are_pieces(tokenizer: PreTrainedTokenizerFast) -> None:
    assert tokenizer.unk_token_id not in tokenizer.encode("@ * per * 이순신 @ 은 # ^ org ^ 수군 #")


def test_notice_names_licence_and_data() -> None:
    assert "Copyright (c) 2023 Intfloat" in (MINI / "LICENSE").read_text(encoding="utf-8")
    card = (MINI / "README.md").read_text(encoding="utf-8")
    assert "MIT" in card and "CC BY-SA 4.0" in card
