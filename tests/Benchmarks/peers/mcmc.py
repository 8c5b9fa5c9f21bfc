"""The notebook's MCMC by emcee: two sigmoid units, 28 walkers, 500 points, one ensemble, stretch moves.

Arguments: torch (the likelihood as the notebook wrote it) or numba (compiled, all walkers in one call), and the number of
steps. Prints seconds.
"""
import sys
import time

import emcee
import numpy as np

kind, steps = sys.argv[1], int(sys.argv[2])
rng = np.random.default_rng(1)
x = np.linspace(-5, 5, 500)
y = x * x + 0.5 * rng.random(500)
DEVIATION = 30.0
CONSTANT = -7 * np.log(np.sqrt(2 * np.pi) * DEVIATION)

if kind == "torch":
    import torch

    torch_x, torch_y = torch.tensor(x), torch.tensor(y)

    def log_density(p):
        f = p[6]
        for unit in range(2):
            f = f + p[3 * unit + 2] / (1 + np.exp(-(p[3 * unit] * torch_x + p[3 * unit + 1])))
        prior = 0.0
        for value in p:
            prior += -0.5 * value**2 / DEVIATION**2 - np.log(np.sqrt(2 * np.pi) * DEVIATION)
        return -((torch_y - f).pow(2).sum() / 500).item() + prior

    sampler = emcee.EnsembleSampler(28, 7, log_density)
else:
    import numba

    @numba.njit(fastmath=True)
    def log_densities(p):
        values = np.empty(p.shape[0])
        for k in range(p.shape[0]):
            squares = 0.0
            for i in range(x.shape[0]):
                f = p[k, 6]
                for unit in range(2):
                    f += p[k, 3 * unit + 2] / (1 + np.exp(-(p[k, 3 * unit] * x[i] + p[k, 3 * unit + 1])))
                squares += (f - y[i]) ** 2
            values[k] = -squares / x.shape[0] - 0.5 * (p[k] ** 2).sum() / DEVIATION**2 + CONSTANT
        return values

    sampler = emcee.EnsembleSampler(28, 7, log_densities, vectorize=True)

start = 1e-4 * rng.standard_normal((28, 7))
sampler.run_mcmc(start, 10)
began = time.perf_counter()
sampler.run_mcmc(start, steps)
print(time.perf_counter() - began)
