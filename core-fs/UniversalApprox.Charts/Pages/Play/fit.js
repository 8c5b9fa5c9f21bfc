// Levenberg–Marquardt on standardised x and y: each step solves (JᵀJ + λD) δ = −Jᵀr, with λ smaller after a success and
// larger after a failure (H. B. Nielsen, IMM-REP-1999-05), and D the largest diagonal of JᵀJ so far (J. Moré, 1978).

const mostSteps = 400;

/** The reason why a network cannot be fitted to data; null if it can. */
function obstacle(network, data) {
  if (!data) return 'There are no data to fit.';
  if (network.activation === 'heaviside')
    return 'A jump has slope 0 everywhere, so no step of weights or biases promises a lower error. Choose a smooth activation to fit, then come back to the jumps.';
  if (data.x.every(x => x === data.x[0])) return 'All x are the same: there is no curve to fit.';
  return null;
}

function scalingOf({ x, y }) {
  const moments = values => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return { mean, sd: sd > 0 ? sd : 1 };
  };
  return { x: moments(x), y: moments(y) };
}

/** θ of the network in standardised coordinates, and back. */
function standardise(network, { x, y }) {
  const units = network.units.map(({ w, b, a }) => ({ w: w * x.sd, b: b + w * x.mean, a: a / y.sd }));
  return Float64Array.from(parametersOf({ units, c: (network.c - y.mean) / y.sd }));
}

function restore(activation, theta, { x, y }) {
  const scaled = networkOf(activation, [...theta]);
  const units = scaled.units.map(({ w, b, a }) => ({ w: w / x.sd, b: b - w * x.mean / x.sd, a: a * y.sd }));
  return { activation, units, c: y.mean + y.sd * scaled.c };
}

/** Solves a symmetric positive definite system in place by Cholesky's decomposition; null if it is not definite. */
function solve(matrix, size, right) {
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k] * matrix[j * size + k];
      if (i !== j) matrix[i * size + j] = sum / matrix[j * size + j];
      else if (sum > 0) matrix[i * size + i] = Math.sqrt(sum);
      else return null;
    }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) right[i] -= matrix[i * size + k] * right[k];
    right[i] /= matrix[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) right[i] -= matrix[k * size + i] * right[k];
    right[i] /= matrix[i * size + i];
  }
  return right;
}

/** A fit that goes on one step at a time: step() until `end` says why it ended. */
function startFit(network, data) {
  const { activation } = network;
  const { value, slope } = activations[activation];
  const scaling = scalingOf(data);
  const n = data.x.length;
  const x = Float64Array.from(data.x, v => (v - scaling.x.mean) / scaling.x.sd);
  const y = Float64Array.from(data.y, v => (v - scaling.y.mean) / scaling.y.sd);
  const root = data.weights.map(Math.sqrt);
  const size = 3 * network.units.length + 1;
  const normal = new Float64Array(size * size), gradient = new Float64Array(size);
  const row = new Float64Array(size), scale = new Float64Array(size);
  let theta = standardise(network, scaling);
  let damping = 1e-3, growth = 2, small = 0, earlier = 0;
  // `lately` is the part by which the last quarter of the steps lowered the root mean square residual.
  const fit = { steps: 0, end: null, network, lately: 0 };

  function lossAt(parameters) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      let f = parameters[size - 1];
      for (let k = 0; k + 3 < size; k += 3) f += parameters[k + 2] * value(parameters[k + 1] + parameters[k] * x[i]);
      sum += (root[i] * (f - y[i])) ** 2;
    }
    return sum;
  }

  /** JᵀJ (its lower half) and Jᵀr at θ. */
  function linearise() {
    normal.fill(0);
    gradient.fill(0);
    for (let i = 0; i < n; i++) {
      row[size - 1] = root[i];
      let residual = theta[size - 1] - y[i];
      for (let k = 0; k + 3 < size; k += 3) {
        const z = theta[k + 1] + theta[k] * x[i];
        const height = value(z), steepness = theta[k + 2] * slope(z);
        residual += theta[k + 2] * height;
        row[k] = root[i] * steepness * x[i];
        row[k + 1] = root[i] * steepness;
        row[k + 2] = root[i] * height;
      }
      residual *= root[i];
      for (let p = 0; p < size; p++) {
        gradient[p] += row[p] * residual;
        for (let q = 0; q <= p; q++) normal[p * size + q] += row[p] * row[q];
      }
    }
    for (let p = 0; p < size; p++) scale[p] = Math.max(scale[p], normal[p * size + p], 1e-12);
  }

  let loss = lossAt(theta);
  if (Number.isFinite(loss)) linearise();
  else fit.end = 'failed';

  function accept(next, lower, promised) {
    small = loss - lower <= 1e-10 * loss ? small + 1 : 0;
    damping *= Math.max(1 / 3, 1 - (2 * (loss - lower) / promised - 1) ** 3);
    growth = 2;
    theta = next;
    loss = lower;
    fit.network = restore(activation, theta, scaling);
    if (small >= 3 || loss < 1e-28 * n) fit.end = 'converged';
    else linearise();
  }

  fit.step = () => {
    if (fit.end) return;
    const damped = Float64Array.from(normal);
    for (let p = 0; p < size; p++) damped[p * size + p] += damping * scale[p];
    const change = solve(damped, size, gradient.map(g => -g));
    const next = change && theta.map((t, p) => t + change[p]);
    const lower = next ? lossAt(next) : NaN;
    fit.steps++;
    if (lower < loss) {
      const promised = change.reduce((sum, d, p) => sum + d * (damping * scale[p] * d - gradient[p]), 0);
      accept(next, lower, promised);
    } else {
      damping *= growth;
      growth *= 2;
      if (damping > 1e14) fit.end = 'converged';
    }
    if (fit.steps === 0.75 * mostSteps) earlier = loss;
    if (!fit.end && fit.steps >= mostSteps) {
      fit.end = 'limit';
      fit.lately = 1 - Math.sqrt(loss / earlier);
    }
  };
  return fit;
}
