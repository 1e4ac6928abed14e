"""MaskedRows: sentences as token ids, some of which are hidden, to be told from the rest."""

from collections.abc import Sequence
from itertools import chain, count
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset
from transformers import DataCollatorForLanguageModeling
from transformers import PreTrainedTokenizerFast as Tokenizer

from relsearch.training.batches import Batch, Rows

SEEN = -100  # the label of tokens that were not hidden: they count in no loss


class MaskedRows(Dataset[Batch]):
    """Encoded sentences; a batch of them has a share of its tokens hidden and ``labels`` for them.

    15 % of the tokens are hidden as BERT hides them: of ten, eight become the mask token and one
    another token; of whole words all do. What is hidden depends on the seed and on the rows of the
    batch, so that a resumed run hides what an uninterrupted one would have.
    """

    def __init__(
        self,
        sentences: Sequence[str],
        tokenizer: Tokenizer,
        *,
        max_length: int,
        whole_words: bool,
        seed: int,
    ) -> None:
        self.rows = encode(sentences, tokenizer, max_length=max_length)
        self.seed = seed
        self.collator = DataCollatorForLanguageModeling(
            tokenizer,
            whole_word_mask=whole_words,
            mask_replace_prob=1.0 if whole_words else 0.8,
            random_replace_prob=0.0 if whole_words else 0.1,
        )

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, chosen: Any) -> Batch:
        """Return the rows as a padded and masked batch, at least one token of it hidden."""
        for attempt in count():
            seed = np.random.SeedSequence([self.seed, attempt, *map(int, chosen)])
            self.collator.generator = torch.Generator().manual_seed(int(seed.generate_state(1)[0]))
            batch = self._masked(self.rows[chosen])
            if (batch["labels"] != SEEN).any():
                break
        return batch

    __getitems__ = __getitem__  # by which torch's DataLoader takes a batch at once

    def _masked(self, batch: Batch) -> Batch:
        offsets = torch.stack([batch.pop("starts"), batch.pop("ends")], dim=-1)
        special = batch.pop("special") | (batch["attention_mask"] == 0)  # (batch, tokens)
        hidden, labels = self.collator.torch_mask_tokens(
            batch["input_ids"], special_tokens_mask=special, offset_mapping=offsets
        )
        return {**batch, "input_ids": hidden, "labels": labels}


def encode(sentences: Sequence[str], tokenizer: Tokenizer, *, max_length: int) -> Rows:
    """Return the sentences cut to ``max_length``, without those of which no token is left.

    ``special`` says which tokens are never hidden; ``starts`` and ``ends`` are each token's
    characters without the spaces around them, by which the tokens of one word touch.
    """
    encoded = tokenizer(
        list(sentences),
        truncation=True,
        max_length=max_length,
        return_special_tokens_mask=True,
        return_offsets_mapping=True,
        return_attention_mask=False,
        return_token_type_ids=False,
    )
    full = [row for row, mask in enumerate(encoded["special_tokens_mask"]) if not all(mask)]
    spans = [_trimmed(encoded["offset_mapping"][row], sentences[row]) for row in full]
    columns = {
        "input_ids": [encoded["input_ids"][row] for row in full],
        "special": [encoded["special_tokens_mask"][row] for row in full],
        "starts": [[start for start, _ in row] for row in spans],
        "ends": [[end for _, end in row] for row in spans],
    }
    return Rows(
        np.array([len(row) for row in columns["input_ids"]]),
        tokens={name: np.array([*chain(*rows)]) for name, rows in columns.items()},
        fixed={},
        pad_id=int(tokenizer.pad_token_id or 0),
    )


def _trimmed(offsets: Sequence[tuple[int, int]], sentence: str) -> list[tuple[int, int]]:
    """Return the offsets without leading spaces: a piece such as ``▁조`` brings its space along.

    >>> _trimmed([(0, 1), (1, 3)], "나 너")
    [(0, 1), (2, 3)]
    """
    return [(end - len(sentence[start:end].lstrip()), end) for start, end in offsets]
