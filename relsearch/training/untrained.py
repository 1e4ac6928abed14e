"""untrained: the checkpoint that a run begins from, its encoder pretrained and its head new."""

from relsearch.config.trial import TrialConfig
from relsearch.data.example import Corpus
from relsearch.model.build import build_model
from relsearch.model.encoder import load_tokenizer
from relsearch.text.formats import special_tokens
from relsearch.training.checkpoint import Checkpoint
from relsearch.training.groups import freeze
from relsearch.training.type_mask import TypeMask


def untrained(trial: TrialConfig, corpus: Corpus) -> Checkpoint:
    """Build a trial's model and tokenizer for the labels and entity types of a corpus.

    Raises EncoderError where the encoder cannot be loaded or lacks what the trial asks of it.
    """
    tokens = special_tokens(
        trial.input_format, types=corpus.entity_types, type_transform=trial.type_transform
    )
    tokenizer = load_tokenizer(trial.encoder, tokens)
    model = build_model(
        trial.encoder,
        tokenizer=tokenizer,
        labels=corpus.labels,
        no_relation=corpus.no_relation,
        head=trial.head,
        head_options=trial.model_dump(),
        entity_types=corpus.entity_types,
        encoder_layers=trial.encoder_layers,
        attention_dropout=trial.attention_dropout,
        hidden_dropout=trial.hidden_dropout,
        seed=trial.seed,
    )
    freeze(model, trial.frozen_layers)
    types = TypeMask.of(corpus.train, no_relation=corpus.no_relation)
    return Checkpoint(model, tokenizer, trial, types)
