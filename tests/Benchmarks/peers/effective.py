"""Effective samples per second by emcee with a Numba likelihood: two sigmoid units and log sigma, 500 points of a noisy parabola,
32 walkers from around a good fit.

Arguments: stretch or mixture (0.8 differential evolution and 0.2 snooker), and the number of steps, of which a fifth is burn-in.
Prints walkers * steps / tau of the slowest parameter, per second of sampling.
"""
import sys
import time
import warnings

import emcee
import numba
import numpy as np

warnings.filterwarnings("ignore")
kind, steps = sys.argv[1], int(sys.argv[2])
rng = np.random.default_rng(1)
x = np.linspace(-5, 5, 500)
y = x * x + 0.5 * rng.random(500)


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
        sigma = np.exp(p[k, 7])
        values[k] = (
            -0.5 * squares / sigma**2
            - x.shape[0] * p[k, 7]
            - 0.5 * (p[k, :7] ** 2).sum() / 900
            - 0.5 * (sigma / 5) ** 2
            + p[k, 7]
        )
    return values


fit = np.array([0.387, -2.54, 115, -0.377, -2.58, 123, -16.9, np.log(0.145)])
moves = None if kind == "stretch" else [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)]
sampler = emcee.EnsembleSampler(32, 8, log_densities, vectorize=True, moves=moves)
start = fit * (1 + 1e-3 * rng.standard_normal((32, 8)))
log_densities(start)
began = time.perf_counter()
sampler.run_mcmc(start, steps)
elapsed = time.perf_counter() - began
tau = sampler.get_autocorr_time(quiet=True, discard=steps // 5)
print(32 * steps * 0.8 / tau.max() / elapsed)
