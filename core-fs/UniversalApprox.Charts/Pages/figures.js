// Draws the figures of a page, follows its width and its light or dark scheme, and sorts its tables.
(() => {
  'use strict';
  const narrowBelow = 640;
  const themes = JSON.parse(document.getElementById('ua-themes').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const figures = [...document.querySelectorAll('.ua-figure')].map(element => ({
    plot: element.querySelector('.ua-plot'),
    spec: JSON.parse(element.querySelector('script[type="application/json"]').textContent),
  }));
  let printing = false;

  const config = {
    responsive: false, displaylogo: false, scrollZoom: false,
    modeBarButtonsToRemove: ['select2d', 'lasso2d', 'autoScale2d'],
  };

  function look(figure) {
    const width = figure.plot.clientWidth;
    const scheme = dark.matches && !printing ? 'dark' : 'light';
    return { width, scheme, key: `${width} ${scheme}` };
  }

  function draw(figure) {
    const { width, scheme, key } = look(figure);
    if (figure.key === key || width === 0) return;
    figure.key = key;
    const base = width < narrowBelow ? figure.spec.narrow : figure.spec.wide;
    const layout = Object.assign(structuredClone(base), { width, template: themes[scheme] });
    figure.plot.style.minHeight = layout.height + 'px';
    // On a phone the buttons would lie over the legend.
    Plotly.react(figure.plot, figure.spec.data, layout, { ...config, displayModeBar: width < narrowBelow ? false : 'hover' });
  }

  // One figure at a time, so that the page answers while the rest is drawn.
  function drawAll() {
    const next = figures.find(figure => figure.key !== look(figure).key && figure.plot.clientWidth > 0);
    if (!next) {
      document.documentElement.dataset.drawn = 'all';
      return;
    }
    draw(next);
    setTimeout(drawAll, 0);
  }

  function drawAtOnce() { figures.forEach(draw); }

  let waiting = 0;
  addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(drawAll, 120); });
  dark.addEventListener('change', drawAll);
  addEventListener('beforeprint', () => { printing = true; drawAtOnce(); });
  addEventListener('afterprint', () => { printing = false; drawAll(); });

  function sortKey(row, column) {
    const cell = row.cells[column];
    return 'value' in cell.dataset ? Number(cell.dataset.value) : cell.textContent;
  }

  function compare(a, b) {
    if (typeof a === 'number' && typeof b === 'number') {
      if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
      return a - b;
    }
    return String(a).localeCompare(String(b), undefined, { numeric: true });
  }

  function sort(header) {
    const table = header.closest('table');
    const body = table.tBodies[0];
    const column = header.cellIndex;
    const descending = header.getAttribute('aria-sort') === 'ascending';
    const rows = [...body.rows].sort((a, b) => (descending ? -1 : 1) * compare(sortKey(a, column), sortKey(b, column)));
    for (const other of header.parentElement.cells) other.removeAttribute('aria-sort');
    header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    body.append(...rows);
  }

  for (const button of document.querySelectorAll('th button'))
    button.addEventListener('click', () => sort(button.closest('th')));

  drawAll();
})();
