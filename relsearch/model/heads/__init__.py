"""HEADS: how the encoder's hidden states become one logit a label.

Every implementation is built from a RelationConfig and called alike:
``head(hidden, attention_mask, positions, types) -> logits``; see ``base.py`` for the shapes.
"""

from relsearch.components import Component

HEADS: dict[str, Component] = {
    "base": Component(
        "relsearch.model.heads.base:FirstTokenHead",
        "the first token, as RobertaForSequenceClassification reads it",
        options=("head_dropout",),
    ),
    "bilstm": Component(
        "relsearch.model.heads.rnn:LSTMHead",
        "last states of a bidirectional LSTM over the tokens",
        options=("head_norm", "head_activation", "head_dropout", "head_layers"),
    ),
    "bigru": Component(
        "relsearch.model.heads.rnn:GRUHead",
        "last states of a bidirectional GRU over the tokens",
        options=("head_norm", "head_activation", "head_dropout", "head_layers"),
    ),
    "entity_start": Component(
        "relsearch.model.heads.entity:EntityStartHead",
        "where the subject starts, and where the object does",
        options=("head_norm", "head_activation", "head_dropout", "head_type_embedding"),
    ),
    "cls_entity_start": Component(
        "relsearch.model.heads.entity:ClsEntityStartHead",
        "the first token, where the subject starts, and where the object does",
        options=("head_norm", "head_activation", "head_dropout", "head_type_embedding"),
    ),
    "entity_span": Component(
        "relsearch.model.heads.entity:EntitySpanHead",
        "the start and the end of the subject and of the object",
        options=("head_norm", "head_activation", "head_dropout", "head_type_embedding"),
    ),
    "rbert": Component(
        "relsearch.model.heads.rbert:RBertHead",
        "the first token and the mean of each entity's tokens, as R-BERT does",
        options=("head_norm", "head_activation", "head_dropout", "head_type_embedding"),
    ),
}
