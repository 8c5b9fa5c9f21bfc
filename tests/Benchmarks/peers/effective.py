"""Effective samples per second by emcee with a Numba likelihood: sigmoid units and log sigma, 32 walkers from around a good fit.

Arguments: stretch or mixture (0.8 differential evolution and 0.2 snooker), the number of steps, of which a fifth is burn-in, a CSV
file of x and y without a header, the number of units, and the fit: w1,b1,a1,...,c,log_sigma.
Prints walkers * steps / tau of the slowest parameter, per second of sampling.
"""
import sys
import time
import warnings

import emcee
import numba
import numpy as np

warnings.filterwarnings("ignore")
kind, steps, units = sys.argv[1], int(sys.argv[2]), int(sys.argv[4])
x, y = np.loadtxt(sys.argv[3], delimiter=",", unpack=True)
fit = np.array([float(text) for text in sys.argv[5].split(",")])
rng = np.random.default_rng(1)
offset, noise = 3 * units, 3 * units + 1


@numba.njit(fastmath=True)
def log_densities(p):
    values = np.empty(p.shape[0])
    for k in range(p.shape[0]):
        squares = 0.0
        for i in range(x.shape[0]):
            f = p[k, offset]
            for unit in range(units):
                f += p[k, 3 * unit + 2] / (1 + np.exp(-(p[k, 3 * unit] * x[i] + p[k, 3 * unit + 1])))
            squares += (f - y[i]) ** 2
        sigma = np.exp(p[k, noise])
        values[k] = (
            -0.5 * squares / sigma**2
            - x.shape[0] * p[k, noise]
            - 0.5 * (p[k, :noise] ** 2).sum() / 900
            - 0.5 * (sigma / 5) ** 2
            + p[k, noise]
        )
    return values


moves = None if kind == "stretch" else [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)]
sampler = emcee.EnsembleSampler(32, fit.size, log_densities, vectorize=True, moves=moves)
start = fit * (1 + 1e-3 * rng.standard_normal((32, fit.size)))
log_densities(start)
began = time.perf_counter()
sampler.run_mcmc(start, steps)
elapsed = time.perf_counter() - began
tau = sampler.get_autocorr_time(quiet=True, discard=steps // 5)
print(32 * steps * 0.8 / tau.max() / elapsed)
