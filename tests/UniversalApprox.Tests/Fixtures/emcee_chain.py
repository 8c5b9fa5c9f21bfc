"""Makes emcee_chain.h5: a chain with blobs as emcee's HDFBackend writes it (emcee 3.1.4, h5py 3.7.0), and prints some of
its numbers, which EmceeTests.fs has. h5py copies the group into a file of its own, because emcee leaves gaps in compressed ones."""

import os
import tempfile

import emcee
import h5py
import numpy as np

WALKERS, DIMENSION, STEPS = 8, 2, 60


def log_density(x):
    return -0.5 * np.sum(x**2), x[0] - x[1]


np.random.seed(20220807)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "chain.h5")
    backend = emcee.backends.HDFBackend(path, compression="gzip")
    backend.reset(WALKERS, DIMENSION)
    sampler = emcee.EnsembleSampler(WALKERS, DIMENSION, log_density, backend=backend)
    sampler.run_mcmc(np.random.randn(WALKERS, DIMENSION), STEPS)
    with h5py.File(path) as source, h5py.File("emcee_chain.h5", "w") as target:
        source.copy("mcmc", target)

reader = emcee.backends.HDFBackend("emcee_chain.h5", read_only=True)
print("first", repr(reader.get_chain()[0, 0]), "last", repr(reader.get_chain()[-1, -1]))
print("log_prob", repr(reader.get_log_prob()[-1, -1]), "mean", repr(reader.get_chain(flat=True).mean(axis=0)))
print("accepted", reader.accepted)
