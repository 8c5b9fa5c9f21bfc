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
