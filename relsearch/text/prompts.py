"""PROMPTS: what stands before the sentence, as the pair's first text, and what may follow it.

A prompt is a template. Its slots are ``{subject}``, ``{object}``, ``{subject_type}``,
``{object_type}`` and ``{sep}`` (the tokenizer's separator). ``{object|와과}`` adds the particle
that fits the word; ``{|은는}`` adds one to the text before it, as in ``[{object}]{|은는}``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from relsearch.components import look_up
from relsearch.data.josa import PAIRS, SPELLINGS, josa
from relsearch.errors import ConfigError, did_you_mean

SLOTS = ("subject", "object", "subject_type", "object_type", "sep")
SLOT = re.compile(r"\{(?P<name>[^{}|]*)(?:\|(?P<josa>[^{}|]*))?\}")


@dataclass(frozen=True)
class Prompt:
    """One prompt; ``summary`` is an example for 조지 해리슨 (PER) and 비틀즈 (ORG).

    ``before`` is the first text of the pair (None: the sentence stands alone), ``after`` follows
    the sentence in the second text after one space.
    """

    summary: str
    before: str | None = None
    after: str | None = None

    @property
    def slots(self) -> frozenset[str]:
        """The names of the slots it fills."""
        return frozenset(slot["name"] for slot in SLOT.finditer(f"{self.before}{self.after}"))

    @property
    def typed(self) -> bool:
        """Whether an entity's type is written into the text."""
        return not self.slots.isdisjoint({"subject_type", "object_type"})


PROMPTS: dict[str, Prompt] = {
    "default": Prompt(summary="(none)"),
    "s_sep_o": Prompt(
        summary="조지 해리슨[SEP]비틀즈",
        before="{subject}{sep}{object}",
    ),
    "s_and_o": Prompt(
        summary="조지 해리슨과 비틀즈의 관계",
        before="{subject|와과} {object}의 관계",
    ),
    "quiz": Prompt(
        summary="다음 문장에서 조지 해리슨과 비틀즈의 관계를 추출하시오.",
        before="다음 문장에서 {subject|와과} {object}의 관계를 추출하시오.",
    ),
    "problem": Prompt(
        summary="quiz, and after the sentence: 조지 해리슨과 비틀즈는 어떤 관계입니까?",
        before="다음 문장에서 {subject|와과} {object}의 관계를 추출하시오.",
        after="{subject|와과} {object|은는} 어떤 관계입니까?",
    ),
    "question": Prompt(
        summary="조지 해리슨과 비틀즈의 관계는 무엇입니까?",
        before="{subject|와과} {object}의 관계는 무엇입니까?",
    ),
    "semantic": Prompt(
        summary="조지 해리슨과 비틀즈의 관계는 PER과 ORG의 관계이다.",
        before="{subject|와과} {object}의 관계는 {subject_type|와과} {object_type}의 관계이다.",
    ),
    "statement": Prompt(
        summary="이 문장에서 [비틀즈]는 [조지 해리슨]의 [ORG]이다.",
        before="이 문장에서 [{object}]{|은는} [{subject}]의 [{object_type}]이다.",
    ),
}


def find_prompt(prompt: str | Mapping[str, str]) -> Prompt:
    """Return the row that ``prompt`` names, or the prompt that ``{"template": "…"}`` spells out.

    ConfigError for an unknown name, an unknown key, or a template with mistakes or of no text.
    """
    if isinstance(prompt, str):
        return look_up(PROMPTS, prompt, kind="prompt")
    if set(prompt) != {"template"}:
        keys = ", ".join(map(repr, prompt))
        raise ConfigError(f'a prompt is a name or {{template: "…"}}, but got the keys {keys}')
    template = prompt["template"]
    if not isinstance(template, str):
        raise ConfigError(f"a prompt's template is a text in quotes, but got {template!r}")
    return parse_template(template)


@cache
def parse_template(template: str) -> Prompt:
    """Return the prompt that a user's template describes; ConfigError with all its mistakes.

    >>> parse_template("{subject|은는} {object}의 무엇인가?").before
    '{subject|은는} {object}의 무엇인가?'
    """
    problems = [problem for slot in SLOT.finditer(template) for problem in _mistakes(slot)]
    if set(SLOT.sub("", template)) & set("{}"):
        problems.append("a brace { or } stands alone; a slot is written {subject} or {object|와과}")
    if not template.strip():
        problems.append("it is empty; for no prompt write prompt: default")
    if problems:
        raise ConfigError(f"prompt template {template!r}:", problems)
    return Prompt(summary=template, before=template)


def _mistakes(slot: re.Match[str]) -> list[str]:
    """Return what is wrong with one slot of a template."""
    name, pair = slot["name"], slot["josa"]
    problems = []
    if name not in SLOTS and not (name == "" and pair):
        problems.append(f"unknown slot {slot[0]}{did_you_mean(name, SLOTS)}")
    if pair is not None and pair not in SPELLINGS:
        known = map("".join, PAIRS)
        problems.append(f"unknown josa in {slot[0]}{did_you_mean(pair, known)}")
    return problems


def fill(template: str, words: Mapping[str, str]) -> str:
    """Return the template with its slots filled and its particles chosen.

    >>> fill("{subject|와과} {object|은는}", {"subject": "조지 해리슨", "object": "비틀즈"})
    '조지 해리슨과 비틀즈는'
    """
    text, word, end = "", "", 0
    for slot in SLOT.finditer(template):
        literal = template[end : slot.start()]
        word = words[slot["name"]] if slot["name"] else word + literal  # 비틀즈] before {|은는}
        text += literal + words.get(slot["name"], "")
        text += josa(word, slot["josa"]) if slot["josa"] else ""
        end = slot.end()
    return text + template[end:]
