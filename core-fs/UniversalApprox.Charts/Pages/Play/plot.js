// Draws three panels over one x axis: data and sum, the neurons, and the residuals. All but the dots is SVG that the
// style sheet colours, so that dark pages and prints need no drawing of their own.

const svgName = 'http://www.w3.org/2000/svg';

function svg(parent, name, attributes = {}) {
  const element = document.createElementNS(svgName, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent?.append(element);
  return element;
}

/** Steps of 1, 2 or 5 times a power of ten: about `count` of them in a range. */
function niceStep(extent, count) {
  const power = 10 ** Math.floor(Math.log10(extent / count));
  return power * [1, 2, 5, 10].find(factor => extent / (power * factor) <= count);
}

function ticksOf([low, high], count) {
  const step = niceStep(high - low, count);
  const first = Math.ceil(low / step);
  if (!Number.isFinite(first) || step === 0) return [];
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A number for people: `digits` significant digits, a real minus, and powers of ten raised. */
function show(value, digits) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
  const [mantissa, exponent] = String(Number(value.toPrecision(digits))).split('e');
  const raised = exponent && [...exponent.replace('+', '')].map(c => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[c])).join('');
  return (mantissa + (exponent ? `×10${raised}` : '')).replace('-', '−');
}

const spanOf = arrays => {
  let low = Infinity, high = -Infinity;
  for (const values of arrays)
    for (const value of values)
      if (Number.isFinite(value)) { if (value < low) low = value; if (value > high) high = value; }
  return low <= high ? [low, high] : [0, 0];
};

/** A range with a margin. A range without extent gets some, and none gets so wide that pixels overflow. */
function padded([low, high], part) {
  const margin = high > low ? part * (high - low) : Math.abs(low) || 1;
  const limit = Number.MAX_VALUE / 1e10;
  return [Math.max(low - margin, -limit), Math.min(high + margin, limit)];
}

/** Keeps a range while its content fits and fills a good part of it, so that axes do not twitch. */
function settled(previous, wanted) {
  if (!previous) return wanted;
  const fits = previous[0] <= wanted[0] && previous[1] >= wanted[1];
  return fits && wanted[1] - wanted[0] > 0.6 * (previous[1] - previous[0]) ? previous : wanted;
}

/** Even places over the range, and more around units that are steep at this scale. */
function places([low, high], network, isStepped) {
  const count = 320, spacing = (high - low) / (count - 1);
  const result = Array.from({ length: count }, (_, i) => low + spacing * i);
  for (const unit of network.units) {
    const at = centreOf(unit), width = 1 / Math.abs(unit.w);
    if (at === null || at < low || at > high) continue;
    if (isStepped) result.push(at - 1e-9 * (high - low), at + 1e-9 * (high - low));
    if (width < 4 * spacing) for (let k = -16; k <= 16; k++) result.push(at + width * k / 2);
  }
  return Float64Array.from(result.filter(x => x >= low && x <= high)).sort();
}

/** The curve of each unit, and of their sum with the offset. */
function curvesOf(network, x) {
  const { value } = activations[network.activation];
  const units = network.units.map(({ w, b, a }) => x.map(at => a * value(b + w * at)));
  const sum = x.map((_, i) => units.reduce((total, unit) => total + unit[i], network.c));
  return { units, sum };
}

const pixel = value => Math.round(10 * Math.min(Math.max(value, -5000), 5000)) / 10;

function linePath(x, y, toX, toY) {
  let path = '', pen = 'M';
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(y[i])) { pen = 'M'; continue; }
    path += pen + pixel(toX(x[i])) + ' ' + pixel(toY(y[i]));
    pen = 'L';
  }
  return path;
}

/** Sets an attribute if it differs: browsers draw an element again at each assignment. */
function assign(element, name, value) {
  const drawn = element.drawn ??= {};
  if (drawn[name] === value) return;
  drawn[name] = value;
  element.setAttribute(name, value);
}

/** Dots on a canvas as copies of one picture: a thousand moving dots of SVG are too slow for 60 frames a second. */
function makeDots(canvas) {
  const context = canvas.getContext('2d'), radius = 2;
  let picture = null, scale = 1;
  return {
    /** Clears, and takes the size in pixels of the page. */
    clear(width, height) {
      scale = devicePixelRatio || 1;
      const size = [Math.round(width * scale), Math.round(height * scale)];
      if (canvas.width !== size[0] || canvas.height !== size[1]) {
        [canvas.width, canvas.height] = size;
        picture = document.createElement('canvas');
        picture.width = picture.height = Math.ceil(2 * (radius + 1) * scale);
        const brush = picture.getContext('2d');
        brush.fillStyle = getComputedStyle(canvas).color;
        brush.arc(picture.width / 2, picture.width / 2, radius * scale, 0, 2 * Math.PI);
        brush.fill();
      } else context.clearRect(0, 0, ...size);
    },
    draw(x, y, toX, { toY, top, bottom }) {
      const half = picture.width / 2;
      for (let i = 0; i < x.length; i++) {
        const place = toY(y[i]);
        if (place >= top && place <= bottom) context.drawImage(picture, toX(x[i]) * scale - half, place * scale - half);
      }
    },
  };
}
