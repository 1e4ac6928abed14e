"""Finding encoders: bundled, in a folder, on the hub, or with a clear error nowhere."""

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from huggingface_hub import constants
from huggingface_hub.errors import RepositoryNotFoundError
from transformers import AutoConfig, BertConfig, ElectraConfig

import relsearch
from relsearch.errors import EncoderError
from relsearch.model import encoder as module
from relsearch.model.encoder import load_part, load_tokenizer, resolve_encoder, without_pooler


@pytest.fixture(autouse=True)
def forget_the_hub() -> None:
    module._hub_answers.cache_clear()


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("Name or service not known")

    monkeypatch.setattr(module, "get_hf_file_metadata", fail)


def test_bundled_encoder_is_a_folder_of_the_package() -> None:
    package = Path(str(relsearch.__file__)).parent
    assert resolve_encoder("bundled/mini") == str(package / "data" / "bundled" / "mini")


def test_folder_resolves_to_its_whole_path(
    tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny_encoder.parent)
    assert resolve_encoder(tiny_encoder.name) == str(tiny_encoder)


def test_hub_name_stays_as_it_is() -> None:
    assert resolve_encoder("klue/roberta-large") == "klue/roberta-large"


@pytest.mark.usefixtures("no_hub")
def test_without_hub_and_copy_the_error_names_the_encoder_and_both_ways() -> None:
    start = time.monotonic()
    with pytest.raises(EncoderError) as caught:
        load_tokenizer("klue/roberta-large")
    assert time.monotonic() - start < 5
    for words in ("'klue/roberta-large'", "--set fixed.encoder=", "hf download", "HF_HUB_CACHE"):
        assert words in str(caught.value)


def test_offline_mode_asks_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert not module._hub_answers("klue/roberta-large")


def test_hub_that_answers_is_left_to_the_loader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "get_hf_file_metadata", lambda *_, **__: None)
    assert load_part(_options, "klue/roberta-large")["local_files_only"] is False


def test_hub_that_knows_no_such_name_has_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        response: Any = SimpleNamespace(
            status_code=404, headers={}, request=None, url="", text="", reason_phrase=""
        )
        raise RepositoryNotFoundError("401", response=response)

    monkeypatch.setattr(module, "get_hf_file_metadata", refuse)
    assert module._hub_answers("nobody/nothing")


@pytest.mark.usefixtures("no_hub")
def test_without_hub_only_the_cache_is_searched() -> None:
    assert load_part(_options, "klue/roberta-large")["local_files_only"] is True


def test_folder_without_a_model_is_an_encoder_error(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"Give a folder with config\.json"):
        load_part(AutoConfig.from_pretrained, str(tmp_path))


def test_path_of_no_folder_is_not_taken_for_a_hub_name(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"Give a folder with config\.json"):
        load_part(AutoConfig.from_pretrained, str(tmp_path / "missing"))


def test_slow_tokenizer_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module.AutoTokenizer, "from_pretrained", lambda *_, **__: object())
    with pytest.raises(EncoderError, match="slow tokenizer"):
        load_tokenizer(str(tmp_path))


def test_special_tokens_are_added_once_and_stay_whole(tiny_encoder: Path) -> None:
    tokenizer = load_tokenizer(str(tiny_encoder), ["[E1]", "[/E1]"])
    assert len(tokenizer) == len(load_tokenizer(str(tiny_encoder))) + 2
    assert tokenizer.tokenize("[E1] 개 [/E1]는") == ["[E1]", "개", "[/E1]", "는"]


def test_padding_goes_on_the_right(tiny_encoder: Path) -> None:
    assert load_tokenizer(str(tiny_encoder)).padding_side == "right"


def test_pooler_is_left_out_where_there_is_one() -> None:
    assert without_pooler(BertConfig()) == {"add_pooling_layer": False}
    assert without_pooler(ElectraConfig()) == {}


def _options(_: str, **options: Any) -> dict[str, Any]:
    return options
