"""The memory models that a policy can name: what is refused, and what an installed package brings."""

import pickle
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest

from examples.memory_model.fast_slow import FastSlow
from reinforce import InvalidParameterError, Policy
from reinforce.memory import DEFAULT_PARAMETERS, Fsrs6, MemoryModels

ROOT = Path(__file__).parents[2]
MODELS = MemoryModels.of(FastSlow)


class _Nothing:
    name = "nothing"


class _SecondFsrs(FastSlow):
    name: ClassVar[str] = "fsrs-6"


class _Misnamed(FastSlow):
    name: ClassVar[str] = "misnamed"

    @property
    def version(self) -> str:
        """Return a version that belongs to another name."""
        return "fast-slow/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing(FastSlow):
    @property
    def version(self) -> str:
        """Return a version."""
        return "fast-slow/2"

    def __post_init__(self) -> None:
        """Keep what is no tuple of numbers."""
        object.__setattr__(self, "parameters", [float("nan")])


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ((FastSlow, FastSlow), "memory_models must not name 'fast-slow' twice"),
        ((_SecondFsrs,), "memory_models must not name 'fsrs-6' twice"),
        ((_Nothing,), "lacks version, parameters, review, retrievability, interval, interval_days, recalled, placed"),
        ((FastSlow(),), "memory_models must be a class of memory models"),
    ],
)
def test_what_is_no_memory_model_is_refused_when_it_is_registered(given: tuple[type, ...], reason: str) -> None:
    """A registry takes classes that have all that is asked for, and each name once."""
    with pytest.raises(InvalidParameterError, match=reason):
        MemoryModels.of(*given)


@pytest.mark.parametrize(
    ("models", "settings", "reason"),
    [
        (
            MODELS,
            {"model": "fast-slo"},
            r"^model must be one of 'fast-slow', 'fsrs-6', not 'fast-slo'; did you mean 'fast-",
        ),
        (MemoryModels(), {"model": "fast-slow"}, r"^model must be one of 'fsrs-6', not 'fast-slow'$"),
        (MODELS, {"model": 6}, "^model must be a string"),
        ([FastSlow], {}, "^memory_models must be a MemoryModels"),
        (MODELS, {"model": "fast-slow", "parameters": DEFAULT_PARAMETERS}, "^parameters must be a tuple of 12"),
        (MemoryModels.of(_Misnamed), {"model": "misnamed"}, "version that begins with 'misnamed/', not 'fast-slow/1'"),
        (MemoryModels.of(_Listing), {"model": "fast-slow"}, "must have a tuple of finite numbers as parameters"),
    ],
)
def test_a_policy_names_the_setting_that_its_model_cannot_be_made_of(
    models: MemoryModels, settings: dict[str, object], reason: str
) -> None:
    """A name that is not known, or a model that a policy cannot hold, is refused when the policy is made."""
    with pytest.raises(InvalidParameterError, match=reason):
        Policy(memory_models=models, **settings)  # type: ignore[arg-type]


def test_a_model_has_its_own_parameters_where_a_policy_gives_none() -> None:
    """A policy holds the parameters of its model, so that what is stored does not change with the model's defaults."""
    assert Policy().parameters == DEFAULT_PARAMETERS
    assert Policy(model="fast-slow", memory_models=MODELS).parameters == FastSlow().parameters
    given = (*FastSlow().parameters[:-1], 0.8)
    policy = Policy(model="fast-slow", parameters=given, desired_retention=0.8, memory_models=MODELS)
    assert policy.memory == FastSlow(parameters=given, desired_retention=0.8)


def test_which_models_there_are_is_no_setting() -> None:
    """Policies that differ only in what they could name are equal, fold alike, and come through a pickle."""
    one, other = Policy(), Policy(memory_models=MODELS)
    assert (one, one.folding, one.to_json()) == (other, other.folding, other.to_json())
    assert "memory_models" not in repr(other)
    again = pickle.loads(pickle.dumps(Policy(model="fast-slow", memory_models=MODELS)))  # noqa: S301 - our own
    assert again.memory == FastSlow()
    assert not replace(other, model="fast-slow", parameters=()).folds_like(other)
    assert isinstance(replace(other, desired_retention=0.8).memory, Fsrs6)


def test_an_installed_package_brings_its_models(tmp_path: Path) -> None:
    """A policy may name what is an entry point of the group, from the first policy that a process makes."""
    about = tmp_path / "fast_slow-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: fast-slow\nVersion: 1\n")
    (about / "entry_points.txt").write_text(
        "[reinforce.memory_models]\nfast-slow = examples.memory_model.fast_slow:FastSlow\nslow = fractions:Fraction\n"
    )
    program = """
from reinforce import Engine, InvalidParameterError, Policy, Rating
from reinforce.memory import MemoryModels
acme = Engine.open("memory:").create_tenant("acme", policy=Policy(model="fast-slow"))
print(type(acme.policy.memory).__name__, *MemoryModels().names)
try:
    Policy(model="slow")
except InvalidParameterError as error:
    print(error)
"""
    environment = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first == "FastSlow fast-slow fsrs-6 slow"
    assert second.startswith("entry point fractions:Fraction must be classes of memory models: Fraction lacks name")
