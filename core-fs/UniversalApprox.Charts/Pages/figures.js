// Draws the figures of a page, follows its width and its light or dark scheme, and sorts, filters and saves its tables.
(() => {
  'use strict';
  const narrowBelow = 640;
  const wideWidth = 1080;
  const json = id => JSON.parse(document.getElementById(id).textContent);
  const themes = json('ua-themes');
  const arrays = json('ua-arrays');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let printing = false;

  // Long arrays are written once per page; each use gets the same array, which Plotly does not change.
  function filled(value) {
    if (Array.isArray(value)) return value.map(filled);
    if (value === null || typeof value !== 'object') return value;
    if ('shared' in value) return arrays[value.shared];
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner)]));
  }

  // By its element, so that a page that changes can bring new ones.
  const figures = new Map();
  const near = new Set();

  function read(figure) {
    if (!figure.spec) {
      figure.spec = JSON.parse(figure.source.textContent);
      figure.spec.data = filled(figure.spec.data);
    }
    return figure.spec;
  }

  const config = {
    responsive: false, displaylogo: false, scrollZoom: false,
    modeBarButtonsToRemove: ['select2d', 'lasso2d', 'autoScale2d'],
  };

  // A matrix of panels has a least width, at which its narrow layout is made; other narrow layouts are made for phones.
  function isNarrow(plot) {
    const least = parseFloat(plot.style.minWidth) || 0;
    return isPhone(plot) || (least > 0 && plot.clientWidth < (least + wideWidth) / 2);
  }

  function isPhone(plot) { return plot.parentElement.clientWidth < narrowBelow; }

  function look(figure) {
    const width = figure.plot.clientWidth;
    const scheme = dark.matches && !printing ? 'dark' : 'light';
    return { width, scheme, key: `${width} ${scheme} ${isPhone(figure.plot)}` };
  }

  function isDue(figure) { return figure.plot.clientWidth > 0 && figure.key !== look(figure).key; }

  function draw(figure) {
    const { width, scheme, key } = look(figure);
    if (figure.key === key || width === 0) return;
    figure.key = key;
    const spec = read(figure);
    // With a constant revision the reader's zoom stays when the figure is drawn anew.
    const layout = Object.assign(structuredClone(isNarrow(figure.plot) ? spec.narrow : spec.wide),
      { width, template: themes[scheme], uirevision: 'kept' });
    figure.plot.style.minHeight = layout.height + 'px';
    Plotly.react(figure.plot, spec.data, layout, { ...config, displayModeBar: !isPhone(figure.plot) });
    describe(figure.plot);
  }

  // The words move from the place to the picture in it, because an image may hold no buttons.
  function describe(plot) {
    plot.description = plot.getAttribute('aria-label') ?? plot.description;
    plot.removeAttribute('role');
    plot.removeAttribute('aria-label');
    plot.querySelectorAll('.main-svg').forEach((svg, index) => {
      if (index > 0) return svg.setAttribute('aria-hidden', 'true');
      svg.setAttribute('role', 'img');
      svg.setAttribute('aria-label', plot.description);
    });
  }

  // Places are as high as their drawings will be, so that nothing moves when these come.
  function reserve() {
    const missing = [...figures.values()].filter(figure => !figure.key);
    const heights = missing.map(({ plot }) => isNarrow(plot) ? plot.dataset.narrow : plot.dataset.wide);
    missing.forEach((figure, index) => { figure.plot.style.minHeight = heights[index] + 'px'; });
  }

  function distance(figure) {
    const box = figure.plot.getBoundingClientRect();
    return Math.max(box.top - innerHeight, -box.bottom, 0);
  }

  // Figures are drawn when the reader comes near, the nearest first and one at a time, so that the page answers in between. Those
  // in space take a while to appear, too long for a printer, and are drawn as soon as the others are there.
  let isReady = false;
  let isDrawing = false;
  function drawNear() {
    if (isDrawing || !isReady) return;
    const due = [...near].filter(isDue);
    const next = due.length > 0
      ? due.reduce((best, figure) => distance(figure) < distance(best) ? figure : best)
      : [...figures.values()].find(figure => 'early' in figure.plot.dataset && isDue(figure));
    if (!next || distance(next) > 0) document.documentElement.dataset.drawn ??= 'view';
    if (!next) {
      if (![...figures.values()].some(isDue)) document.documentElement.dataset.drawn = 'all';
      return;
    }
    isDrawing = true;
    draw(next);
    setTimeout(() => { isDrawing = false; drawNear(); }, 0);
  }

  const observer = new IntersectionObserver(entries => {
    for (const entry of entries) {
      const figure = figures.get(entry.target);
      if (entry.isIntersecting) near.add(figure);
      else near.delete(figure);
    }
    drawNear();
  }, { rootMargin: '50% 0px' });

  // Finds new figures, and forgets those that are gone.
  function scan() {
    for (const [element, figure] of figures) {
      if (element.isConnected) continue;
      observer.unobserve(element);
      near.delete(figure);
      figures.delete(element);
    }
    const found = [...document.querySelectorAll('.ua-figure')].filter(element => !figures.has(element));
    for (const element of found)
      figures.set(element, {
        plot: element.querySelector('.ua-plot'),
        source: element.querySelector('script[type="application/json"]'),
      });
    reserve();
    for (const element of found) observer.observe(element);
  }

  // Draws what another element of the same figure says in its place.
  function update(element, fresh) {
    const figure = figures.get(element);
    const plot = fresh.querySelector('.ua-plot');
    for (const [name, value] of Object.entries(plot.dataset)) figure.plot.dataset[name] = value;
    figure.plot.setAttribute('aria-label', plot.getAttribute('aria-label'));
    figure.source.textContent = fresh.querySelector('script[type="application/json"]').textContent;
    element.querySelector('h1, h2, h3, h4').replaceWith(fresh.querySelector('h1, h2, h3, h4'));
    element.querySelector('figcaption').replaceWith(fresh.querySelector('figcaption'));
    figure.spec = figure.key = null;
    drawNear();
  }

  // Plotly comes compressed inside the page. As an inline script of a known hash it is what the page's policy allows.
  async function load() {
    const packed = document.getElementById('ua-plotly');
    if (!packed) return;
    const text = atob(packed.textContent);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    const script = document.createElement('script');
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    packed.remove();
  }

  const drawable = document.querySelector('.ua-figure, #ua-plotly') ? load() : Promise.resolve();
  drawable.then(() => {
    isReady = true;
    let waiting = 0;
    addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(() => { reserve(); drawNear(); }, 120); });
    dark.addEventListener('change', drawNear);
    addEventListener('beforeprint', () => { printing = true; figures.forEach(draw); });
    addEventListener('afterprint', () => { printing = false; drawNear(); });
    scan();
    // Otherwise the observer begins, as soon as it knows what is near.
    if (figures.size === 0 || near.size > 0) drawNear();
  }).catch(error => {
    for (const plot of document.querySelectorAll('.ua-plot')) plot.textContent = `This browser cannot draw the figure: ${error.message}`;
    document.documentElement.dataset.drawn = 'all';
  });
  document.figures = { scan, update };

  // Tables.
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
    const body = header.closest('table').tBodies[0];
    const column = header.cellIndex;
    const descending = header.getAttribute('aria-sort') === 'ascending';
    const rows = [...body.rows].sort((a, b) => (descending ? -1 : 1) * compare(sortKey(a, column), sortKey(b, column)));
    for (const other of header.parentElement.cells) other.removeAttribute('aria-sort');
    header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    body.append(...rows);
  }

  function filter(tabular, text) {
    const rows = [...tabular.querySelector('tbody').rows];
    const wanted = text.trim().toLocaleLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
    const left = rows.filter(row => !row.hidden).length;
    tabular.querySelector('.ua-count').textContent = left < rows.length ? `${left} of ${rows.length} rows` : '';
  }

  // Full precision for numbers. An apostrophe keeps text from being a formula in a spreadsheet.
  function csvCell(cell) {
    const value = cell.dataset?.value;
    if (value !== undefined) return value === 'NaN' ? '' : value;
    const text = /^[=+\-@\t\r]/.test(cell.textContent) ? `'${cell.textContent}` : cell.textContent;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function save(tabular, name) {
    const lines = [...tabular.querySelectorAll('tr')].filter(row => !row.hidden)
      .map(row => [...row.cells].map(csvCell).join(','));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['\uFEFF' + lines.join('\r\n') + '\r\n'], { type: 'text/csv' }));
    link.download = `${name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  document.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button?.closest('th')) sort(button.closest('th'));
    else if (button?.classList.contains('ua-csv')) save(button.closest('.ua-tabular'), button.dataset.name);
  });
  document.addEventListener('input', event => {
    if (event.target.classList.contains('ua-filter')) filter(event.target.closest('.ua-tabular'), event.target.value);
  });
})();
