import { OemsError } from '../../errors.ts';
import { type ExchangeId, marketOf } from '../../exchanges/exchanges.ts';
import { readCatalogue } from '../../session/markets-store.ts';

/** The symbols of an exchange's spot market. */
export type SpotPairs = (exchange: ExchangeId) => Promise<ReadonlySet<string>>;

/** From the stored catalogues alone, however old: the code of no exchange is loaded. Each catalogue is read once. */
export function storedSpotPairs(): SpotPairs {
  const reads = new Map<ExchangeId, Promise<ReadonlySet<string>>>();
  return (exchange) => {
    const pairs = reads.get(exchange) ?? readPairs(exchange);
    reads.set(exchange, pairs);
    return pairs;
  };
}

/** Throws EXCHANGE_UNAVAILABLE where no catalogue is stored: without the names of the pairs the same entries would be written in another way. */
async function readPairs(exchange: ExchangeId): Promise<ReadonlySet<string>> {
  const name = { exchange, marketType: 'spot' } as const;
  const catalogue = await readCatalogue(name);
  if (catalogue === null) throw notStored(marketOf(name).title);
  return new Set(catalogue.markets.map(({ symbol }) => symbol));
}

function notStored(title: string): OemsError {
  const remedy = 'list the symbols of the exchange, which stores the list, and repeat the call';
  const message = `the list of ${title}'s symbols, which names the pairs of spot trades, is not stored yet; ${remedy}`;
  return new OemsError('EXCHANGE_UNAVAILABLE', message, { retryAfterSeconds: 60 });
}
