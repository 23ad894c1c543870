/** Quote currencies of symbols that are written without a mark between base and quote, the longer before the shorter. */
const quotes = 'USDT USDC USD EUR GBP CAD AUD CHF JPY XBT BTC ETH'.split(' ');
/** Names of coins in older programs and charts. */
const synonyms: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' };
const longest = 24;

/**
 * The spelling that was probably meant: `BTC/USD` for `BTCUSD`, `btc-usd`, `XBT_USD` and `XXBTZUSD`; `BTC/USD:USD` for `PF_XBTUSD` and `BTC-USD-PERP`. Null
 * where nothing is recognized.
 */
export function symbolMeant(text: string): string | null {
  if (text.length > longest) return null;
  const upper = text.trim().toUpperCase();
  // Some exchanges name perpetuals by a prefix: PF_XBTUSD, and PI_XBTUSD for the inverse contract.
  const prefix = /^P([FI])_/.exec(upper);
  const plain = upper.replace(/^P[FI]_/, '').replace(/[-_/:.]?(PERP|SWAP)$/, '');
  const pair = pairIn(plain);
  if (pair === null) return null;
  const [base, quote, settle] = pair;
  const isPerpetual = plain !== upper || settle !== undefined;
  const settled = settle ?? (prefix?.[1] === 'I' ? base : quote);
  return isPerpetual ? `${base}/${quote}:${settled}` : `${base}/${quote}`;
}

/** Base, quote and, where told, the settlement. */
function pairIn(plain: string): readonly [string, string, string | undefined] | null {
  const marked = plain.split(/[-_/:]/).map(coin);
  if (marked.some((part) => !/^[A-Z0-9]{2,10}$/.test(part))) return null;
  const [first = '', second, third, ...rest] = marked;
  if (second !== undefined && quotes.includes(second) && rest.length === 0) return [first, second, third];
  return second === undefined ? unmarkedPair(plain) : null;
}

function unmarkedPair(plain: string): readonly [string, string, undefined] | null {
  const old = /^[XZ]([A-Z]{3})[XZ]([A-Z]{3})$/.exec(plain);
  if (old !== null && quotes.includes(old[2] ?? '')) return [coin(old[1] ?? ''), coin(old[2] ?? ''), undefined];
  const quote = quotes.find((each) => plain.endsWith(each) && plain.length > each.length + 1);
  return quote === undefined ? null : [coin(plain.slice(0, -quote.length)), coin(quote), undefined];
}

function coin(name: string): string {
  return synonyms[name] ?? name;
}
