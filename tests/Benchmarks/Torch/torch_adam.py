"""The peer of `torch-benchmarks peer`: PyTorch trains all restarts of one unit count as one batch, gradients by autograd.

64 restarts of 1, 2, 4, 8 and 16 sigmoid units, 1000 epochs of Adam (rate 0.03) on 500 points of a noisy parabola, sum of
squares, one thread. Prints network-epochs per second. Arguments: float32 or float64.
"""
import sys
import time

import torch

torch.set_num_threads(1)
torch.set_default_dtype(getattr(torch, sys.argv[1]))
torch.manual_seed(1)
RESTARTS, EPOCHS = 64, 1000
x = torch.linspace(-5, 5, 500)
y = x * x + 0.5 * torch.rand(500)


def train(units, epochs):
    bound = units**-0.5
    weight, bias = (torch.empty(RESTARTS, units, 1).uniform_(-1, 1).requires_grad_() for _ in range(2))
    amplitude = torch.empty(RESTARTS, 1, units).uniform_(-bound, bound).requires_grad_()
    offset = torch.empty(RESTARTS, 1, 1).uniform_(-bound, bound).requires_grad_()
    adam = torch.optim.Adam([weight, bias, amplitude, offset], lr=0.03)
    for _ in range(epochs):
        adam.zero_grad()
        values = torch.baddbmm(offset, amplitude, torch.sigmoid(weight * x + bias))
        ((values.squeeze(1) - y) ** 2).sum().backward()
        adam.step()


train(4, 20)
start = time.perf_counter()
for n in (1, 2, 4, 8, 16):
    train(n, EPOCHS)
print(5 * RESTARTS * EPOCHS / (time.perf_counter() - start))
