"""Training by PyTorch: 1, 2, 4, 8 and 16 sigmoid units, 1000 epochs of Adam (rate 0.03), 500 points of a noisy parabola.

Arguments: loop (one network of each size after the other, as the notebook), notebook (that loop for sigmoid, softsign and ReLU
units) or batch (64 restarts of each size as one tensor program), and the number of threads. Prints seconds.
"""
import sys
import time

import torch

kind, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(1)
x = torch.linspace(-5, 5, 500)
y = x * x + 0.5 * torch.rand(500)


def loop(units, epochs, activation=torch.nn.Sigmoid):
    network = torch.nn.Sequential(torch.nn.Linear(1, units), activation(), torch.nn.Linear(units, 1))
    adam = torch.optim.Adam(network.parameters(), lr=0.03)
    loss = torch.nn.MSELoss(reduction="sum")
    for _ in range(epochs):
        adam.zero_grad()
        loss(network(x.unsqueeze(-1)), y.unsqueeze(-1)).backward()
        adam.step()


def batch(units, epochs):
    bound = units**-0.5
    weight, bias = (torch.empty(64, units, 1).uniform_(-1, 1).requires_grad_() for _ in range(2))
    amplitude = torch.empty(64, 1, units).uniform_(-bound, bound).requires_grad_()
    offset = torch.empty(64, 1, 1).uniform_(-bound, bound).requires_grad_()
    adam = torch.optim.Adam([weight, bias, amplitude, offset], lr=0.03)
    for _ in range(epochs):
        adam.zero_grad()
        values = torch.baddbmm(offset, amplitude, torch.sigmoid(weight * x + bias))
        ((values.squeeze(1) - y) ** 2).sum().backward()
        adam.step()


def notebook(units, epochs):
    for activation in (torch.nn.Sigmoid, torch.nn.Softsign, torch.nn.ReLU):
        loop(units, epochs, activation)


train = {"loop": loop, "notebook": notebook, "batch": batch}[kind]
train(4, 20)
began = time.perf_counter()
for n in (1, 2, 4, 8, 16):
    train(n, 1000)
print(time.perf_counter() - began)
