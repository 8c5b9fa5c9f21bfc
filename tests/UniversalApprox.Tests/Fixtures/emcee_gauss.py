# Reference for the posterior of a 2-unit sigmoid network with unknown noise: emcee with a Numba likelihood, four
# independent ensembles of 32 walkers, 60 000 steps each, the first 10 000 left out. Writes emcee_gauss.json: the data, and mean,
# standard deviation and their Monte Carlo standard errors (batch means, 10 batches per ensemble) of every parameter.
# Needs Python 3 with numpy, numba and emcee 3.
import json
import sys
import emcee
import numba
import numpy as np

rng = np.random.default_rng(1)
n = 500
x = np.linspace(-5, 5, n)
y = x**2 + 0.5 * rng.random(n)


@numba.njit(fastmath=True)
def log_density(points):
    out = np.empty(points.shape[0])
    for k in range(points.shape[0]):
        squares = 0.0
        for i in range(n):
            f = points[k, 6]
            for j in range(2):
                f += points[k, 3 * j + 2] / (1 + np.exp(-(points[k, 3 * j] * x[i] + points[k, 3 * j + 1])))
            squares += (y[i] - f) ** 2
        prior = 0.0
        for j in range(7):
            prior += points[k, j] ** 2
        s = np.exp(points[k, 7])
        # sigma ~ Normal(0, 5) truncated at 0, sampled as its logarithm.
        out[k] = -0.5 * squares / s**2 - n * points[k, 7] - 0.5 * prior / 900 - 0.5 * (s / 5) ** 2 + points[k, 7]
    return out


start = np.array([0.387, -2.54, 115, -0.377, -2.58, 123, -16.9, np.log(0.145)])
walkers, steps, burn, batches = 32, int(sys.argv[1]), int(sys.argv[1]) // 6, 10
runs = []
for seed in range(4):
    np.random.seed(seed)
    moves = [(emcee.moves.DEMove(), 0.5), (emcee.moves.StretchMove(), 0.5)]
    sampler = emcee.EnsembleSampler(walkers, 8, log_density, vectorize=True, moves=moves)
    sampler.run_mcmc(start * (1 + 1e-3 * np.random.standard_normal((walkers, 8))), steps)
    runs.append(sampler.get_chain(discard=burn))

chain = np.array(runs)  # ensemble, step, walker, parameter
length = chain.shape[1] // batches
mean = chain.mean((0, 1, 2))


def standard_error(values):
    means = values[:, : length * batches].reshape(4, batches, length, walkers, 8).mean((2, 3)).reshape(-1, 8)
    return means.std(0, ddof=1) / np.sqrt(means.shape[0])


variance = ((chain - mean) ** 2).mean((0, 1, 2))
result = {
    "versions": f"emcee {emcee.__version__}, numpy {np.__version__}, numba {numba.__version__}",
    "outputs": y.tolist(),
    "start": start.tolist(),
    "mean": mean.tolist(),
    "meanError": standard_error(chain).tolist(),
    "variance": variance.tolist(),
    "varianceError": standard_error((chain - mean) ** 2).tolist(),
}
with open("emcee_gauss.json", "w") as file:
    json.dump(result, file)
