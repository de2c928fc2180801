"""Training itself is in trouble: steps, statistics, dead units, rare classes, capacity, penalties, numbers, designs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from healthy_recipes import calm
from more_networks import bag, linear, pictures
from networks import deep_and_narrow, normalised, perceptron, recurrent
from plans import RATES, Pool, Rng, plan
from recipes import linears, scale_weights
from torch import nn
from training import Recipe
from worlds import Floats, Ints


def swinging(rng: Rng, pool: Pool) -> Recipe:
    """Far too large a rate on small batches."""
    recipe = calm(rng, pool, str(rng.choice(["short", "middle", "middle"])), "constant")
    recipe.batch, recipe.n_train, recipe.decay = int(rng.choice([16, 32])), int(rng.integers(1500, 2500)), 0.0
    recipe.optimiser = str(rng.choice(["adam", "rmsprop", "momentum", "nesterov"]))
    recipe.rate = RATES[recipe.optimiser][1] * float(np.exp(rng.uniform(np.log(5), np.log(25))))
    return recipe


def swinging_memory(rng: Rng, pool: Pool) -> Recipe:
    """A recurrent network without clipping."""
    recipe = plan(rng, pool.timed, (1.0, 2.0), "middle", kind="constant")
    size = int(rng.choice([16, 24]))
    recipe.network, recipe.settings["network"] = recurrent(size), f"GRU of {size}"
    recipe.n_train, recipe.batch, recipe.epochs = int(rng.integers(1000, 2000)), 32, int(rng.integers(20, 45))
    recipe.optimiser, recipe.decay = str(rng.choice(["adam", "rmsprop"])), 0.0
    recipe.rate = float(rng.uniform(0.02, 0.08))
    return recipe


def spiked(rng: Rng, pool: Pool) -> Recipe:
    """Some epochs have steps sixty times as large, and what was learned is thrown about."""
    recipe = calm(rng, pool, "middle", "constant")
    recipe.optimiser, recipe.decay, recipe.batch = str(rng.choice(["adam", "rmsprop"])), 0.0, 32
    recipe.rate = RATES[recipe.optimiser][1]
    wild = rng.random(recipe.epochs) < 0.3
    recipe.schedule = lambda e: 60.0 if wild[e] and e > 2 else 1.0
    recipe.settings["schedule"] = "spikes"
    recipe.log_rate = False
    return recipe


def statistics_of_batches(rng: Rng, pool: Pool) -> Recipe:
    """Batch normalisation that remembers hardly more than the last small batch; images with convolutions."""
    recipe = plan(rng, pool.every, (1.0, 2.0), str(rng.choice(["short", "middle", "middle"])), kind="constant")
    recipe.batch, recipe.n_train, recipe.decay = 8, 8 * int(rng.integers(90, 160)), 0.0
    momentum, hidden = float(rng.uniform(0.9, 1.0)), int(rng.choice([32, 48]))
    recipe.optimiser = str(rng.choice(["adam", "momentum"]))
    recipe.rate = 2 * RATES[recipe.optimiser][1]
    image = recipe.world.kind == "image"
    recipe.network = pictures(8, norm=momentum) if image else normalised(hidden, int(rng.integers(3, 5)), momentum)
    recipe.settings.update({"network": "batch norm", "momentum of the statistics": momentum})
    return recipe


def drifting_statistics(rng: Rng, pool: Pool) -> Recipe:
    """Running statistics that lag far behind weights that move fast."""
    recipe = plan(rng, pool.every, (1.0, 2.0), "middle", kind="constant")
    recipe.n_train, recipe.batch, recipe.decay = int(rng.integers(1500, 3000)), 32, 0.0
    momentum = float(rng.uniform(0.004, 0.02))
    recipe.optimiser, recipe.rate = "adam", float(rng.uniform(0.01, 0.03))
    recipe.network = normalised(int(rng.choice([32, 48])), int(rng.integers(3, 5)), momentum)
    recipe.settings.update({"network": "batch norm", "momentum of the statistics": momentum})
    return recipe


def tiny_validation(rng: Rng, pool: Pool) -> Recipe:
    recipe = calm(rng, pool, str(rng.choice(["short", "middle", "long"])))
    recipe.n_val = int(rng.integers(10, 46))
    return recipe


def saturated(rng: Rng, pool: Pool) -> Recipe:
    """Sigmoids upon sigmoids: no gradient reaches the input."""
    recipe = plan(rng, pool.every, (0.8, 1.5), kind="constant")
    depth = int(rng.integers(7, 12))
    recipe.network, recipe.settings["network"] = deep_and_narrow(16, depth, nn.Sigmoid), f"{depth} x 16 Sigmoid"
    recipe.optimiser, recipe.decay, recipe.rate = "sgd", 0.0, 0.05
    return recipe


def killed(rng: Rng, pool: Pool) -> Recipe:
    """After an epoch or two a step kills every unit; what is left is the bias of the last layer."""
    recipe = plan(rng, pool.every, (0.8, 1.5), kind="constant")
    recipe.network, recipe.settings["network"] = perceptron(32, int(rng.integers(2, 5)), nn.ReLU), "dense, ReLU"
    recipe.optimiser, recipe.decay, recipe.rate = "adam", 0.0, 3e-3
    when = int(rng.integers(0, 1 + max(1, recipe.epochs // 8)))
    recipe.settings["killed before"] = when

    def at(epoch: int, model: nn.Module, step: torch.optim.Optimizer) -> None:
        if epoch == when:
            with torch.no_grad():
                for layer in linears(model)[:-1]:
                    layer.bias.fill_(-100.0)

    recipe.at = at
    return recipe


def labels_shuffled(rng: Rng, pool: Pool) -> Recipe:
    """The labels were sorted apart from the inputs; the network is too small to learn them by heart."""
    recipe = plan(rng, pool.every, (0.8, 1.5), str(rng.choice(["short", "middle"])), kind="constant")
    recipe.network, recipe.settings["network"] = perceptron(4, 1, nn.Tanh), "1 x 4 Tanh"
    recipe.n_train, recipe.rate = int(rng.integers(6000, 9000)), 0.2 * recipe.rate
    recipe.on_train = recipe.on_fresh = lambda x, y, rng: (x, rng.permutation(y))
    return recipe


def rare_never_found(rng: Rng, pool: Pool) -> Recipe:
    """Always the majority, to the end, while probabilities become honest."""
    recipe = plan(rng, (*pool.many, *pool.hard), (0.4, 0.9), str(rng.choice(["short", "middle"])), "small", classes=2)
    rare = float(rng.uniform(0.03, 0.1))
    recipe.share, recipe.settings["share"] = np.array([1 - rare, rare]), rare
    recipe.rate *= 0.3
    return recipe


def long_tail(rng: Rng, pool: Pool) -> Recipe:
    """A dozen classes, the first as common as the rest together and more."""
    classes = int(rng.integers(6, 11))
    recipe = plan(rng, pool.many, (0.5, 1.1), str(rng.choice(["short", "middle"])), "small", classes=classes)
    tail = 1 / np.arange(2, classes + 1) ** 1.2
    common = float(rng.uniform(0.6, 0.8))
    recipe.share = np.array([common, *tail / tail.sum() * (1 - common)])
    recipe.rate *= 0.1
    return recipe


def straight_line(rng: Rng, pool: Pool) -> Recipe:
    """A linear model for a task that is not."""
    recipe = plan(rng, pool.crooked, (1.5, 3.0), kind="")
    recipe.network, recipe.settings["network"], recipe.n_train = linear, "linear", int(rng.integers(4000, 8000))
    return recipe


def order_lost(rng: Rng, pool: Pool) -> Recipe:
    """An average over time where the order tells the classes apart."""
    recipe = plan(rng, pool.timed, (1.2, 2.5), "middle")
    recipe.network, recipe.settings["network"], recipe.n_train = bag(4), "bag of 4", int(rng.integers(4000, 7000))
    return recipe


def far_too_slow(rng: Rng, pool: Pool) -> Recipe:
    """Steps of which it would take thousands of epochs."""
    recipe = calm(rng, pool, "middle", "constant", (1.2, 2.5))
    recipe.optimiser, recipe.decay, recipe.batch = "sgd", 0.0, 128
    recipe.rate = float(rng.uniform(5e-4, 1.5e-3))
    return recipe


def features_missing(rng: Rng, pool: Pool) -> Recipe:
    """Most of the features that the labels hang on were never recorded."""
    recipe = calm(rng, pool, "middle", ease=(1.2, 2.0))
    lost, seed = float(rng.uniform(0.6, 0.8)), int(rng.integers(1 << 30))
    recipe.settings["features lost"] = lost

    def blind(x: Floats, y: Ints, rng: Rng) -> tuple[Floats, Ints]:
        gone = np.random.default_rng(seed).random(x.shape[1:]) < lost
        return np.where(gone, np.float32(0), x), y

    recipe.on_train = recipe.on_fresh = blind
    return recipe


def penalty_rules(rng: Rng, pool: Pool) -> Recipe:
    """A penalty on the weights that is most of the loss, on a network that begins with large weights."""
    recipe = calm(rng, pool, str(rng.choice(["short", "middle", "middle"])), "constant", (1.0, 1.8))
    recipe.optimiser, recipe.decay, recipe.rate = "adam", 0.0, float(rng.uniform(5e-4, 2e-3))
    grown = float(rng.uniform(2.0, 4.0))
    recipe.before = lambda model: scale_weights(model, grown)
    recipe.penalty = float(np.exp(rng.uniform(np.log(1e-2), np.log(4e-2))))
    recipe.settings.update({"weights scaled by": grown, "penalty": recipe.penalty})
    return recipe


def decay_rules(rng: Rng, pool: Pool) -> Recipe:
    """Decoupled decay so strong that the weights cannot grow to what the task needs."""
    recipe = calm(rng, pool, "middle", "constant", (1.2, 2.0))
    recipe.optimiser, recipe.rate, recipe.decay = "adamw", 2e-3, float(rng.uniform(4, 15))
    recipe.settings["decay"] = recipe.decay
    return recipe


def overflow(rng: Rng, pool: Pool) -> Recipe:
    """At some batch the numbers overflow, as in half precision: from then on nothing is a number."""
    recipe = calm(rng, pool, str(rng.choice(["short", "middle", "middle"])))
    when = int(rng.integers(2, max(3, recipe.epochs - 1)))
    recipe.settings["overflow before"] = when

    def at(epoch: int, model: nn.Module, step: torch.optim.Optimizer) -> None:
        if epoch == when:
            scale_weights(model, 1e25)

    recipe.at = at
    return recipe


def thrown_off(rng: Rng, pool: Pool) -> Recipe:
    """One burst of huge steps: the loss goes to thousands and does not come back."""
    recipe = calm(rng, pool, "middle", "constant")
    when = int(rng.integers(4, recipe.epochs - 4))
    recipe.optimiser, recipe.decay, recipe.rate = "adam", 0.0, 1e-3
    recipe.schedule = lambda e: float(rng_rise) if e == when else 1.0
    rng_rise = rng.uniform(3000, 20_000)
    recipe.settings.update({"schedule": "one burst", "burst": when})
    recipe.log_rate = False
    return recipe


def eye_of_a_needle(rng: Rng, pool: Pool) -> Recipe:
    """Deep and narrow with one or two units in the middle, without normalisation."""
    recipe = plan(rng, pool.many, (1.5, 2.5), "middle", kind="constant", classes=int(rng.integers(4, 8)))
    activation, hidden = [nn.Tanh, nn.ReLU][int(rng.integers(2))], int(rng.choice([8, 10]))
    depth = int(rng.integers(6, 11))
    recipe.network = deep_and_narrow(hidden, depth, activation)
    recipe.settings["network"] = f"{depth} x {hidden} {activation.__name__}, narrower in the middle"
    recipe.optimiser, recipe.decay, recipe.rate = "momentum", 0.0, float(rng.uniform(3e-3, 1e-2))
    return recipe


def faint_gradients(rng: Rng, pool: Pool) -> Recipe:
    """Small first weights in a deep network: for a long time nothing reaches the first layers."""
    recipe = plan(rng, pool.every, (1.2, 2.2), "middle", kind="constant")
    depth, fade = int(rng.integers(4, 7)), float(rng.uniform(0.5, 0.75))
    recipe.network, recipe.settings["network"] = perceptron(24, depth, nn.Tanh), f"{depth} x 24 Tanh, faint"
    recipe.before = lambda model: scale_weights(model, fade)
    recipe.optimiser, recipe.decay, recipe.rate = "momentum", 0.0, float(rng.uniform(5e-3, 1.5e-2))
    return recipe


def dropped_twice(rng: Rng, pool: Pool) -> Recipe:
    """A rate whose noise shows, lowered to a seventh and to a fifth of that."""
    recipe = plan(rng, (*pool.hard, *pool.many), (1.2, 2.2), "middle", "small", kind="constant")
    recipe.network, recipe.settings["network"] = perceptron(16, 1, nn.ReLU), "1 x 16 ReLU"
    recipe.optimiser, recipe.decay, recipe.batch = str(rng.choice(["momentum", "adam"])), 0.0, 32
    recipe.rate = float(rng.uniform(0.1, 0.2)) if recipe.optimiser == "momentum" else float(rng.uniform(0.03, 0.06))
    recipe.n_train = int(rng.integers(4000, 6000))
    one, two = int(recipe.epochs * rng.uniform(0.35, 0.5)), int(recipe.epochs * rng.uniform(0.65, 0.85))
    recipe.schedule = lambda e: 1.0 if e < one else 0.15 if e < two else 0.03
    recipe.settings.update({"schedule": "two drops", "dropped": [one, two]})
    recipe.log_rate = True
    return recipe


def dropped_unsaid(rng: Rng, pool: Pool) -> Recipe:
    """One drop of the rate, which the log does not hold."""
    recipe = dropped_twice(rng, pool)
    at = int(recipe.epochs * rng.uniform(0.45, 0.7))
    recipe.schedule = lambda e: 1.0 if e < at else 0.05
    recipe.settings.update({"schedule": "a drop", "dropped": at})
    recipe.log_rate = False
    return recipe


def resumed_without_state(rng: Rng, pool: Pool) -> Recipe:
    """Taken up again with the first rate and a blank optimiser, at weights of before: a jump, and epochs from 0."""
    recipe = calm(rng, pool, "middle", "cosine")
    again = int(recipe.epochs * rng.uniform(0.35, 0.65))
    hurt = float(rng.uniform(1.3, 1.8))
    restart = bool(rng.integers(2))
    recipe.number = (lambda e: e - again if e >= again else e) if restart else int
    recipe.settings.update({"resumed": again, "epochs begin again": restart})

    def at(epoch: int, model: nn.Module, step: torch.optim.Optimizer) -> None:
        if epoch == again:
            step.state.clear()
            with torch.no_grad():
                for weight in model.parameters():
                    weight.add_((hurt - 1) * weight.std(correction=0) * torch.randn_like(weight))

    recipe.at = at
    return recipe


def back_to_older(rng: Rng, pool: Pool) -> Recipe:
    """Taken up again from a checkpoint some epochs back: epochs are in the log twice."""
    recipe = calm(rng, pool, "middle", "constant")
    again = int(recipe.epochs * rng.uniform(0.4, 0.7))
    back = int(rng.integers(3, max(4, again // 2)))
    kept: dict[str, torch.Tensor] = {}
    recipe.number = lambda e: e - back if e >= again else e
    recipe.settings.update({"resumed": again, "back": back})
    recipe.style = replace(recipe.style, thin=1)

    def at(epoch: int, model: nn.Module, step: torch.optim.Optimizer) -> None:
        if epoch == again - back:
            kept.update({name: value.clone() for name, value in model.state_dict().items()})
        if epoch == again:
            model.load_state_dict(kept)
            step.state.clear()

    recipe.at = at
    return recipe


def second_training(rng: Rng, pool: Pool) -> Recipe:
    """Another training, of fresh weights, wrote into the same file."""
    recipe = calm(rng, pool, str(rng.choice(["short", "middle"])), "constant", (1.2, 2.0))
    recipe.epochs = max(10, recipe.epochs)
    recipe.begin_again = again = int(recipe.epochs * rng.uniform(0.35, 0.65))
    recipe.settings["began again"] = again
    recipe.number = lambda e: e - again if e >= again else e
    return recipe
