"""RelationModel: a pretrained encoder and a head, saved and loaded as one Hugging Face model."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, PreTrainedModel
from transformers import initialization as init
from transformers.utils.generic import ModelOutput

from relsearch.components import look_up
from relsearch.model.config import RelationConfig
from relsearch.model.encoder import without_pooler
from relsearch.model.heads import HEADS


@dataclass
class RelationOutput(ModelOutput):
    """``logits`` (batch, labels), in the order of ``config.labels``."""

    logits: Tensor | None = None


class RelationModel(PreTrainedModel):
    """One logit a label, from the token ids of a sentence and the positions of its entities."""

    config_class = RelationConfig
    base_model_prefix = "encoder"

    def __init__(self, config: RelationConfig, encoder: PreTrainedModel | None = None) -> None:
        """Build the head, and the encoder unless a loaded one is given."""
        super().__init__(config)
        self.encoder = encoder or AutoModel.from_config(
            config.encoder, **without_pooler(config.encoder)
        )
        self.head = look_up(HEADS, config.head, kind="head").load()(config)
        self.post_init()  # type: ignore[no-untyped-call]

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        positions: Tensor,
        token_type_ids: Tensor | None = None,
        types: Tensor | None = None,
    ) -> RelationOutput:
        """Return the logits.

        input_ids, attention_mask, token_type_ids: (batch, tokens), padded on the right;
        positions: (batch, 2, 4), see ``heads/base.py``; types: (batch, 2), see ``type_id``.
        """
        segments = {"token_type_ids": token_type_ids} if self._has_segments else {}
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, **segments
        ).last_hidden_state  # (batch, tokens, hidden)
        return RelationOutput(logits=self.head(hidden, attention_mask, positions, types))

    @property
    def _has_segments(self) -> bool:
        # Tokenizers send token type 1 for the second text even where the encoder knows only type 0
        # (klue/roberta): that indexes past its embedding.
        return int(getattr(self.config.encoder, "type_vocab_size", 0)) > 1

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        """Initialise the head: RNNs as torch does, the rest as transformers does (normal, 0.02)."""
        if isinstance(module, nn.RNNBase):
            bound = module.hidden_size**-0.5
            for parameter in module.parameters():
                init.uniform_(parameter, -bound, bound)
        else:
            super()._init_weights(module)  # type: ignore[no-untyped-call]


AutoConfig.register(RelationConfig.model_type, RelationConfig)
AutoModel.register(RelationConfig, RelationModel)
