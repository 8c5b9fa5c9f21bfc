// The frame of the panels: their places on the page, scales, grids and labels.

/** The panels from above: name, title and height on wide and narrow pages. Without data there are no residuals. */
function panelsFor({ data, yName }, isNarrow) {
  const panel = (name, title, wide, narrow) => ({ name, title, height: isNarrow ? narrow : wide });
  const all = [
    panel('sum', data ? `${yName}: data and sum f(x)` : 'sum f(x)', 230, 190),
    panel('units', 'each neuron a·σ(w·x + b), and the offset c', 210, 190),
  ];
  return data ? [...all, panel('residuals', 'residuals y − f(x)', 110, 90)] : all;
}

function makeAxes(root, spec, onResize) {
  const grid = svg(root, 'g', { class: 'play-grid', 'aria-hidden': 'true' });
  const layers = {};
  let clips = 0;
  for (const { name } of panelsFor(spec, false)) {
    const id = `${spec.panel}-clip-${clips++}`;
    const clip = svg(svg(root, 'clipPath', { id }), 'rect');
    layers[name] = { clip, curves: svg(root, 'g', { 'clip-path': `url(#${id})`, 'aria-hidden': 'true' }) };
  }
  const axes = { layers, scales: {}, width: 0, height: 0, left: 0, right: 0 };
  let drawn = '';

  function layOut() {
    const width = axes.width = root.clientWidth, isNarrow = width < 520;
    axes.left = isNarrow ? 40 : 52;
    axes.right = width - 12;
    axes.panels = panelsFor(spec, isNarrow);
    let top = 0;
    for (const panel of axes.panels) {
      panel.top = top + 22;
      panel.bottom = panel.top + panel.height;
      top = panel.bottom + 10;
      const { clip } = layers[panel.name];
      for (const [key, value] of Object.entries({ x: axes.left, y: panel.top, width: Math.max(axes.right - axes.left, 0), height: panel.height }))
        clip.setAttribute(key, value);
    }
    // One unit is one pixel; only a print, which is narrower, scales it.
    axes.height = top + 34;
    root.setAttribute('viewBox', `0 0 ${Math.max(width, 1)} ${axes.height}`);
    axes.bottom = top - 10;
  }

  /** Sets the ranges and draws the grid again if anything of it has changed. */
  axes.update = (range, ranges) => {
    const [low, high] = range;
    axes.range = range;
    axes.toX = x => axes.left + (x - low) / (high - low) * (axes.right - axes.left);
    axes.fromX = at => low + (at - axes.left) / (axes.right - axes.left) * (high - low);
    for (const panel of axes.panels) {
      const [bottom, top] = ranges[panel.name];
      axes.scales[panel.name] = {
        toY: y => panel.bottom - (y - bottom) / (top - bottom) * panel.height,
        perPixel: (top - bottom) / panel.height,
        range: ranges[panel.name],
        top: panel.top,
        bottom: panel.bottom,
      };
    }
    const key = JSON.stringify([axes.left, axes.right, axes.bottom, range, ranges]);
    if (key === drawn) return;
    drawn = key;
    drawGrid(ranges);
  };

  function drawGrid(ranges) {
    grid.replaceChildren();
    const text = (x, y, content, kind) => { svg(grid, 'text', { x: pixel(x), y: pixel(y), class: kind }).textContent = content; };
    const line = (x1, y1, x2, y2, kind) => svg(grid, 'line', { x1: pixel(x1), y1: pixel(y1), x2: pixel(x2), y2: pixel(y2), class: kind });
    for (const { name, title, top, bottom } of axes.panels) {
      text(axes.left, top - 7, title, 'play-title');
      for (const at of ticksOf(ranges[name], 5)) {
        const y = axes.scales[name].toY(at);
        line(axes.left, y, axes.right, y, at === 0 ? 'play-zero' : '');
        text(axes.left - 6, y + 4, show(at, 6), 'play-tick-y');
      }
      line(axes.left, bottom, axes.right, bottom, 'play-frame');
    }
    for (const at of ticksOf(axes.range, axes.right - axes.left < 420 ? 4 : 8)) {
      line(axes.toX(at), axes.bottom, axes.toX(at), axes.bottom + 4, 'play-frame');
      text(axes.toX(at), axes.bottom + 17, show(at, 12), 'play-tick-x');
    }
    text((axes.left + axes.right) / 2, axes.bottom + 33, spec.xName, 'play-tick-x');
  }

  layOut();
  new ResizeObserver(() => { layOut(); onResize(); }).observe(root);
  return axes;
}
