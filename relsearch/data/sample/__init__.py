"""The bundled sample corpus: names, sentence patterns and the grammar that joins them."""

from relsearch.data.sample.generate import generate

__all__ = ["generate"]
