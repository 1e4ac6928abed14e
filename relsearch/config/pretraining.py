"""PretrainingConfig: what a masked-language-model pretraining is made of."""

from pydantic import Field

from relsearch.config.settings import Settings


class PretrainingConfig(Settings):
    """One pretraining; the defaults suit a base-size encoder that has been pretrained before."""

    encoder: str
    epochs: int = Field(3, ge=1)
    lr: float = Field(5e-5, gt=0)
    batch_size: int = Field(32, ge=1)
    whole_word_masking: bool = False
    max_length: int = Field(128, ge=8)
    seed: int = 42
