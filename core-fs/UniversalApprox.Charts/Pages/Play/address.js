// The state in the page's address: #panel=activation,w,b,a,…,c. Addresses come from outside, so all is checked.

const numberPattern = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const longestAddress = 30 * (3 * mostUnits + 2);

const toAddress = (panel, network) => `#${panel}=${[network.activation, ...parametersOf(network).map(exact)].join(',')}`;

/** The network in an address: undefined if the address is not about this panel, null if it holds no valid network. */
function fromAddress(panel, address) {
  if (!address.startsWith(`#${panel}=`)) return undefined;
  if (address.length > longestAddress) return null;
  const [activation, ...texts] = address.slice(panel.length + 2).split(',');
  const isShape = texts.length % 3 === 1 && texts.length <= 3 * mostUnits + 1;
  if (!Object.hasOwn(activations, activation) || !isShape || !texts.every(text => numberPattern.test(text))) return null;
  const parameters = texts.map(text => Number(text) + 0);
  return parameters.every(Number.isFinite) ? networkOf(activation, parameters) : null;
}

/** Keeps the address: `current` gives the network to write, or null while it is on the move. */
function makeAddress({ panel, original }, current, onChange, note) {
  let timer = 0;

  function writeNow() {
    const network = current();
    if (!network) return;
    const isOurs = location.hash.startsWith(`#${panel}=`), isOriginal = isSame(network, original);
    if (isOriginal && !isOurs) return;
    const wanted = isOriginal ? '' : toAddress(panel, network);
    if (wanted !== location.hash) window.history.replaceState(null, '', location.href.split('#')[0] + wanted);
  }

  function read() {
    const found = fromAddress(panel, location.hash);
    if (found === null) note('The address does not hold a valid network, so this one stays.');
    return found;
  }

  addEventListener('hashchange', () => { const found = read(); if (found) onChange(found); });
  // Browsers allow only so many changes of the address in a minute.
  return { read, write() { clearTimeout(timer); timer = setTimeout(writeNow, 300); } };
}
