"""One tanh unit fitted to points of known errors: scipy's curve_fit with absolute_sigma, for known_sigma_scipy.json beside it."""
import json

import numpy as np
from scipy.optimize import curve_fit


def unit(x, w, b, a, c):
    return a * np.tanh(w * x + b) + c


random = np.random.default_rng(20240611)
x = np.linspace(-3.0, 4.0, 60)
sigma = 0.02 + 0.1 * random.random(60) ** 2 + 0.05 * (x > 2.0)
y = unit(x, 1.3, -0.7, 2.0, 5.0) + sigma * random.standard_normal(60)
estimate, covariance = curve_fit(unit, x, y, p0=[1.0, 0.0, 1.0, 4.0], sigma=sigma, absolute_sigma=True, xtol=1e-14, ftol=1e-14)
_, scaled = curve_fit(unit, x, y, p0=estimate, sigma=sigma, absolute_sigma=False, xtol=1e-14, ftol=1e-14)
chi_square = float(np.sum(((y - unit(x, *estimate)) / sigma) ** 2))

with open("known_sigma_scipy.json", "w") as file:
    json.dump(
        {
            "x": x.tolist(),
            "y": y.tolist(),
            "sigma": sigma.tolist(),
            "estimate": estimate.tolist(),
            "errors": np.sqrt(np.diag(covariance)).tolist(),
            "scaledErrors": np.sqrt(np.diag(scaled)).tolist(),
            "chiSquare": chi_square,
        },
        file,
        indent=1,
    )
