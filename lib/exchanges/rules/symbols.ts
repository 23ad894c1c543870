import { OemsError } from '../../errors.ts';
import type { RefusedSymbol } from '../model/market.ts';

/** INVALID_SYMBOL for a symbol that has no market: the things that the symbol could mean, or the spelling that was probably meant. */
export function noMarket(
  symbol: string,
  exchangeName: string,
  known: Iterable<string>,
  refused: readonly RefusedSymbol[],
): OemsError {
  const found = refused.find((each) => each.symbol === symbol);
  return found === undefined ? unknownSymbol(symbol, exchangeName, known) : refusedSymbol(found, exchangeName);
}

function refusedSymbol({ symbol, ids }: RefusedSymbol, exchangeName: string): OemsError {
  const reason =
    ids.length > 1
      ? `${exchangeName} lists ${ids.join(' and ')} under this symbol`
      : `the only market is ${ids.join()}, to which ${exchangeName} gives another quote currency`;
  return new OemsError('INVALID_SYMBOL', `${symbol} is not traded: ${reason}`, {
    details: [{ field: 'symbol', message: reason }],
  });
}

/** INVALID_SYMBOL with the spelling that was probably meant. */
export function unknownSymbol(symbol: string, exchangeName: string, known: Iterable<string>): OemsError {
  const [suggestion] = nearest(symbol, known);
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  return new OemsError('INVALID_SYMBOL', `${exchangeName} does not trade ${symbol}${hint}`, {
    details: [{ field: 'symbol', message: `unknown symbol${hint}` }],
  });
}

/** Same pair with another settlement first (`BTC/USD:USDT` -> `BTC/USD:USD`), then the same pair of the other shape. */
function nearest(symbol: string, known: Iterable<string>): string[] {
  const [pair = ''] = symbol.toUpperCase().split(':');
  const [base, quote = ''] = pair.split('/');
  const all = [...known];
  const byQuote = (candidate: string) => Number(candidate.endsWith(`:${quote}`));
  const samePair = all.filter((candidate) => candidate.split(':')[0] === pair).sort((a, b) => byQuote(b) - byQuote(a));
  return samePair.length > 0 ? samePair : all.filter((candidate) => candidate.startsWith(`${base}/USD`));
}
