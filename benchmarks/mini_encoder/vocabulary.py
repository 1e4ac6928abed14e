"""Pruning of a Unigram tokenizer.json to the pieces that a set of texts uses."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from texts import Text
from tokenizers import Tokenizer


def count_pieces(tokenizer: Tokenizer, texts: Iterable[Text]) -> Counter[int]:
    """Return how often each piece id stands in the texts."""
    counts: Counter[int] = Counter()
    for text in texts:
        for encoding in tokenizer.encode_batch(list(text), add_special_tokens=False):
            counts.update(encoding.ids)
    return counts


def choose_pieces(tokenizer_json: dict, counts: Counter[int], size: int) -> list[int]:
    """Return ``size`` old ids in their old order.

    Special tokens, Hangul syllables and ASCII characters stay whatever their count: with them
    Korean text can always be spelt out instead of falling to ``<unk>``. The most frequent pieces
    fill the rest; of two equally frequent ones a single character goes first, for it spells more.
    """
    pieces = [piece for piece, _ in tokenizer_json["model"]["vocab"]]
    special = {token["id"] for token in tokenizer_json["added_tokens"]}
    kept = {n for n, piece in enumerate(pieces) if n in special or spells_korean(piece)}
    ranked = sorted(range(len(pieces)), key=lambda n: (-counts[n], len(pieces[n]), n))
    for n in ranked:
        if len(kept) == size:
            break
        kept.add(n)
    return sorted(kept)


def spells_korean(piece: str) -> bool:
    """Tell whether a piece is one ASCII character, Hangul syllable or the word boundary."""
    return len(piece) == 1 and (piece.isascii() or "가" <= piece <= "힣" or piece == "▁")


def prune(tokenizer_json: dict, kept: list[int]) -> dict:
    """Return the tokenizer with only the kept pieces; scores stay, ids close up in order."""
    new_id = {old: new for new, old in enumerate(kept)}
    vocab = tokenizer_json["model"]["vocab"]
    model = tokenizer_json["model"] | {"vocab": [vocab[old] for old in kept]}
    added = [token | {"id": new_id[token["id"]]} for token in tokenizer_json["added_tokens"]]
    return tokenizer_json | {"model": model, "added_tokens": added}


def read_tokenizer_json(folder: Path) -> dict:
    """Return a folder's tokenizer.json."""
    return json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
