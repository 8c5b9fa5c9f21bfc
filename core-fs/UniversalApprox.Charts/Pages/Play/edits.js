// What dragging a dot or pressing an arrow key does to a neuron, and the places of the dots on its curve.

/** Rounds to the decimal place that is a thousandth of `extent` or finer, so that dragged numbers stay short. */
function roundTo(value, extent) {
  const places = 3 - Math.floor(Math.log10(extent));
  if (!Number.isFinite(places) || places > 100 || places < -300) return value;
  return places >= 0 ? Number(value.toFixed(Math.min(places, 100))) : Math.round(value * 10 ** places) / 10 ** places;
}

/** The bias that keeps a centre, rounded where no curve shows it: z has no unit. */
const biasFor = (w, at) => Number((-w * at).toFixed(5)) + 0;

const withCentre = (unit, at, extent) => ({ ...unit, b: biasFor(unit.w, roundTo(at, extent)) });

/** Another weight, with the centre in place. */
function withSteepness(unit, w) {
  const rounded = Number(w.toPrecision(4));
  const at = centreOf(unit);
  return { ...unit, w: rounded, b: at === null ? unit.b : biasFor(rounded, at) };
}

/** The same step, mirrored at its centre. */
const mirrored = unit => ({ ...unit, w: -unit.w + 0, b: -unit.b + 0 });

/** The network with one more step, in the widest gap between the centres, where a neuron is missed most. */
function withNewUnit(network, { range: [low, high], rise }) {
  if (network.units.length >= mostUnits) return network;
  const inside = network.units.map(centreOf).filter(at => at !== null && at > low && at < high);
  const edges = [low, ...inside, high].sort((a, b) => a - b);
  const gaps = edges.slice(1).map((edge, i) => ({ width: edge - edges[i], at: (edge + edges[i]) / 2 }));
  const { at } = gaps.reduce((best, gap) => (gap.width > best.width ? gap : best));
  const unit = { w: Number((8 / (high - low)).toPrecision(2)), b: 0, a: roundTo(0.25 * rise, rise) };
  return { ...network, units: [...network.units, withCentre(unit, at, high - low)] };
}

/** The pixels and the z of a unit's handles. All are in sight and apart from each other, wherever the unit is. */
function handlePlaces(unit, activation, axes) {
  const { value, amplitudeAt, steepnessAt } = activations[activation];
  const inset = 10, low = axes.left + inset, high = axes.right - inset;
  const clamp = at => Math.min(Math.max(at, low), high);
  const at = centreOf(unit);
  const middle = at === null ? (low + high) / 2 : clamp(axes.toX(at));
  const pixelsPerZ = (axes.toX(axes.range[0] + 1 / unit.w) - axes.toX(axes.range[0]));
  const place = (z, apart) => {
    const offset = Math.sign(unit.w || 1) * Math.sign(z) * Math.max(Math.abs(z * pixelsPerZ) || 0, apart);
    let x = clamp(middle + offset);
    if (Math.abs(x - middle) < apart) x = clamp(middle - Math.sign(offset) * apart);
    return x;
  };
  const steepness = place(steepnessAt, 26);
  let amplitude = place(amplitudeAt, 52);
  if (Math.abs(amplitude - steepness) < 26) {
    const away = 26 * (Math.sign(steepness - middle) || 1);
    amplitude = clamp(steepness + away);
    if (Math.abs(amplitude - steepness) < 26) amplitude = clamp(steepness - away);
  }
  const found = x => {
    const z = unit.b + unit.w * axes.fromX(x);
    return { x, z, y: unit.a * value(z) };
  };
  return {
    // A centre out of sight stays within reach at the edge.
    centre: at === null ? null : middle === axes.toX(at) ? { x: middle, z: 0, y: unit.a * value(0) } : found(middle),
    steepness: unit.w === 0 ? null : found(steepness),
    amplitude: found(amplitude),
  };
}

/** The unit after a handle was dragged from its place by dx (in x) and dy (in y). */
function draggedUnit(kind, unit, activation, start, { dx, dy, x, extent, rise }) {
  if (kind === 'centre') return withCentre(unit, centreOf(unit) + dx, extent);
  if (kind === 'amplitude') {
    // Where the curve is close to 0, a change of height says little about the amplitude.
    const height = activations[activation].value(start.z);
    return { ...unit, a: roundTo(Math.abs(height) > 0.05 ? (start.y + dy) / height : unit.a + dy, rise) };
  }
  const distance = x - centreOf(unit), least = 1e-3 * extent;
  if (Math.abs(start.z) < 1e-9 || centreOf(unit) === null) return unit;
  return withSteepness(unit, start.z / (Math.abs(distance) < least ? (distance < 0 ? -least : least) : distance));
}

/** The unit after an arrow key: direction is +1 or −1, and `size` is 1, 10 for page keys or a tenth for fine steps. */
function nudgedUnit(kind, unit, direction, size, { extent, rise }) {
  if (kind === 'centre') return withCentre(unit, centreOf(unit) + direction * size * 0.01 * extent, 0.1 * extent);
  if (kind === 'amplitude') return { ...unit, a: roundTo(unit.a + direction * size * 0.02 * rise, 0.1 * rise) };
  return withSteepness(unit, unit.w * 1.1 ** (direction * size));
}
