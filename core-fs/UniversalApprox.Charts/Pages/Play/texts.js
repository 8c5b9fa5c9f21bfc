// The panel in words: scores, formula, command and buttons.

/** The error beside that of the original network. */
function comparison(scores, trained) {
  const ratio = scores.rmse / trained.rmse;
  if (!Number.isFinite(ratio)) return '';
  return Math.abs(ratio - 1) < 5e-4 ? 'that of the original network' : `${show(ratio, 3)} times that of the original network`;
}

const spoken = (scores, trained) =>
  scores ? `Root mean square residual ${show(scores.rmse, 3)}, ${comparison(scores, trained)}.` : '';

/** How a fit ended. */
function outcome({ end, steps, lately }) {
  if (end === 'converged') return `The fit has converged after ${steps} steps.`;
  if (end === 'failed') return 'The network overflows on these data and cannot be fitted.';
  if (end === 'limit') return `${steps} steps are done; the last quarter lowered the RMSE by ${show(100 * lately, 2)} %. Fit again to go on.`;
  return `Stopped after ${steps} steps.`;
}

function setText(element, text) { if (element.textContent !== text) element.textContent = text; }

function showScores(element, spec, scores, trained) {
  if (!scores) { element.hidden = true; return; }
  if (!element.firstChild) {
    for (const [name, label] of [['rmse', 'RMSE'], ['mean', 'Mean |Δ|'], ['r2', 'R²'], ...(spec.data.noise ? [['chi', 'χ² per degree of freedom']] : [])]) {
      const item = document.createElement('span');
      item.innerHTML = `<span class="play-label"></span> <b class="play-${name}"></b>`;
      item.firstChild.textContent = label;
      element.append(item);
    }
    const than = document.createElement('span');
    than.className = 'play-than';
    element.append(than);
  }
  const part = name => element.querySelector('.play-' + name);
  setText(part('rmse'), show(scores.rmse, 4));
  setText(part('mean'), show(scores.meanAbsolute, 4));
  setText(part('r2'), scores.rSquared === null ? '–' : show(scores.rSquared, 4));
  if (spec.data.noise) setText(part('chi'), scores.chiSquarePerDof === null ? '–' : show(scores.chiSquarePerDof, 4));
  const counted = spec.data.hasWeights ? ` Points count by their ${spec.data.noise ? 'errors' : 'weights'}.` : '';
  const subset = spec.total > spec.data.x.length ? ` On ${spec.data.x.length} of ${spec.total} points, evenly spaced in rank.` : '';
  setText(part('than'), `The RMSE is ${comparison(scores, trained)}.${counted}${subset}`);
}

/** A term for people: a real minus, and dots for products. */
const readable = text => text.replace(' - ', ' − ').replace('(-', '(−').replace(/\*(x|ln)/, '·$1').replace(/^(\S+) (?=[a-z])/i, '$1·');

/** The formula, its neurons underlined in their colours. */
function showFormula(element, spec, { network, selected }) {
  const terms = termsOf(network, value => show(value, 4), spec);
  const wanted = 2 * terms.length;
  while (element.children.length < wanted) element.append(document.createElement('span'));
  while (element.children.length > wanted) element.lastElementChild.remove();
  terms.forEach(({ sign, text }, i) => {
    const [lead, term] = [element.children[2 * i], element.children[2 * i + 1]];
    const isUnit = i < network.units.length;
    setText(lead, (i > 0 ? ' ' : spec.logY ? 'ln f(x) = ' : 'f(x) = ') + (sign === '-' ? '− ' : i > 0 ? '+ ' : ''));
    setText(term, readable(text));
    term.className = !isUnit ? '' : i === selected ? 'play-term play-chosen' : 'play-term';
    term.style.borderColor = isUnit ? colourOf(spec, network, i) ?? '' : '';
  });
}

function showTexts(section, spec, state, scores, trained) {
  showScores(section.querySelector('.play-scores'), spec, scores, trained);
  showFormula(section.querySelector('.play-formula'), spec, state);
  const command = section.querySelector('.play-command'), text = commandOf(state.network, spec);
  if (command.value !== text) command.value = text;
}

/** Copies a field and says so. Pages without a secure origin have no clipboard, but can copy what is selected. */
async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return 'The command is copied.';
  } catch {
    field.focus();
    field.select();
    return document.execCommand('copy') ? 'The command is copied.' : 'The command is selected: copy it with Ctrl+C.';
  }
}

/** The buttons and the choice of activation above the figure. */
function showBar(section, network, { other, isFitting, cannotFit, canUndo, canRedo, isOriginal }) {
  const part = name => section.querySelector('.play-' + name);
  setText(part('beside-name'), other ? `${other} beside` : '');
  part('beside').closest('label').hidden = !other;
  part('activation').value = network.activation;
  part('undo').disabled = !canUndo;
  part('redo').disabled = !canRedo;
  part('reset').disabled = isOriginal;
  setText(part('fit'), isFitting ? 'Stop' : 'Fit again');
  assign(part('fit'), 'aria-disabled', String(cannotFit));
}
