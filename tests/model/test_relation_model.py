"""RelationModel: what it sends to the encoder, and that it survives being saved."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from transformers import AutoModel

from relsearch.data.example import Entity, Example
from relsearch.model.build import build_model
from relsearch.model.encoder import load_tokenizer, quiet
from relsearch.model.heads import HEADS
from relsearch.model.relation_model import RelationModel
from relsearch.text.encode import TextEncoder
from relsearch.text.formats import FORMATS, special_tokens

LABELS = ("no_relation", "per:title", "org:members")
EXAMPLES = (
    Example("0", "해리슨이 쓰고 비틀즈가 부른 노래", Entity(8, 11, "ORG"), Entity(0, 3, "PER")),
    Example("1", "부덕이는 개다", Entity(0, 3, "PER"), Entity(5, 6, "POH")),
)
TYPES = ("ORG", "PER", "POH")
RELOAD = """
import sys, torch
from pathlib import Path
from relsearch.model.encoder import quiet
from relsearch.model.relation_model import RelationModel

for folder in sorted(Path(sys.argv[1]).iterdir()):
    with quiet():
        model = RelationModel.from_pretrained(folder)
    saved = torch.load(folder / "expected.pt")
    with torch.no_grad():
        logits = model(**saved["batch"]).logits
    torch.testing.assert_close(logits, saved["logits"], msg=lambda text: f"{folder.name}: {text}")
    print(folder.name, model.config.labels)
"""


def build(encoder: Path, input_format: str, **options: Any) -> tuple[RelationModel, Any]:
    tokenizer = load_tokenizer(str(encoder), special_tokens(input_format, types=TYPES))
    return build_on(encoder, tokenizer, **options), tokenizer


def build_on(encoder: Path, tokenizer: Any, **options: Any) -> RelationModel:
    model = build_model(
        str(encoder),
        tokenizer=tokenizer,
        labels=LABELS,
        no_relation="no_relation",
        entity_types=TYPES,
        **options,
    )
    return model.eval()


def encode(tokenizer: Any, input_format: str, padding: int = 0) -> dict[str, Tensor]:
    """Return the batch of both examples, with ``padding`` tokens more than it needs."""
    encoder = TextEncoder(tokenizer, input_format=input_format, prompt="s_and_o")
    rows: list[Any] = encoder.encode(EXAMPLES)
    positions = torch.tensor([row.pop("positions") for row in rows])
    longest = max(len(row["input_ids"]) for row in rows)
    batch = tokenizer.pad(
        rows, padding="max_length", max_length=longest + padding, return_tensors="pt"
    )
    return {**batch, "positions": positions}


@pytest.mark.parametrize("family", ["tiny_encoder", "tiny_roberta"])
@pytest.mark.parametrize("head", HEADS)
def test_more_padding_changes_no_logit(
    head: str, family: str, request: pytest.FixtureRequest
) -> None:
    model, tokenizer = build(request.getfixturevalue(family), "entity_marker", head=head)
    with torch.no_grad():
        short = model(**encode(tokenizer, "entity_marker")).logits
        long = model(**encode(tokenizer, "entity_marker", padding=9)).logits
    torch.testing.assert_close(short, long)


def test_rows_do_not_depend_on_their_batch(tiny_encoder: Path) -> None:
    model, tokenizer = build(tiny_encoder, "default")
    batch = encode(tokenizer, "default")
    length = int(batch["attention_mask"][1].sum())
    alone = {name: rows[1:, :length] for name, rows in batch.items()}
    with torch.no_grad():
        torch.testing.assert_close(model(**alone).logits, model(**batch).logits[1:])


def test_attention_mask_reaches_the_encoder(tiny_encoder: Path) -> None:
    model, tokenizer = build(tiny_encoder, "default")
    batch = encode(tokenizer, "default")
    with torch.no_grad():
        masked = model(**batch).logits
        unmasked = model(**{**batch, "attention_mask": torch.ones_like(batch["input_ids"])}).logits
    torch.testing.assert_close(masked[0], unmasked[0])  # the longest row has no padding
    assert not torch.allclose(masked[1], unmasked[1])


def test_token_type_1_never_reaches_an_encoder_of_one_type(tiny_roberta: Path) -> None:
    model, tokenizer = build(tiny_roberta, "default")
    batch = encode(tokenizer, "default")
    assert batch["token_type_ids"].max() == 1
    with torch.no_grad():
        logits = model(**batch).logits
        del batch["token_type_ids"]
        torch.testing.assert_close(logits, model(**batch).logits)


def test_token_types_reach_an_encoder_of_two(tiny_encoder: Path) -> None:
    model, tokenizer = build(tiny_encoder, "default")
    batch = encode(tokenizer, "default")
    with torch.no_grad():
        logits = model(**batch).logits
        del batch["token_type_ids"]
        assert not torch.allclose(logits, model(**batch).logits)


def test_auto_model_loads_it(tiny_encoder: Path, tmp_path: Path) -> None:
    model, _ = build(tiny_encoder, "entity_marker", head="entity_span")
    with quiet():
        model.save_pretrained(tmp_path)
        loaded = AutoModel.from_pretrained(tmp_path)
    assert isinstance(loaded, RelationModel)
    assert (loaded.config.head, loaded.config.labels) == ("entity_span", LABELS)
    assert loaded.config.encoder.to_dict() == model.config.encoder.to_dict()


def test_saved_tokenizer_keeps_its_markers(tiny_encoder: Path, tmp_path: Path) -> None:
    _, tokenizer = build(tiny_encoder, "entity_marker")
    tokenizer.save_pretrained(tmp_path)
    assert load_tokenizer(str(tmp_path)).get_vocab() == tokenizer.get_vocab()


def test_batch_norm_statistics_and_types_survive_saving(tiny_encoder: Path, tmp_path: Path) -> None:
    options = {"head_norm": "batch", "head_type_embedding": True}
    model, tokenizer = build(tiny_encoder, "default", head="entity_start", head_options=options)
    batch = {**encode(tokenizer, "default"), "types": torch.tensor([[1, 2], [2, 3]])}
    model.train()(**batch)
    with quiet(), torch.no_grad():
        model.save_pretrained(tmp_path)
        loaded = RelationModel.from_pretrained(tmp_path)
        torch.testing.assert_close(loaded(**batch).logits, model.eval()(**batch).logits)


def test_every_format_and_head_reloads_with_the_same_logits_in_a_new_process(
    tiny_encoder: Path, tmp_path: Path
) -> None:
    for input_format in FORMATS:
        save_with_every_head(tiny_encoder, input_format, tmp_path)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RELOAD, str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(FORMATS) * len(HEADS)


def save_with_every_head(encoder: Path, input_format: str, folder: Path) -> None:
    """Save a model for each head, beside a batch and the logits that it gives."""
    tokenizer = load_tokenizer(str(encoder), special_tokens(input_format, types=TYPES))
    batch = encode(tokenizer, input_format)
    for head in HEADS:
        model = build_on(encoder, tokenizer, head=head)
        saved = folder / f"{input_format}-{head}"
        with quiet(), torch.no_grad():
            model.save_pretrained(saved)
            torch.save({"batch": batch, "logits": model(**batch).logits}, saved / "expected.pt")
