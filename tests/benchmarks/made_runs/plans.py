"""What a run of the second maker is drawn from: pools of worlds, optimisers, schedules, lengths and log styles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import kept_worlds as kept
import more_worlds as more
import numpy as np
import worlds as first
from logs import any_style
from more_networks import suited
from training import Recipe
from worlds import World

Rng = np.random.Generator
Source = Callable[[Rng, float, int | None], World]
LENGTHS = {"short": (5, 16), "middle": (18, 46), "long": (120, 200)}
RATES = {
    "adam": (5e-4, 3e-3),
    "adamw": (5e-4, 3e-3),
    "rmsprop": (3e-4, 2e-3),
    "momentum": (5e-3, 3e-2),
    "nesterov": (5e-3, 3e-2),
    "sgd": (0.03, 0.15),
}
SCHEDULES = ("constant", "cosine", "warm-up", "step decay", "one cycle", "exponential", "linear", "restarts")
FRESH = 3_000
MOST_STEPS = 1_200


@dataclass(frozen=True, slots=True)
class Pool:
    """Worlds by what they are good for. Any of `many` can have any number of classes."""

    many: tuple[Source, ...]
    hard: tuple[Source, ...]  # chance sets a ceiling however long one learns
    crooked: tuple[Source, ...]  # no linear model gets far
    clean: tuple[Source, ...]  # an ease of 3 and more leaves hardly any error
    timed: tuple[Source, ...]  # rows in time, whose order tells
    signs: tuple[Source, ...]  # the next of many signs, of which nobody can know more than a part

    @property
    def every(self) -> tuple[Source, ...]:
        """All of them."""
        return tuple(dict.fromkeys((*self.many, *self.hard, *self.crooked, *self.clean, *self.timed)))


POOLS = {
    "fit": Pool(
        many=(
            more.scripts,
            more.mixtures,
            more.survey,
            more.sensors,
            first.words,
            first.waves,
            first.table,
            first.teacher,
        ),
        hard=(more.odds, more.ratings, more.survey, first.table, first.teacher),
        crooked=(first.shells, first.spirals, more.shapes, first.waves),
        clean=(more.scripts, more.mixtures, more.sensors, more.shapes, first.words, first.digits, first.shells),
        timed=(more.scripts, more.sensors, more.counted, first.waves),
        signs=(more.chains,),
    ),
    "kept": Pool(
        many=(kept.textures, kept.echoes, kept.orchard, kept.tiles, kept.genes, kept.spectra),
        hard=(kept.duels, kept.genes, kept.orchard),
        crooked=(kept.tiles, kept.textures, kept.echoes),
        clean=(kept.textures, kept.tiles, kept.spectra, kept.echoes),
        timed=(kept.echoes,),
        signs=(kept.walks,),
    ),
}


def plan(
    rng: Rng,
    sources: Sequence[Source],
    ease: tuple[float, float],
    length: str = "",
    size: str = "middle",
    classes: int | None = None,
    kind: str = "",
    dropout: float = 0.0,
) -> Recipe:
    """A run with nothing wrong but what its world, network and optimiser bring; what is not told is drawn."""
    world = sources[int(rng.integers(len(sources)))](rng, rng.uniform(*ease), classes)
    epochs = int(rng.integers(*LENGTHS[length or str(rng.choice(list(LENGTHS), p=[0.25, 0.6, 0.15]))]))
    quick = replace(world, kind="flat") if epochs > LENGTHS["middle"][1] else world  # dense layers cost least
    named, network = suited(rng, quick, size, dropout)
    optimiser, batch = str(rng.choice(list(RATES))), int(rng.choice([32, 64, 128, 256]))
    low, high = RATES[optimiser]
    recipe = Recipe(
        world, network, epochs, int(rng.integers(1500, 5000)), int(rng.choice([400, 800, 1500, 3000, 5000])),
        optimiser, float(np.exp(rng.uniform(np.log(low), np.log(high)))), batch, lambda _: 1.0,
    )  # fmt: skip
    recipe.decay = float(rng.uniform(0.01, 0.1)) if optimiser == "adamw" else 0.0
    recipe.fresh = FRESH
    recipe.style = any_style(rng, epochs)
    recipe.settings = {"network": named}
    schedule(recipe, kind or str(rng.choice(SCHEDULES[:-1])))
    recipe.log_rate = bool(rng.random() < 0.25)
    return recipe


def schedule(recipe: Recipe, kind: str) -> None:
    """Give the recipe a schedule over its epochs."""
    n = recipe.epochs
    warm, first_step, second = max(1, n // 10), n // 2, 3 * n // 4
    period = max(5, n // 4)
    recipe.settings["schedule"] = kind
    recipe.schedule = {
        "constant": lambda e: 1.0,
        "cosine": lambda e: 0.5 * (1 + np.cos(np.pi * e / n)) + 0.002,
        "warm-up": lambda e: (e + 1) / warm if e < warm else 0.5 * (1 + np.cos(np.pi * (e - warm) / (n - warm))) + 0.01,
        "step decay": lambda e: 1.0 if e < first_step else 0.1 if e < second else 0.01,
        "one cycle": lambda e: 0.1 + 2.9 * e / (0.35 * n) if e < 0.35 * n else 3 * (1 - (e - 0.35 * n) / (0.66 * n)),
        "exponential": lambda e: float(0.05 ** (e / n)),
        "linear": lambda e: 1 - 0.98 * e / n,
        "restarts": lambda e: 0.5 * (1 + np.cos(np.pi * (e % period) / period)) + 0.01,
    }[kind]


def quickened(recipe: Recipe) -> Recipe:
    """The recipe with batches so large that the run takes no more than MOST_STEPS steps, and a rate to match."""
    while recipe.batch >= 32 and recipe.epochs * recipe.every * recipe.n_train / recipe.batch > MOST_STEPS:
        recipe.batch *= 2
        recipe.rate *= 1.3
    return recipe
