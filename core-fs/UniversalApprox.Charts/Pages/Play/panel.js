// A panel: its state, what changes it, and one drawing per frame.

/** What was before and after: `remember` keeps one entry for a series of changes with the same key. */
function makeHistory() {
  const past = [], future = [];
  let lastKey = null, lastTime = 0;
  return {
    remember(key, state, now) {
      const isSeries = key !== null && key === lastKey && now - lastTime < 1000;
      lastKey = key;
      lastTime = now;
      if (isSeries) return;
      past.push(state);
      if (past.length > 500) past.shift();
      future.length = 0;
    },
    move(from, to, state) {
      lastKey = null;
      if (from.length === 0) return null;
      to.push(state);
      return from.pop();
    },
    undo(state) { return this.move(past, future, state); },
    redo(state) { return this.move(future, past, state); },
    get canUndo() { return past.length > 0; },
    get canRedo() { return future.length > 0; },
  };
}

function startPanel(section) {
  const raw = JSON.parse(section.querySelector('script[type="application/json"]').textContent);
  const data = raw.x ? { x: Float64Array.from(raw.x), y: Float64Array.from(raw.y) } : null;
  const ySpan = data ? spanOf([data.y]) : [0, 0];
  const spec = { ...raw, panel: section.id, data, rise: ySpan[1] - ySpan[0] || 1 };
  const trained = networkOf(raw.activation, raw.parameters);
  const part = name => section.querySelector('.play-' + name);
  const history = makeHistory();
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  let state = { network: trained, selected: 0 };
  let fit = null, gesture = null, gestures = 0, frame = 0, addressTimer = 0, spokenTimer = 0;
  const trainedScores = data && scoresOf(residualsOf(trained, data), data);
  let scores = trainedScores;

  part('body').hidden = false;
  for (const name of Object.keys(activations)) part('activation').append(new Option(name, name));
  const figure = makeFigure(part('figure'), spec, schedule, index => select(index));
  const handles = makeHandles(part('figure'), spec, figure.axes, {
    state: () => state,
    select,
    start: () => { gesture = `drag-${++gestures}`; },
    end: () => { gesture = null; changed(); },
    edit: (key, network) => edit(gesture ?? key, network, gesture !== null),
    remove: index => removeUnit(index),
  });
  const controls = makeControls(section, spec, {
    state: () => state, edit, select, add: addUnit,
    remove: () => removeUnit(state.selected),
    mirror: () => edit(null, withUnit(state.network, state.selected, mirrored(state.network.units[state.selected]))),
  });

  function note(text) { part('note').textContent = text; }

  function take(network, selected = state.selected) {
    state = { network, selected: Math.max(0, Math.min(selected, network.units.length - 1)) };
    changed();
  }

  /** Takes a new network, with an entry to undo. Changes of the same key in short order share one. */
  function edit(key, network, isGesture = false) {
    if (isSame(network, state.network)) return;
    stopFit();
    history.remember(key, state, isGesture ? 0 : performance.now());
    note('');
    take(network);
  }

  function select(index) {
    if (state.selected === index) return;
    state = { ...state, selected: index };
    schedule();
  }

  function addUnit() {
    const { network } = state, [low, high] = spec.range;
    if (network.units.length >= mostUnits) return;
    // In the widest gap between the centres, as the place where a neuron is missed most.
    const edges = [low, ...network.units.map(centreOf).filter(at => at !== null && at > low && at < high), high].sort((a, b) => a - b);
    const gaps = edges.slice(1).map((edge, i) => ({ width: edge - edges[i], at: (edge + edges[i]) / 2 }));
    const { at } = gaps.reduce((best, gap) => (gap.width > best.width ? gap : best));
    const unit = withCentre({ w: Number((8 / (high - low)).toPrecision(2)), b: 0, a: roundTo(0.25 * spec.rise, spec.rise) }, at, high - low);
    edit(null, { ...network, units: [...network.units, unit] });
    select(network.units.length);
  }

  function removeUnit(index) {
    const { network } = state;
    if (!network.units[index]) return;
    edit(null, { ...network, units: network.units.filter((_, i) => i !== index) });
    note(`Neuron u${index + 1} is removed. Undo brings it back.`);
    if (network.units.length > 1) handles.focus(state.selected);
    else controls.element.lastElementChild.focus();
  }

  function goTo(found) {
    if (!found) return;
    stopFit();
    note('');
    take(found.network, found.selected);
  }

  function stopFit() {
    if (!fit) return;
    note(outcome(fit));
    state = { ...state, network: fit.network };
    fit = null;
    changed();
  }

  function toggleFit() {
    if (fit) { stopFit(); return; }
    const reason = obstacle(state.network, data);
    if (reason) { note(reason); return; }
    history.remember(null, state, performance.now());
    note(state.network.units.length > 12 ? 'Fitting; many neurons take a while …' : 'Fitting …');
    fit = startFit(state.network, data);
    draw();
  }

  /** A few milliseconds of fitting. Readers who prefer no motion see the result only. */
  function advanceFit() {
    const until = performance.now() + 8;
    do fit.step(); while (!fit.end && performance.now() < until);
    if (fit.end || !calm.matches) state = { ...state, network: fit.network };
    if (fit.end) stopFit();
    schedule();
  }

  function changed() {
    schedule();
    clearTimeout(addressTimer);
    addressTimer = setTimeout(writeAddress, 300);
    clearTimeout(spokenTimer);
    spokenTimer = setTimeout(() => { part('spoken').textContent = spoken(scores, trainedScores); }, 800);
  }

  function schedule() { if (!frame) frame = requestAnimationFrame(() => { frame = 0; draw(); }); }

  function draw() {
    if (fit) advanceFit();
    const { network, selected } = state;
    const residuals = data && residualsOf(network, data);
    scores = data && scoresOf(residuals, data);
    const other = counterpart[network.activation];
    part('beside-name').textContent = other ? `${other} beside` : '';
    part('beside').closest('label').hidden = !other;
    const beside = other && part('beside').checked ? other : null;
    if (part('figure').clientWidth === 0) return;
    figure.draw({ network, residuals, selected, beside, isHeld: gesture !== null });
    handles.update(state);
    controls.update(state);
    showTexts(section, spec, state, scores, trainedScores);
    part('activation').value = network.activation;
    part('undo').disabled = !history.canUndo;
    part('redo').disabled = !history.canRedo;
    part('reset').disabled = isSame(network, trained);
    part('fit').textContent = fit ? 'Stop' : 'Fit again';
    part('fit').setAttribute('aria-disabled', String(obstacle(network, data) !== null));
  }

  function writeAddress() {
    if (fit || gesture) return;
    const isOurs = location.hash.startsWith(`#${spec.panel}=`), isOriginal = isSame(state.network, trained);
    if (isOriginal && !isOurs) return;
    const wanted = isOriginal ? '' : toAddress(spec.panel, state.network);
    if (wanted !== location.hash) window.history.replaceState(null, '', location.href.split('#')[0] + wanted);
  }

  function readAddress() {
    const found = fromAddress(spec.panel, location.hash);
    if (found === null) note('The address does not hold a valid network, so this is the original one.');
    return found;
  }

  part('activation').addEventListener('change', event => {
    edit(null, { ...state.network, activation: event.target.value });
    if (state.network.activation === 'heaviside' && data) note(obstacle(state.network, data));
  });
  part('beside').addEventListener('change', schedule);
  part('fit').addEventListener('click', toggleFit);
  part('undo').addEventListener('click', () => goTo(history.undo(state)));
  part('redo').addEventListener('click', () => goTo(history.redo(state)));
  part('reset').addEventListener('click', () => edit(null, trained));
  part('copy-button').addEventListener('click', async () => note(await copy(part('command'))));
  section.addEventListener('keydown', event => {
    const isText = event.target.matches('input[type="number"], input[type="text"]');
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z' || isText) return;
    event.preventDefault();
    goTo(event.shiftKey ? history.redo(state) : history.undo(state));
  });
  addEventListener('hashchange', () => {
    const found = readAddress();
    if (found) edit(null, found);
  });

  const found = readAddress();
  if (found) state = { network: found, selected: 0 };
  if (found !== undefined) section.scrollIntoView();
  draw();
  // For scripts and tests.
  section.play = {
    activations,
    get network() { return state.network; },
    get scores() { return scores; },
    get isFitting() { return fit !== null; },
    edit: network => edit(null, network),
    draw,
  };
}

for (const section of document.querySelectorAll('.ua-play')) startPanel(section);
