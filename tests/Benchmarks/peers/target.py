"""Seconds until a network of 8 sigmoid units has a sum of squares at or below a target, starting again from new random weights as
often as needed.

Arguments: adam (PyTorch, rate 0.03, up to 5000 epochs per start) or lbfgs (scikit-learn), a file with x and y in two columns, the
target, a seed, and a limit in seconds, which is printed if the target is not reached. Inputs and outputs are standardised.
"""
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
kind, path, target, seed, limit = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
x, y = np.loadtxt(path, delimiter=",", unpack=True)
u, scale = (x - x.mean()) / x.std(), y.std()
v = (y - y.mean()) / scale


def adam():
    import torch

    torch.set_num_threads(2)
    torch.manual_seed(seed)
    inputs, outputs = torch.tensor(u).float().unsqueeze(-1), torch.tensor(v).float().unsqueeze(-1)
    loss = torch.nn.MSELoss(reduction="sum")
    began = time.perf_counter()
    while True:
        network = torch.nn.Sequential(torch.nn.Linear(1, 8), torch.nn.Sigmoid(), torch.nn.Linear(8, 1))
        optimiser = torch.optim.Adam(network.parameters(), lr=0.03)
        for _ in range(5000):
            optimiser.zero_grad()
            value = loss(network(inputs), outputs)
            value.backward()
            optimiser.step()
            elapsed = time.perf_counter() - began
            if value.item() * scale**2 <= target or elapsed > limit:
                return min(elapsed, limit)


def lbfgs():
    from sklearn.neural_network import MLPRegressor

    began = time.perf_counter()
    k = 0
    while True:
        network = MLPRegressor(
            (8,), "logistic", solver="lbfgs", alpha=0, max_iter=20000, max_fun=10**6, tol=1e-9, random_state=1000 * seed + k
        )
        network.fit(u[:, None], v)
        squares = ((network.predict(u[:, None]) - v) ** 2).sum() * scale**2
        elapsed = time.perf_counter() - began
        if squares <= target or elapsed > limit:
            return min(elapsed, limit)
        k += 1


print(adam() if kind == "adam" else lbfgs())
