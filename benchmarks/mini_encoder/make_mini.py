"""Makes relsearch/data/bundled/mini out of an e5-small-ko folder; README.md has the command."""

import argparse
import json
import random
import shutil
from pathlib import Path

import torch
from distil import Batch, Recipe, Targets, distil, make_batches
from safetensors.torch import load_file, save_file
from texts import Text, read_texts
from tokenizers import Tokenizer
from torch import Tensor
from transformers import AutoConfig, BertModel, PreTrainedModel
from vocabulary import choose_pieces, count_pieces, prune, read_tokenizer_json

PIECES = 11_000
LAYERS = (2, 5, 8, 11)  # the teacher's layers (from 0) that the student starts as
RECIPE = Recipe(pairs=((2, 6, 0.5), (4, 12, 1.0)), epochs=2, lr=8e-4)
TEXTS = 14_000  # distilled on, drawn from all; the pieces are counted over all
MAX_TOKENS = 192
BATCH_TOKENS = 1536


def main() -> None:
    """Prune, cut, distil, save."""
    options = parse()
    torch.manual_seed(RECIPE.seed)
    texts = read_texts(options.klue_train, options.unlabelled)
    tokenizer, kept = prune_tokenizer(options.teacher, texts)
    write_folder(options.cut, options.teacher, tokenizer, cut(options.teacher, kept, LAYERS))
    if options.cut_only:
        return
    student, teacher = load(options.cut), load_teacher(options.teacher, kept)
    draw = random.Random(RECIPE.seed)
    batches = encode(tokenizer, draw.sample(texts, TEXTS))
    targets = Targets(teacher, tuple(layer for _, layer, _ in RECIPE.pairs))
    targets.measure(draw.sample(batches, 20))
    train(student, targets, batches, options.output.with_suffix(".partial"))
    states = {name: value.half() for name, value in student.state_dict().items()}
    write_folder(options.output, options.teacher, tokenizer, states)


def parse() -> argparse.Namespace:
    """Return the paths of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teacher", type=Path, required=True, help="folder of e5-small-ko")
    parser.add_argument("--klue-train", type=Path, required=True, help="KLUE-RE's train.json")
    parser.add_argument("--unlabelled", type=Path, required=True, help="folder of .txt files")
    parser.add_argument("--cut", type=Path, required=True, help="where the undistilled cut goes")
    parser.add_argument("--output", type=Path, required=True, help="where the student goes")
    parser.add_argument("--cut-only", action="store_true", help="stop before distillation")
    return parser.parse_args()


def prune_tokenizer(teacher: Path, texts: list[Text]) -> tuple[Tokenizer, list[int]]:
    """Return the tokenizer of PIECES pieces and the old ids of these pieces."""
    whole = read_tokenizer_json(teacher)
    counts = count_pieces(Tokenizer.from_str(json.dumps(whole)), texts)
    kept = choose_pieces(whole, counts, PIECES)
    return Tokenizer.from_str(json.dumps(prune(whole, kept))), kept


def cut(teacher: Path, kept: list[int], layers: tuple[int, ...]) -> dict[str, Tensor]:
    """Return the teacher's weights with only the kept pieces and layers."""
    weights = load_file(teacher / "model.safetensors")
    words = "embeddings.word_embeddings.weight"
    found = {name: value for name, value in weights.items() if name.startswith("embeddings")}
    found[words] = weights[words][kept]
    for new, old in enumerate(layers):
        prefix = f"encoder.layer.{old}."
        for name, value in weights.items():
            if name.startswith(prefix):
                found[f"encoder.layer.{new}." + name.removeprefix(prefix)] = value
    return found


def write_folder(
    folder: Path, teacher: Path, tokenizer: Tokenizer, weights: dict[str, Tensor]
) -> None:
    """Write an ordinary Hugging Face folder: fp16 weights, config and tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    config = json.loads((teacher / "config.json").read_text(encoding="utf-8"))
    config["vocab_size"] = len(weights["embeddings.word_embeddings.weight"])
    config["num_hidden_layers"] = len({name.split(".")[2] for name in weights if "layer." in name})
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    compact = json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(compact + "\n", encoding="utf-8")
    shutil.copyfile(teacher / "tokenizer_config.json", folder / "tokenizer_config.json")
    halves = {name: value.half().contiguous() for name, value in weights.items()}
    save_file(halves, folder / "model.safetensors", metadata={"format": "pt"})


def load(folder: Path) -> PreTrainedModel:
    """Return the folder's encoder in fp32, without the pooler that nothing reads.

    Eager attention, because the backward pass of the fused one takes half of a CPU step.
    """
    return BertModel.from_pretrained(
        folder, add_pooling_layer=False, dtype=torch.float32, attn_implementation="eager"
    )


def load_teacher(folder: Path, kept: list[int]) -> PreTrainedModel:
    """Return the teacher in bf16 with only the kept pieces, so that both read the same ids."""
    config = AutoConfig.from_pretrained(folder, vocab_size=len(kept))
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(cut(folder, kept, tuple(range(config.num_hidden_layers))))
    return model.to(torch.bfloat16).eval()


def encode(tokenizer: Tokenizer, texts: list[Text]) -> list[Batch]:
    """Return the texts in batches; a text of two parts is encoded as a pair."""
    tokenizer.enable_truncation(MAX_TOKENS)
    encodings = tokenizer.encode_batch([text if len(text) > 1 else text[0] for text in texts])
    tokenizer.no_truncation()
    pad = tokenizer.token_to_id("<pad>")
    return make_batches([encoding.ids for encoding in encodings], pad=pad, tokens=BATCH_TOKENS)


def train(student: PreTrainedModel, targets: Targets, batches: list[Batch], partial: Path) -> None:
    """Distil, print the mean loss every 100 steps, and keep each epoch's weights in ``partial``."""
    recent: list[float] = []
    for step, loss, seconds in distil(student, targets, batches, RECIPE):
        recent.append(loss)
        if step % 100 == 0:
            print(f"step {step} loss {sum(recent) / len(recent):.4f} {seconds:.0f} s", flush=True)
            recent.clear()
        if step % len(batches) == 0:
            partial.mkdir(parents=True, exist_ok=True)
            weights = {name: value.half() for name, value in student.state_dict().items()}
            save_file(weights, partial / f"epoch-{step // len(batches)}.safetensors")


if __name__ == "__main__":
    main()
