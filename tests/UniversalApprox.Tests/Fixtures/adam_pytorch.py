"""Writes adam_pytorch.json: losses of torch.optim.Adam in float64, full batch, sum of squares, from given starts.

Run with any PyTorch (made with 1.13): python3 adam_pytorch.py > adam_pytorch.json
x and y use only +, -, *, / and floor, so that every platform computes the same bits.
"""
import json
import math
import sys

import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
n = 200
x = [-5.0 + 10.0 * i / (n - 1) for i in range(n)]
noise = [(i * 0.6180339887498949) - math.floor(i * 0.6180339887498949) for i in range(n)]
y = [x[i] * x[i] + 0.5 * noise[i] for i in range(n)]
X, Y = torch.tensor(x), torch.tensor(y)
ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softsign": torch.nn.functional.softsign,
    "relu": torch.relu,
    "softplus": torch.nn.functional.softplus,
    "silu": torch.nn.functional.silu,
    "gelu": torch.nn.functional.gelu,
    "elu": torch.nn.functional.elu,
    "sin": torch.sin,
    "erf": torch.erf,
}
runs = []
for name, act in ACTIVATIONS.items():
    for units in (1, 2, 4):
        start = []
        for i in range(units):
            start += [0.6 * (-1.0) ** i + 0.25 * i, 0.3 - 0.5 * i, 0.4 + 0.2 * i]
        start.append(0.1)
        theta = torch.tensor(start, requires_grad=True)
        optimiser = torch.optim.Adam([theta], lr=0.03)
        losses = []
        for epoch in range(1001):
            optimiser.zero_grad()
            f = theta[-1] + sum(theta[3 * i + 2] * act(theta[3 * i] * X + theta[3 * i + 1]) for i in range(units))
            loss = ((f - Y) ** 2).sum()
            losses.append(loss.item())
            loss.backward()
            optimiser.step()
        runs.append(
            {
                "activation": name,
                "start": start,
                "first": losses[:51],
                "last": losses[1000],
            }
        )
json.dump({"torch": torch.__version__, "points": n, "learningRate": 0.03, "runs": runs}, sys.stdout, indent=0)
