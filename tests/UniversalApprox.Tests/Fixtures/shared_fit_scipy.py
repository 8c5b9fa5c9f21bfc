"""Sigmoid units of three groups with parameters in common, by scipy's least_squares, for shared_fit_scipy.json beside it."""
import json

import numpy as np
from scipy import stats
from scipy.optimize import least_squares

NAMES = ["w1", "b1", "a1", "c"]
TIGHT = dict(method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=10000)


def curve(p, x):
    return p[3] + p[2] / (1.0 + np.exp(-(p[0] * x + p[1])))


def slopes(p, x):
    s = 1.0 / (1.0 + np.exp(-(p[0] * x + p[1])))
    d = p[2] * s * (1.0 - s)
    return np.stack([d * x, d, s, np.ones_like(x)], axis=1)


def fit(groups, shared, start):
    """The joint vector has the shared parameters first, in the order of NAMES, and then the own ones of each group."""
    common = [k for k in range(4) if NAMES[k] in shared]
    own = [k for k in range(4) if NAMES[k] not in shared]
    size = len(common) + len(groups) * len(own)

    def places(g):
        at = [0] * 4
        for i, k in enumerate(common):
            at[k] = i
        for i, k in enumerate(own):
            at[k] = len(common) + g * len(own) + i
        return at

    def residuals(v):
        return np.concatenate([(curve(v[places(g)], x) - y) / sigma for g, (x, y, sigma) in enumerate(groups)])

    def jacobian(v):
        rows = []
        for g, (x, y, sigma) in enumerate(groups):
            block = np.zeros((len(x), size))
            block[:, places(g)] = slopes(v[places(g)], x) / sigma[:, None]
            rows.append(block)
        return np.vstack(rows)

    first = np.zeros(size)
    for g in reversed(range(len(groups))):
        first[places(g)] = start[g]
    found = first
    for _ in range(4):
        found = least_squares(residuals, found, jac=jacobian, **TIGHT).x
    for _ in range(20):
        found = found - np.linalg.lstsq(jacobian(found), residuals(found), rcond=None)[0]
    r, j = residuals(found), jacobian(found)
    sse = float(r @ r)
    degrees = len(r) - size
    errors = np.sqrt(np.diag(np.linalg.inv(j.T @ j)) * sse / degrees)
    return found, errors, sse, size


random = np.random.default_rng(20240612)
truth = [[1.2, b, 3.0, 1.0] for b in (-2.0, -4.0, -5.5)]
groups = []
for p, n in zip(truth, (14, 17, 21)):
    x = np.sort(random.uniform(0.0, 8.0, n))
    sigma = 0.03 + 0.1 * random.random(n)
    groups.append((x, curve(p, x) + sigma * random.standard_normal(n), sigma))

points = sum(len(x) for x, _, _ in groups)
separate = sum(fit([group], [], [p])[2] for group, p in zip(groups, truth))
common = min(fit(groups, NAMES, [[w, -4.0, 3.0, 1.0]] * 3)[2] for w in (0.5, 1.0, 2.0))
cases = []
for shared in (["w1", "a1", "c"], ["w1", "b1"], ["a1", "b1"]):
    found, errors, sse, size = fit(groups, shared, truth)
    f = (sse - separate) / (12 - size) / (separate / (points - 12))
    own = (common - sse) / (size - 4) / (sse / (points - size))
    cases.append({
        "shared": shared,
        "estimate": found.tolist(),
        "errors": errors.tolist(),
        "chiSquare": sse,
        "half": float(stats.t.ppf(0.975, points - size)),
        "f": float(f),
        "p": float(stats.f.sf(f, 12 - size, points - 12)),
        "pOwn": float(stats.f.sf(own, size - 4, points - size)),
    })

with open("shared_fit_scipy.json", "w") as file:
    json.dump(
        {
            "groups": [{"x": x.tolist(), "y": y.tolist(), "sigma": sigma.tolist()} for x, y, sigma in groups],
            "separate": separate,
            "common": common,
            "cases": cases,
        },
        file,
        indent=1,
    )
