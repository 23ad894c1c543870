import { OemsError } from '../../errors.ts';
import type { RefusedSymbol } from '../model/market.ts';

/** The remedy of an INVALID_SYMBOL without a better one. */
export const whereListed = 'GET /oems/markets/symbols lists what is traded';

/** What is listed, as far as a symbol without a market is explained from it. */
export interface Listed {
  readonly bySymbol: ReadonlyMap<string, unknown>;
  readonly refused: readonly RefusedSymbol[];
  readonly codesByAlias: Readonly<Record<string, string>>;
  /** How many entries of the exchange's list may be any symbol. */
  readonly unnamed: number;
}

/** INVALID_SYMBOL for a symbol that has no market: the things that the symbol could mean, or the spelling that was probably meant. */
export function noMarket(symbol: string, exchangeName: string, listed: Listed): OemsError {
  const { bySymbol, refused, codesByAlias, unnamed } = listed;
  const found = refused.find((each) => each.symbol === symbol);
  if (found !== undefined) return refusedSymbol(found, exchangeName);
  const symbols = [...bySymbol.keys()];
  const isListed = symbols.some((each) => pairOf(each) === pairOf(symbol));
  return isTokenized(symbol) && !isListed
    ? tokenizedSymbol(symbol)
    : unknownSymbol(symbol, exchangeName, symbols, { codesByAlias, unnamed });
}

/** Exchanges write tokenized stocks with a small x at the end: `AAPLx/USD`. A contract on such a stock has the capital X: `AAPLX/USD:USD`. */
function isTokenized(symbol: string): boolean {
  return /x\//.test(symbol);
}

function tokenizedSymbol(symbol: string): OemsError {
  const message = 'this service does not support tokenized assets; trade them at the exchange';
  return new OemsError('NOT_SUPPORTED', `${symbol}: ${message}`, { details: [{ field: 'symbol', message }] });
}

function refusedSymbol({ symbol, ids, reason: told }: RefusedSymbol, exchangeName: string): OemsError {
  const reason = told ?? reasonOf(ids, exchangeName);
  return new OemsError('INVALID_SYMBOL', `${symbol} is not traded: ${reason}`, {
    details: [{ field: 'symbol', message: reason }],
  });
}

function reasonOf(ids: readonly string[], exchangeName: string): string {
  if (ids.length > 1) return `${exchangeName} lists ${ids.join(' and ')} under this symbol`;
  return `the only market is ${ids.join()}, to which ${exchangeName} gives other terms, or no terms that can be read (quote currency, settlement, date or size of a contract)`;
}

/**
 * INVALID_SYMBOL with the spelling that was probably meant. `codesByAlias`: the code by a second name of the coin, for example BTC by XBT.
 * The symbol may be an entry of the exchange's list whose name cannot be read, so the error says that such entries are there.
 */
export function unknownSymbol(
  symbol: string,
  exchangeName: string,
  known: Iterable<string>,
  { codesByAlias = {}, unnamed = 0 }: Partial<Pick<Listed, 'codesByAlias' | 'unnamed'>> = {},
): OemsError {
  const all = [...known];
  const named = symbol.replace(/[^/:-]+/g, (coin) =>
    Object.hasOwn(codesByAlias, coin) ? (codesByAlias[coin] ?? coin) : coin,
  );
  const [suggestion] = all.includes(named) ? [named] : [...nearest(symbol, all), ...nearest(named, all)];
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  const rest = unnamed === 0 ? '' : `; the name of ${unnamed} of the exchange's markets cannot be read`;
  const message = `${exchangeName} does not trade ${symbol}${hint || ';'} ${whereListed}${rest}`;
  return new OemsError('INVALID_SYMBOL', message, {
    details: [{ field: 'symbol', message: `unknown symbol${hint}` }],
  });
}

function pairOf(symbol: string): string {
  return symbol.toUpperCase().split(':')[0] ?? '';
}

/** Same pair with another settlement first (`BTC/USD:USDT` -> `BTC/USD:USD`), then the same pair of the other shape. */
function nearest(symbol: string, known: Iterable<string>): string[] {
  const pair = pairOf(symbol);
  const [base, quote = ''] = pair.split('/');
  const all = [...known];
  const byQuote = (candidate: string) => Number(candidate.endsWith(`:${quote}`));
  const samePair = all.filter((candidate) => candidate.split(':')[0] === pair).sort((a, b) => byQuote(b) - byQuote(a));
  return samePair.length > 0 ? samePair : all.filter((candidate) => candidate.startsWith(`${base}/USD`));
}
