// The controls beside the figure: neurons to choose from, and a slider and a number for each parameter of the chosen one.

const sliderSteps = 1000;

/** How a slider's position maps to a parameter. The steepness is logarithmic, and keeps its sign. */
function sliderScales(spec, network) {
  const [low, high] = spec.range, extent = high - low, rise = spec.rise;
  const linear = (from, to) => ({
    toValue: part => from + part * (to - from),
    toPart: value => (value - from) / (to - from),
    extent: to - from,
  });
  const reach = values => 2 * Math.max(rise, ...values.map(Math.abs).filter(Number.isFinite));
  const steepest = 400 / extent, flattest = 0.2 / extent;
  const amplitudes = reach(network.units.map(unit => unit.a)), offsets = reach([network.c]);
  return {
    centre: linear(low - 0.5 * extent, high + 0.5 * extent),
    steepness: {
      toValue: (part, previous) => (previous < 0 ? -1 : 1) * flattest * (steepest / flattest) ** part,
      toPart: value => Math.log(Math.abs(value) / flattest) / Math.log(steepest / flattest),
    },
    amplitude: linear(-amplitudes, amplitudes),
    offset: linear(-offsets, offsets),
  };
}

const parameter = (kind, network, unit) =>
  kind === 'offset' ? network.c : kind === 'centre' ? centreOf(unit) : kind === 'steepness' ? unit.w : unit.a;

/** The network with one parameter of unit `index` set to exactly this number. */
function withParameter(network, index, kind, value) {
  if (kind === 'offset') return { ...network, c: value };
  const unit = network.units[index], at = centreOf(unit);
  const changed = kind === 'centre' ? { ...unit, b: -unit.w * value + 0 }
    : kind === 'steepness' ? { ...unit, w: value, b: at === null ? unit.b : -value * at + 0 }
    : { ...unit, a: value };
  return withUnit(network, index, changed);
}

const withUnit = (network, index, unit) => ({ ...network, units: network.units.map((old, i) => (i === index ? unit : old)) });

function makeControls(section, spec, actions) {
  const part = name => section.querySelector('.play-' + name);
  const chips = part('chips'), editor = part('editor');
  const sliders = [...section.querySelectorAll('.play-slider')], numbers = [...section.querySelectorAll('.play-number')];
  let scales = null;

  function slide(slider) {
    const { network, selected } = actions.state(), { kind } = slider.dataset, unit = network.units[selected];
    const place = slider.value / sliderSteps, old = parameter(kind, network, unit);
    const value = kind === 'steepness'
      ? Number(scales[kind].toValue(place, old).toPrecision(3)) : roundTo(scales[kind].toValue(place, old), scales[kind].extent);
    const next = kind === 'steepness' ? withUnit(network, selected, withSteepness(unit, value))
      : kind === 'centre' ? withUnit(network, selected, withCentre(unit, value, scales.centre.extent))
      : withParameter(network, selected, kind, value);
    actions.edit(`slide-${kind}-${selected}`, next);
  }
  for (const slider of sliders) {
    // The scale of a slider must not change under the pointer.
    slider.addEventListener('pointerdown', () => { slider.isHeld = true; });
    for (const end of ['pointerup', 'pointercancel', 'blur', 'change'])
      slider.addEventListener(end, () => { slider.isHeld = false; });
    slider.addEventListener('input', () => slide(slider));
  }
  for (const number of numbers)
    number.addEventListener('input', () => {
      const value = number.value.trim() === '' ? NaN : Number(number.value);
      const { network, selected } = actions.state(), { kind } = number.dataset;
      if (Number.isFinite(value)) actions.edit(`number-${kind}-${selected}`, withParameter(network, selected, kind, value));
    });
  for (const number of numbers) number.addEventListener('blur', () => update(actions.state()));
  part('mirror').addEventListener('click', () => actions.mirror());
  part('remove').addEventListener('click', () => actions.remove());

  const add = document.createElement('button');
  Object.assign(add, { type: 'button', className: 'play-add', textContent: '+ neuron' });
  add.addEventListener('click', () => actions.add());

  function updateChips({ network, selected }) {
    const old = chips.querySelectorAll('.play-chip');
    if (old.length !== network.units.length || !add.isConnected) {
      const made = network.units.map((_, i) => old[i] ?? chip(i));
      chips.replaceChildren(...made, add);
    }
    chips.querySelectorAll('.play-chip').forEach((button, i) => {
      assign(button, 'aria-pressed', String(i === selected));
      button.style.setProperty('--play-colour', colourOf(spec, network, i) ?? 'var(--muted)');
    });
    add.disabled = network.units.length >= mostUnits;
  }

  function chip(index) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'play-chip', textContent: `u${index + 1}`, ariaLabel: `neuron u${index + 1}` });
    button.addEventListener('click', () => actions.select(index));
    return button;
  }

  /** Shows a state. A number that is being typed stays as it is. */
  function update(state) {
    const { network, selected } = state, unit = network.units[selected];
    if (!sliders.some(slider => slider.isHeld)) scales = sliderScales(spec, network);
    updateChips(state);
    editor.hidden = !unit;
    for (const field of [...sliders, ...numbers]) {
      const { kind } = field.dataset;
      if (!unit && kind !== 'offset') continue;
      const value = parameter(kind, network, unit);
      field.disabled = value === null || (field.type === 'range' && kind === 'steepness' && value === 0);
      if (field.type === 'range') {
        const position = Math.round(sliderSteps * Math.min(Math.max(scales[kind].toPart(value ?? 0), 0), 1));
        if (Number(field.value) !== position) field.value = position;
        assign(field, 'aria-valuetext', value === null ? 'none' : show(value, 4));
      } else if (document.activeElement !== field || Number(field.value) !== value) {
        const text = value === null ? '' : String(Number(value.toPrecision(6)));
        if (field.value !== text && !(document.activeElement === field && field.value !== '' && Number(field.value) === value)) field.value = text;
      }
    }
    if (!unit) return;
    part('name').textContent = `Neuron u${selected + 1}`;
    part('name').style.setProperty('--play-colour', colourOf(spec, network, selected) ?? 'var(--accent)');
    part('bias').textContent = `b = ${show(unit.b, 4)}`;
  }

  return { update, focus: () => add.focus() };
}
