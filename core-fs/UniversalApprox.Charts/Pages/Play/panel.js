// A panel: its state, what changes it, and one drawing per frame.

/** What a panel shows: its data, the weight of each point, the spread of their y, and the network to start from. */
function readSpec(section) {
  const raw = JSON.parse(section.querySelector('script[type="application/json"]').textContent);
  const data = raw.x ? {
    x: Float64Array.from(raw.x),
    y: Float64Array.from(raw.y),
    weights: Float64Array.from(raw.weights ?? raw.x.map(() => 1)),
    hasWeights: 'weights' in raw,
    noise: raw.noise,
  } : null;
  const [low, high] = data ? spanOf([data.y]) : [0, 0];
  return { ...raw, panel: section.id, data, rise: high - low || 1, original: networkOf(raw.activation, raw.parameters) };
}

function startPanel(section) {
  const spec = readSpec(section), { data, original } = spec;
  const part = name => section.querySelector('.play-' + name);
  const note = text => { part('note').textContent = text; };
  const history = makeHistory();
  const originalScores = data && scoresOf(original, residualsOf(original, data), data);
  let state = { network: original, selected: 0 }, scores = originalScores;
  let gesture = null, gestures = 0, frame = 0, spokenTimer = 0;

  part('body').hidden = false;
  for (const name of Object.keys(activations)) part('activation').append(new Option(name, name));
  const figure = makeFigure(part('figure'), { data: part('data'), residuals: part('residuals') }, spec, schedule, select);
  const handles = makeHandles(part('figure'), spec, figure.axes, {
    state: () => state,
    select,
    start() { gesture = `drag-${++gestures}`; },
    end() { gesture = null; changed(); },
    edit: (key, network) => edit(gesture ?? key, network, gesture !== null),
    remove(index) { remove(index); focusAfterRemoval(); },
  });
  const controls = makeControls(section, spec, {
    state: () => state,
    edit,
    select,
    add() { edit(null, withNewUnit(state.network, spec)); select(state.network.units.length - 1); },
    remove() { remove(state.selected); if (state.network.units.length === 0) focusAfterRemoval(); },
    mirror: () => edit(null, withUnit(state.network, state.selected, mirrored(state.network.units[state.selected]))),
  });
  const fitting = makeFitting(data, { note, schedule, changed, show(network) { state = { ...state, network }; } });
  const address = makeAddress(spec, () => (fitting.isRunning || gesture ? null : state.network), network => edit(null, network), note);

  function take(network, selected) {
    state = { network, selected: Math.max(0, Math.min(selected, network.units.length - 1)) };
    changed();
  }

  /** Takes a new network, with an entry to undo. */
  function edit(key, network, isGesture = false) {
    if (isSame(network, state.network)) return;
    fitting.stop();
    history.remember(key, state, isGesture ? 0 : performance.now());
    note('');
    take(network, state.selected);
  }

  function goTo(found) {
    if (!found) return;
    fitting.stop();
    note('');
    take(found.network, found.selected);
  }

  function select(index) {
    state = { ...state, selected: index };
    schedule();
  }

  function remove(index) {
    if (!state.network.units[index]) return;
    edit(null, { ...state.network, units: state.network.units.filter((_, i) => i !== index) });
    note(`Neuron u${index + 1} is removed. Undo brings it back.`);
  }

  function focusAfterRemoval() {
    if (state.network.units.length > 0) handles.focus(state.selected);
    else controls.focus();
  }

  function changed() {
    schedule();
    address.write();
    clearTimeout(spokenTimer);
    spokenTimer = setTimeout(() => setText(part('spoken'), spoken(scores, originalScores)), 800);
  }

  function schedule() { if (!frame) frame = requestAnimationFrame(() => { frame = 0; draw(); }); }

  function draw() {
    fitting.advance();
    const { network, selected } = state;
    const residuals = data && residualsOf(network, data);
    scores = data && scoresOf(network, residuals, data);
    const other = counterpart[network.activation];
    const beside = other && part('beside').checked ? other : null;
    if (figure.axes.width > 0) {
      figure.draw({ network, residuals, selected, beside, isHeld: gesture !== null });
      handles.update(state);
    }
    controls.update(state);
    showTexts(section, spec, state, scores, originalScores);
    showBar(section, network, {
      other,
      isFitting: fitting.isRunning,
      cannotFit: obstacle(network, data) !== null,
      canUndo: history.canUndo,
      canRedo: history.canRedo,
      isOriginal: isSame(network, original),
    });
  }

  function listen() {
    const onClick = (name, action) => part(name).addEventListener('click', action);
    onClick('fit', () => {
      if (!fitting.isRunning && obstacle(state.network, data) === null) history.remember(null, state, performance.now());
      fitting.toggle(state.network);
      draw();
    });
    onClick('undo', () => goTo(history.undo(state)));
    onClick('redo', () => goTo(history.redo(state)));
    onClick('reset', () => edit(null, original));
    onClick('copy-button', async () => note(await copy(part('command'))));
    part('beside').addEventListener('change', schedule);
    part('activation').addEventListener('change', event => {
      edit(null, { ...state.network, activation: event.target.value });
      if (event.target.value === 'heaviside' && data) note(obstacle(state.network, data));
    });
    section.addEventListener('keydown', event => {
      const isText = event.target.matches('input[type="number"], input[type="text"]');
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z' || isText) return;
      event.preventDefault();
      goTo(event.shiftKey ? history.redo(state) : history.undo(state));
    });
  }

  listen();
  const found = address.read();
  if (found) state = { network: found, selected: 0 };
  if (found !== undefined) section.scrollIntoView();
  draw();
  // For scripts and tests.
  section.play = {
    activations,
    get network() { return state.network; },
    get scores() { return scores; },
    get isFitting() { return fitting.isRunning; },
    edit: network => edit(null, network),
    draw,
  };
}

for (const section of document.querySelectorAll('.ua-play')) startPanel(section);
