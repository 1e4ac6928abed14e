"""The sample's sentence patterns, and which part may use which."""

from relsearch.data.sample.pattern import Pattern, read_patterns
from relsearch.data.sample.patterns import organisations, people, unseen

SHARED = read_patterns(people.SHARED + organisations.SHARED)

PATTERNS: dict[str, tuple[Pattern, ...]] = {
    "train": SHARED + read_patterns(unseen.TRAIN),
    "dev": SHARED + read_patterns(unseen.DEV),
    "select": SHARED + read_patterns(unseen.DEV),
    "test": SHARED + read_patterns(unseen.TEST),
}
