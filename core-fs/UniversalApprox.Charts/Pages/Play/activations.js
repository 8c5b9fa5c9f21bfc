// The activations of the library, in its order: value and slope at z. A neuron's handles sit on its curve near the z given
// here, where its height and its steepness show.

/** The error function: its series of positive terms, and beyond 2.5 the continued fraction of its complement. */
function erf(z) {
  const x = Math.abs(z);
  if (x >= 2.5) return Math.sign(z) * (1 - erfcTail(x));
  let term = x, sum = x;
  for (let k = 1; term > 1e-17 * sum; k++) sum += term *= 2 * x * x / (2 * k + 1);
  return Math.sign(z) * 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

/** 1 − erf x for x ≥ 2.5, without cancellation. */
function erfcTail(x) {
  let fraction = x;
  for (let k = 60; k > 0; k--) fraction = x + 0.5 * k / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

function normalCdf(z) {
  const x = z / Math.SQRT2;
  return x <= -2.5 ? 0.5 * erfcTail(-x) : 0.5 * (1 + erf(x));
}

const sigmoid = z => 1 / (1 + Math.exp(-z));
const leakySlope = 0.01;

const step = { amplitudeAt: 2.5, steepnessAt: -1 };
const odd = { amplitudeAt: 1.5, steepnessAt: -0.75 };
const ramp = { amplitudeAt: 2, steepnessAt: 1 };

const activations = {
  sigmoid: { ...step, value: sigmoid, slope: z => { const s = sigmoid(z); return s * (1 - s); } },
  tanh: { ...odd, value: Math.tanh, slope: z => { const t = Math.tanh(z); return 1 - t * t; } },
  softsign: { ...odd, value: z => z / (1 + Math.abs(z)), slope: z => 1 / (1 + Math.abs(z)) ** 2 },
  relu: { ...ramp, value: z => (z > 0 ? z : 0), slope: z => (z > 0 ? 1 : 0) },
  leakyRelu: { ...ramp, value: z => (z > 0 ? z : leakySlope * z), slope: z => (z > 0 ? 1 : leakySlope) },
  softplus: { ...ramp, value: z => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), slope: sigmoid },
  silu: { ...ramp, value: z => z * sigmoid(z), slope: z => { const s = sigmoid(z); return s * (1 + z * (1 - s)); } },
  gelu: {
    ...ramp,
    value: z => z * normalCdf(z),
    slope: z => normalCdf(z) + z * Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI),
  },
  elu: { ...ramp, value: z => (z > 0 ? z : Math.expm1(z)), slope: z => (z > 0 ? 1 : Math.exp(z)) },
  sin: { amplitudeAt: Math.PI / 2, steepnessAt: -Math.PI / 4, value: Math.sin, slope: Math.cos },
  gaussian: { amplitudeAt: 0.4, steepnessAt: -1, value: z => Math.exp(-z * z), slope: z => -2 * z * Math.exp(-z * z) },
  erf: { ...odd, value: erf, slope: z => 2 / Math.sqrt(Math.PI) * Math.exp(-z * z) },
  heaviside: { ...step, value: z => (z > 0 ? 1 : z < 0 ? 0 : 0.5), slope: () => 0 },
};

/** The step that a sigmoid approaches when it gets steeper, and the other way round. No other pair has the same ends. */
const counterpart = { sigmoid: 'heaviside', heaviside: 'sigmoid' };
