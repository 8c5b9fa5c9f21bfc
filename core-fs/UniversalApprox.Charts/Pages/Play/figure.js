// The dots and curves of the panels.

/** Up to this many units have colours of their own, as in the library's figures. */
const colourOf = (spec, network, index) => (network.units.length <= spec.colours.length ? spec.colours[index] : null);

function makeFigure(root, canvases, spec, onResize, onPick) {
  const { data } = spec;
  const axes = makeAxes(root, spec, onResize);
  const dots = { data: makeDots(canvases.data), residuals: makeDots(canvases.residuals), key: '' };
  const { sum, units } = axes.layers;
  const path = (parent, kind) => svg(parent.curves, 'path', { class: kind });
  const marks = {
    centres: path(sum, 'play-rule'),
    unitCentres: path(units, 'play-rule'),
    beside: path(sum, 'play-beside-line'),
    curve: path(sum, 'play-sum'),
    offset: path(units, 'play-offset-line'),
    units: [],
  };
  let ranges = {};
  const spread = data && spanOf([data.y]);

  /** Data, and the curve up to half of their range beyond them. */
  function sumRange(curve) {
    const own = spanOf([curve]);
    if (!data) return padded(own, 0.06);
    const room = 0.5 * (spread[1] - spread[0] || Math.abs(spread[0]) || 1);
    return padded([
      Math.min(spread[0], Math.max(own[0], spread[0] - room)), Math.max(spread[1], Math.min(own[1], spread[1] + room)),
    ], 0.06);
  }

  function residualRange(values) {
    const [low, high] = spanOf([values]);
    const largest = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return padded([-largest, largest], 0.08);
  }

  function unitMarks(count) {
    while (marks.units.length > count) {
      const { line, beside, target } = marks.units.pop();
      for (const element of [line, beside, target]) element.remove();
    }
    while (marks.units.length < count) {
      const index = marks.units.length;
      const target = path(units, 'play-target');
      target.addEventListener('pointerdown', () => onPick(index));
      marks.units.push({ target, beside: path(units, 'play-unit play-beside-line'), line: path(units, 'play-unit') });
    }
  }

  /** The data do not move, so their canvas is drawn only when the axes do. */
  function drawDots(values) {
    const { width, height, toX, scales } = axes;
    const key = JSON.stringify([width, height, scales.sum.range, devicePixelRatio]);
    if (key !== dots.key) {
      dots.key = key;
      dots.data.clear(width, height);
      dots.data.draw(data.x, data.y, toX, scales.sum);
    }
    dots.residuals.clear(width, height);
    dots.residuals.draw(data.x, values, toX, scales.residuals);
  }

  /** Draws a network. Axes stay as they are while `isHeld`, so that nothing moves away under the pointer. */
  function draw({ network, residuals: values, selected, beside, isHeld }) {
    const x = places(spec.range, network, network.activation === 'heaviside' || beside !== null);
    const curves = curvesOf(network, x);
    const others = beside && curvesOf({ ...network, activation: beside }, x);
    const isMissing = Object.keys(ranges).length === 0;
    if (!isHeld || isMissing) {
      ranges = {
        sum: settled(ranges.sum, sumRange(curves.sum)),
        units: settled(ranges.units, padded(spanOf([...curves.units, [0, network.c]]), 0.2)),
        ...(data && { residuals: settled(ranges.residuals, residualRange(values)) }),
      };
    }
    axes.update(spec.range, ranges);
    const { toX, scales } = axes;
    const line = (y, panel) => linePath(x, y, toX, scales[panel].toY);
    const set = (element, d) => assign(element, 'd', d);

    if (data) drawDots(values);
    set(marks.curve, line(curves.sum, 'sum'));
    set(marks.beside, others ? line(others.sum, 'sum') : '');
    set(marks.offset, linePath(spec.range, [network.c, network.c], toX, scales.units.toY));
    const centres = network.units.map(centreOf).filter(at => at !== null && at >= spec.range[0] && at <= spec.range[1]);
    const rules = panel => centres.map(at => `M${pixel(toX(at))} ${scales[panel].top}V${scales[panel].bottom}`).join('');
    set(marks.centres, rules('sum'));
    set(marks.unitCentres, rules('units'));

    unitMarks(network.units.length);
    root.classList.toggle('play-many', network.units.length > 12);
    marks.units.forEach((mark, i) => {
      const d = line(curves.units[i], 'units');
      set(mark.line, d);
      set(mark.target, d);
      set(mark.beside, others ? line(others.units[i], 'units') : '');
      for (const element of [mark.line, mark.beside]) {
        element.classList.toggle('play-chosen', i === selected);
        element.style.stroke = colourOf(spec, network, i) ?? '';
      }
    });
  }

  return { axes, draw };
}
