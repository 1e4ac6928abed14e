"""Tiny encoders with random weights, made on the spot: real architectures, no downloads."""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from transformers import (
    BertConfig,
    BertModel,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaModel,
)

SPECIAL = ("[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]")  # RoBERTa counts positions from pad + 1
SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "max_position_embeddings": 514,
    "pad_token_id": SPECIAL.index("[PAD]"),
}


def save_tiny_bert(folder: Path) -> Path:
    """Write a 2-layer BERT, which knows two token types."""
    return _save(folder, BertModel, BertConfig, type_vocab_size=2)


def save_tiny_roberta(folder: Path) -> Path:
    """Write a 2-layer RoBERTa of one token type, whose tokenizer sends two, as klue/roberta's."""
    return _save(folder, RobertaModel, RobertaConfig, type_vocab_size=1)


def _save(
    folder: Path,
    model_class: type[PreTrainedModel],
    config_class: type[PretrainedConfig],
    *,
    type_vocab_size: int,
) -> Path:
    tokenizer = make_tokenizer()
    tokenizer.save_pretrained(folder)
    config = config_class(vocab_size=len(tokenizer), type_vocab_size=type_vocab_size, **SIZES)
    with torch.random.fork_rng():
        torch.manual_seed(42)
        model_class(config).save_pretrained(folder)
    return folder


def make_tokenizer() -> PreTrainedTokenizerFast:
    """Return a WordPiece tokenizer whose pieces are the single characters of Korean and ASCII."""
    characters = [*map(chr, range(33, 127)), *_common_syllables()]
    pieces = [*SPECIAL, *characters, *(f"##{character}" for character in characters)]
    vocab = {piece: index for index, piece in enumerate(pieces)}
    backend = Tokenizer(WordPiece(vocab, unk_token="[UNK]"))
    backend.normalizer = BertNormalizer(lowercase=False, strip_accents=False)
    backend.pre_tokenizer = BertPreTokenizer()
    backend.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocab["[CLS]"]), ("[SEP]", vocab["[SEP]"])],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        cls_token="[CLS]",
        pad_token="[PAD]",
        sep_token="[SEP]",
        unk_token="[UNK]",
        mask_token="[MASK]",
        model_max_length=512,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )


def _common_syllables() -> list[str]:
    """The 2,350 syllables of KS X 1001, of the 11,172 that Unicode has."""
    syllables = map(chr, range(ord("가"), ord("힣") + 1))
    return [syllable for syllable in syllables if len(syllable.encode("euc_kr", "ignore")) == 2]
