import type { StreamDefinition } from './definition.ts';
import { type ExchangeId, exchangeIds, exchanges } from './exchanges.ts';
import { type LedgerStream, type MarketType, marketTypeOf, marketTypes } from './model/axes.ts';

/** Names a ledger stream of an exchange. */
export interface StreamName {
  readonly exchange: ExchangeId;
  readonly stream: LedgerStream;
}

/** The streams that markets of the exchange name, each once. */
export function streamsOf(exchange: ExchangeId): LedgerStream[] {
  const { markets } = exchanges[exchange];
  return [...new Set(marketTypes.flatMap((type) => markets[type].stream ?? []))];
}

/** Every stream of every exchange. */
export function allStreams(): StreamName[] {
  return exchangeIds.flatMap((exchange) => streamsOf(exchange).map((stream) => ({ exchange, stream })));
}

export function streamOf({ exchange, stream }: StreamName): StreamDefinition {
  const definition = exchanges[exchange].streams[stream];
  if (definition === undefined) throw new Error(`${exchange} has no ledger stream ${stream}`);
  return definition;
}

/** The market types that share the stream. */
export function marketTypesOf({ exchange, stream }: StreamName): MarketType[] {
  return marketTypes.filter((type) => exchanges[exchange].markets[type].stream === stream);
}

/** The market type under which clients see an entry: where market types share a stream the symbol decides, else the first of them. */
export function entryMarketType(name: StreamName, symbol: string | null): MarketType {
  const sharing = marketTypesOf(name);
  const [first] = sharing;
  if (first === undefined) throw new Error(`no market of ${name.exchange} names the stream ${name.stream}`);
  const own = symbol === null ? first : marketTypeOf(symbol);
  return sharing.includes(own) ? own : first;
}
