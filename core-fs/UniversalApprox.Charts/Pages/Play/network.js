// A network is { activation, units: [{ w, b, a }], c } and never changes; edits make new ones.

const mostUnits = 64;

/** A network from its parameters in the library's order: w, b, a of each unit, then c. */
function networkOf(activation, parameters) {
  const units = [];
  for (let i = 0; i + 3 < parameters.length; i += 3)
    units.push({ w: parameters[i], b: parameters[i + 1], a: parameters[i + 2] });
  return { activation, units, c: parameters[parameters.length - 1] };
}

const parametersOf = network => [...network.units.flatMap(({ w, b, a }) => [w, b, a]), network.c];

const isSame = (one, other) =>
  one.activation === other.activation && String(parametersOf(one)) === String(parametersOf(other));

/** The place where a unit's argument is 0; null without a weight. */
function centreOf(unit) {
  const at = -unit.b / unit.w;
  return Number.isFinite(at) ? at + 0 : null;
}

/** f at x, summed in the library's order. */
function valueAt(network, x) {
  const { value } = activations[network.activation];
  let sum = network.c;
  for (const { w, b, a } of network.units) sum += a * value(b + w * x);
  return sum;
}

/** y − f(x) of all points. */
function residualsOf(network, { x, y }) {
  const { value } = activations[network.activation];
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    let sum = network.c;
    for (const { w, b, a } of network.units) sum += a * value(b + w * x[i]);
    result[i] = y[i] - sum;
  }
  return result;
}

/**
 * Root mean square and mean absolute residual, R² (null where y does not vary), and χ² per degree of freedom (null without known
 * errors, or without points to spare). Points count by their weights, as in the library.
 */
function scoresOf(network, residuals, { y, weights, noise }) {
  const n = y.length, degrees = n - parametersOf(network).length;
  let all = 0, mean = 0;
  for (let i = 0; i < n; i++) { all += weights[i]; mean += weights[i] * y[i]; }
  mean /= all;
  let squares = 0, absolutes = 0, total = 0;
  for (let i = 0; i < n; i++) {
    squares += weights[i] * residuals[i] ** 2;
    absolutes += weights[i] * Math.abs(residuals[i]);
    total += weights[i] * (y[i] - mean) ** 2;
  }
  return {
    rmse: Math.sqrt(squares / n),
    meanAbsolute: absolutes / all,
    rSquared: total > 0 ? 1 - squares / total : null,
    chiSquarePerDof: noise && degrees > 0 ? squares / noise ** 2 / degrees : null,
  };
}

/**
 * The terms of the formula in the notation that the library reads: { sign, text } of each unit, then of the offset.
 * `write` writes a magnitude. On a logarithmic axis of x, units see ln(x).
 */
function termsOf(network, write, { logX } = {}) {
  const factor = (value, between) => (Math.abs(value) === 1 ? '' : write(Math.abs(value)) + between);
  const sign = value => (value < 0 ? '-' : '+');
  const terms = network.units.map(({ w, b, a }) => {
    const bias = b === 0 ? '' : ` ${sign(b)} ${write(Math.abs(b))}`;
    const argument = `${w < 0 ? '-' : ''}${factor(w, '*')}${logX ? 'ln(x)' : 'x'}${bias}`;
    return { sign: sign(a), text: `${factor(a, ' ')}${network.activation}(${argument})` };
  });
  if (network.c !== 0 || terms.length === 0) terms.push({ sign: sign(network.c), text: write(Math.abs(network.c)) });
  return terms;
}

/** A number as the library reads it back: the shortest text of exactly this number. */
const exact = value => String(value).replace('e+', 'e');

/** On a logarithmic axis of y, f is the exponential of the sum. */
function formulaOf(network, axes = {}) {
  const terms = termsOf(network, exact, axes);
  const sum = terms.map(({ sign, text }, i) => (i > 0 ? ` ${sign} ` : sign === '-' ? '-' : '') + text).join('');
  return axes.logY ? `exp(${sum})` : sum;
}

/** The command that makes exactly this network. A formula without units does not name its activation. */
function commandOf(network, axes = {}) {
  const activation = network.units.length === 0 ? ` -Activation ${network.activation}` : '';
  return `New-NeuronSum '${formulaOf(network, axes)}'${activation}`;
}
