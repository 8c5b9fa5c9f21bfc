// The dots on the neurons' curves, as sliders: pointers drag them, keys move them.

const directions = { ArrowRight: 1, ArrowUp: 1, PageUp: 10, ArrowLeft: -1, ArrowDown: -1, PageDown: -10 };
const shapes = {
  centre: ['circle', { r: 7 }],
  steepness: ['path', { d: 'M0-8 8 0 0 8-8 0Z' }],
  amplitude: ['rect', { x: -6.5, y: -6.5, width: 13, height: 13, rx: 2 }],
  offset: ['rect', { x: -7, y: -4.5, width: 14, height: 9, rx: 2 }],
};
/** One handle: an element with the role of a slider, which reports drags and keys. */
function makeHandle(parent, kind, actions) {
  const element = svg(parent, 'g', { class: `play-handle play-${kind}`, tabindex: 0, role: 'slider' });
  svg(element, 'circle', { class: 'play-touch', r: 20 });
  const [shape, attributes] = shapes[kind];
  svg(element, shape, { ...attributes, class: 'play-dot' });
  let from = null;

  element.addEventListener('pointerdown', event => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    element.focus({ preventScroll: true });
    from = { x: event.clientX, y: event.clientY };
    actions.start();
    event.preventDefault();
  });
  element.addEventListener('pointermove', event => {
    if (from) actions.drag(event.clientX - from.x, event.clientY - from.y);
  });
  const release = () => { if (from) { from = null; actions.end(); } };
  element.addEventListener('pointerup', release);
  element.addEventListener('lostpointercapture', release);
  element.addEventListener('focus', actions.focus);
  element.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directions[event.key];
    if (direction) actions.nudge(Math.sign(direction), Math.abs(direction) * (event.shiftKey ? 0.1 : 1));
    else if (event.key === 'Delete' || event.key === 'Backspace') actions.remove();
    else return;
    event.preventDefault();
  });

  return {
    element,
    place(x, y) { assign(element, 'transform', `translate(${pixel(x)} ${pixel(y)})`); },
    describe(label, value, low, high) {
      const text = show(value, 4);
      if (element.getAttribute('aria-valuetext') === text && element.getAttribute('aria-label') === label) return;
      const limits = { valuenow: value, valuemin: Math.min(low, value), valuemax: Math.max(high, value) };
      for (const [key, content] of Object.entries({ label, valuetext: text, ...limits })) element.setAttribute(`aria-${key}`, content);
    },
    show(isShown) { element.style.display = isShown ? '' : 'none'; },
  };
}

const kinds = ['centre', 'steepness', 'amplitude'];

/** The handles of all units and of the offset. Only the chosen unit shows all three of its handles. */
function makeHandles(root, spec, axes, actions) {
  const group = svg(root, 'g');
  const sets = [];
  const offset = makeHandle(svg(group, 'g'), 'offset', offsetActions());
  let drag = null;

  const sizes = () => {
    const [low, high] = axes.scales.units.range;
    return { extent: axes.range[1] - axes.range[0], rise: high - low };
  };
  const perPixel = () => (axes.range[1] - axes.range[0]) / (axes.right - axes.left);

  function unitActions(index, kind) {
    const unit = () => actions.state().network.units[index];
    const take = (key, next) => actions.edit(key, withUnit(actions.state().network, index, next));
    return {
      start() {
        const { network } = actions.state();
        drag = { index, kind, unit: unit(), place: handlePlaces(unit(), network.activation, axes)[kind], perPixel: perPixel() };
        actions.start();
      },
      drag(right, down) {
        const { place, unit: before } = drag, { activation } = actions.state().network;
        const start = { z: place.z, y: place.y };
        const moves = { dx: right * drag.perPixel, dy: -down * axes.scales.units.perPixel, x: axes.fromX(place.x + right), ...sizes() };
        take(null, draggedUnit(kind, before, activation, start, moves));
      },
      end() { drag = null; actions.end(); },
      focus: () => actions.select(index),
      nudge: (direction, size) => take(`nudge-${kind}-${index}`, nudgedUnit(kind, unit(), direction, size, sizes())),
      remove: () => actions.remove(index),
    };
  }

  function offsetActions() {
    let before = 0;
    const take = (key, c, step) => actions.edit(key, { ...actions.state().network, c: roundTo(c, step) });
    return {
      start() { before = actions.state().network.c; actions.start(); },
      drag: (_, down) => take(null, before - down * axes.scales.units.perPixel, sizes().rise),
      end: actions.end,
      focus() {},
      nudge: (direction, size) => take('nudge-offset', actions.state().network.c + direction * size * 0.02 * sizes().rise, 0.1 * sizes().rise),
      remove() {},
    };
  }

  function fitCount(count) {
    while (sets.length > count) sets.pop().group.remove();
    while (sets.length < count) {
      const index = sets.length, own = svg(null, 'g');
      group.insertBefore(own, group.lastElementChild);
      sets.push({ group: own, ...Object.fromEntries(kinds.map(kind => [kind, makeHandle(own, kind, unitActions(index, kind))])) });
    }
  }

  /** Where a handle is drawn. While it is dragged it stays on its point of the curve, else all are well apart. */
  function placesOf(unit, index, activation) {
    const places = handlePlaces(unit, activation, axes);
    if (drag?.index === index && drag.kind !== 'centre' && places[drag.kind]) {
      const { z } = drag.place, x = drag.kind === 'amplitude' ? drag.place.x : axes.toX((z - unit.b) / unit.w);
      places[drag.kind] = { x, z, y: unit.a * activations[activation].value(z) };
    }
    return places;
  }

  function update({ network, selected }) {
    fitCount(network.units.length);
    const { toY, top, bottom, range } = axes.scales.units;
    const inside = y => Math.min(Math.max(toY(y), top), bottom);
    const [low, high] = axes.range, reach = 2 * Math.max(Math.abs(range[0]), Math.abs(range[1]));
    network.units.forEach((unit, i) => {
      const places = placesOf(unit, i, network.activation);
      const limits = { centre: [low, high], steepness: [-400 / (high - low), 400 / (high - low)], amplitude: [-reach, reach] };
      for (const kind of kinds) {
        const place = places[kind], handle = sets[i][kind];
        handle.show(place !== null && (kind === 'centre' || i === selected));
        if (!place) continue;
        handle.place(place.x, inside(place.y));
        handle.describe(`u${i + 1} ${kind}`, parameter(kind, network, unit), ...limits[kind]);
      }
      sets[i].group.classList.toggle('play-chosen', i === selected);
      sets[i].group.style.setProperty('--play-colour', colourOf(spec, network, i) ?? (i === selected ? 'var(--accent)' : 'var(--muted)'));
    });
    offset.place(axes.right - 8, inside(network.c));
    offset.describe('offset c', network.c, -reach, reach);
  }

  return { update, focus: index => sets[index].centre.element.focus() };
}
