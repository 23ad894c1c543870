/**
 * The symbol of a name from the name alone: of a market that the catalogue does not have, and of the market beside. One name is two things:
 * BTCUSDT is spot and linear, and the category decides. A name of no known scheme stands for itself.
 */
export function symbolIn(category: string, id: string): string {
  if (category === 'spot') return spotSymbol(id);
  if (category === 'linear') return linearSymbol(id);
  const [, base] = category === 'inverse' ? (/^([A-Z0-9]+)USD$/.exec(id) ?? []) : [];
  return base === undefined ? id : `${base}/USD:${base}`;
}

/**
 * The kind of a symbol of `symbolIn` that this service does not trade; null for every other. `BTCUSD`, `BTCUSDH26`; `BTC-27MAR26-70000-C` and
 * `BTC-27MAR26-70000-C-USDT` (docs/v5 enum, symbol).
 */
export function untradedCategory(symbol: string): 'inverse' | 'option' | null {
  if (/^([A-Z0-9]+)\/USD:\1$/.test(symbol) || /^[A-Z0-9]+USD(?:[FGHJKMNQUVXZ]\d{2})?$/.test(symbol)) return 'inverse';
  return /^[A-Z0-9]+-\d{1,2}[A-Z]{3}\d{2}-[\d.]+-[CP](?:-[A-Z]+)?$/.test(symbol) ? 'option' : null;
}

/** Longest first: a name that ends with USDT does not end with a coin `T`. */
const quotes = ['USDT', 'USDC', 'USDE', 'USDR', 'USD1', 'BTC', 'ETH', 'EUR', 'BRL', 'BRZ', 'DAI', 'TRY', 'PLN', 'MNT'];

function spotSymbol(id: string): string {
  const quote = quotes.find((each) => id.endsWith(each) && id.length > each.length);
  return quote === undefined ? id : `${id.slice(0, -quote.length)}/${quote}`;
}

/** `BTCUSDT` and `BTCUSDT-25DEC26` settle in USDT; `BTCPERP` and `BTC-25DEC26` in USDC (docs/v5 enum, symbol). */
export function linearSymbol(id: string): string {
  const [, name = '', date] = /^([A-Z0-9]+?)(?:-(\d{1,2}[A-Z]{3}\d{2}))?$/.exec(id) ?? [];
  const [, inUsdt] = /^([A-Z0-9]+)USDT$/.exec(name) ?? [];
  const [, inUsdc] = (date === undefined ? /^([A-Z0-9]+)PERP$/ : /^([A-Z0-9]+)$/).exec(name) ?? [];
  const pair = inUsdt !== undefined ? `${inUsdt}/USDT:USDT` : inUsdc !== undefined ? `${inUsdc}/USDC:USDC` : null;
  const end = date === undefined ? '' : endOf(date);
  return pair === null || end === null ? id : `${pair}${end}`;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `25DEC26` is `-261225`. */
function endOf(date: string): string | null {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})([A-Z]{3})(\d{2})$/.exec(date) ?? [];
  const number = months.indexOf(month) + 1;
  return number === 0 ? null : `-${year}${String(number).padStart(2, '0')}${day.padStart(2, '0')}`;
}
