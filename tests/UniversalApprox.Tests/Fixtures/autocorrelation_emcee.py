"""Writes autocorrelation_emcee.json: emcee.autocorr.integrated_time of AR(1) ensembles.

Made with emcee 3.1.4 and NumPy 1.24.2: python3 autocorrelation_emcee.py > autocorrelation_emcee.json
Series are rounded to 6 digits before use, so that the file holds exactly what was judged.
"""
import json
import sys

import emcee
import numpy as np

rng = np.random.default_rng(20260101)
cases = []
for steps, walkers, phi in ((300, 4, 0.0), (301, 5, 0.6), (600, 3, 0.9), (1500, 2, 0.99), (2600, 1, 0.999), (250, 2, -0.5)):
    series = np.zeros((walkers, steps))
    x = rng.standard_normal(walkers) / np.sqrt(1 - phi**2)
    for s in range(steps):
        series[:, s] = x
        x = phi * x + rng.standard_normal(walkers)
    series = np.round(series, 6)
    tau = emcee.autocorr.integrated_time(series.T[:, :, np.newaxis], quiet=True)[0]
    rho = np.mean([emcee.autocorr.function_1d(row) for row in series], axis=0)
    cases.append({"phi": phi, "series": series.tolist(), "tau": tau, "rho": rho[:20].tolist(), "last": rho[-1]})
json.dump({"emcee": emcee.__version__, "cases": cases}, sys.stdout)
