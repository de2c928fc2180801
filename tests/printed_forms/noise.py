"""What stands in a log beside its numbers: settings, warnings, bars, models, downloads, checkpoints."""

from __future__ import annotations

from random import Random

HEADS = (
    ["Namespace(lr=0.1, epochs={n}, batch_size=64, momentum=0.9, val_ratio=0.1, data='./data')"],
    [
        "Loading data ... done (3.2s)",
        "Found 50000 images belonging to 10 classes.",
        "Found 10000 images belonging to 10 classes.",
    ],
    ["{{'lr': 0.001, 'epochs': {n}, 'dropout': 0.5, 'loss': 'cross_entropy', 'acc_every': 10}}"],
    [
        "Collecting torch==2.1.0",
        "  Downloading torch-2.1.0-cp311-manylinux1_x86_64.whl (670.2 MB)",
        "     |████████████████████████████████| 670.2 MB 1.2 MB/s",
        "Installing collected packages: numpy, torch",
        "Successfully installed numpy-1.26.4 torch-2.1.0",
    ],
    [
        "Layer (type)                 Output Shape              Param #",
        "=================================================================",
        "conv2d (Conv2D)              (None, 26, 26, 32)        320",
        "dense (Dense)                (None, 10)                16010",
        "=================================================================",
        "Total params: 16,330",
        "Trainable params: 16,330",
        "Non-trainable params: 0",
    ],
    [
        "Net(",
        "  (conv1): Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))",
        "  (fc1): Linear(in_features=400, out_features=120, bias=True)",
        "  (drop): Dropout(p=0.5, inplace=False)",
        ")",
        "Number of parameters: 62006",
    ],
    [
        "config:",
        "  lr: 0.0003",
        "  weight_decay: 0.05",
        "  max_epochs: {n}",
        "  train_batch_size: 128",
        "  val_batch_size: 256",
        "  seed: 42",
    ],
    [
        "Using device: cuda:0",
        "GPU 0: Tesla V100-SXM2-16GB (16160 MiB)",
        "Train size: 45000, val size: 5000, test size: 10000",
    ],
    [
        "Downloading: 100%|██████████| 440M/440M [00:12<00:00, 35.2MB/s]",
        "Loaded pretrained weights for resnet18 (val acc 0.6976)",
    ],
    [
        "python train.py --lr 0.1 --epochs {n} --wd 5e-4 --loss ce",
        "seed = 1234",
        "batch size = 128",
        "| model | params |",
        "|-------|--------|",
        "| net   | 11.2M  |",
    ],
    [
        "2024-03-11 09:00:00.123456: I tensorflow/core/platform/cpu_feature_guard.cc:142] This binary uses oneDNN",
        "[nltk_data] Downloading package punkt to /root/nltk_data...",
    ],
    ["Train on 54000 samples, validate on 6000 samples"],
)
BESIDE = (
    "Saving model to checkpoints/epoch_{k}.pt",
    "saved checkpoint ./ckpt/model_{k:03d}.pth",
    "UserWarning: lr_scheduler.step() called before optimizer.step()",
    "Validation loss improved from {a:.4f} to {b:.4f}. Saving model ...",
    "EarlyStopping counter: {c} out of 10",
    "Best acc so far: {g:.4f} (epoch {k})",
    "Adjusting learning rate of group 0 to 1.0000e-0{c}.",
    "Time taken for epoch: {c}2.31 sec",
    "GPU memory: 11{c}45 MiB / 16160 MiB",
    "ETA: 0:1{c}:22",
    "=> saving best model",
    "WARNING: Gradient overflow. Skipping step, loss scaler 0 reducing loss scale to {c}2768.0",
    "lr: 0.0{c}1",
    "Learning rate set to 0.00{c}",
    "Elapsed {c}1.2s, remaining 9{c}.1s",
    "no improvement for {c} epochs",
    "/usr/lib/python3/site-packages/torch/nn/functional.py:1806: UserWarning: nn.functional.tanh is deprecated.",
    "* best val_loss: {b:.4f}",
    "patience {c}/10",
    "Epoch took {c}3.5s",
    "----------------------------------------",
    "",
    "grad norm 1.{c}34",
    "[checkpoint] step {k}00 written in 0.{c}s",
    "epoch time: 00:0{c}:13",
    "100%|██████████| 391/391 [00:1{c}<00:00, 28.31it/s]",
    "num_updates={k}00 tokens/s=1{c}234",
    "throughput: 1{c}34.2 samples/sec",
)
FEET = (
    ["Training complete in 12m 33s", "Best val Acc: {g:.4f}"],
    ["Finished Training"],
    ["Done. Total time: 1:02:33"],
    ["Early stopping at epoch {k}", "Restoring model weights from the end of the best epoch."],
    ["Best epoch: {k}, best loss: {b:.4f}", "Model saved to model.pt (44.8 MB)"],
    ["real\t12m3.123s", "user\t10m1.5s", "sys\t0m3.2s"],
    ["*** best accuracy {g:.4f} at epoch {k} ***"],
    ["wandb: Run summary:", "wandb:   best_acc {g:.4f}"],
)


def head(random: Random, n: int) -> list[str]:
    """Lines before a training, none in half of the texts."""
    if random.random() < 0.4:
        return []
    some = random.sample(HEADS, random.randint(1, 3))
    return [line.format(n=n) for lines in some for line in lines]


class Beside:
    """Lines between the epochs: the same kinds in a text, some of them in each epoch, others now and then."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.kinds = [
            (one, random.choice((1.0, 0.4, 0.15))) for one in random.sample(BESIDE, random.choice((0, 0, 1, 1, 2, 4)))
        ]

    def __call__(self, k: int, loss: float, before: float, score: float) -> list[str]:
        c = self.random.randint(1, 9)
        return [
            line.format(k=k, a=before, b=loss, c=c, g=score)
            for line, often in self.kinds
            if self.random.random() < often
        ]


def foot(random: Random, k: int, loss: float, score: float) -> list[str]:
    """Lines behind a training, none in half of the texts."""
    if random.random() < 0.5:
        return []
    return [line.format(k=k, b=loss, g=score) for line in random.choice(FEET)]
