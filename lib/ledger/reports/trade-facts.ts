import { Decimal, type DecimalString } from '../../decimal.ts';
import type { ExchangeId } from '../../exchanges/exchanges.ts';
import { loadExchange } from '../../exchanges/load-exchange.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import type { Side } from '../../exchanges/model/order.ts';
import { feeOf } from '../../exchanges/rules/ledger-events.ts';
import { wholeMarkets } from '../../session/markets.ts';
import type { SourcedEntry } from '../store/merged-entries.ts';
import type { StoredLedger } from '../store/stored-ledger.ts';

/** The trade of an entry, as far as the entries of the same trade tell it. */
export interface TradeFacts {
  readonly symbol: string | null;
  readonly side: Side | null;
  /** In the unit in which the ledger counts; on one entry of a trade alone, so that a column of quantities can be added up. */
  readonly quantity: DecimalString | null;
  readonly price: DecimalString | null;
}

export interface TradedEntry extends SourcedEntry<StoredLedger> {
  /** Null for entries of no trade, and where the other entries of the trade are missing. */
  readonly trade: TradeFacts | null;
}

/** The spot symbols of an exchange. */
export type SpotSymbols = ReadonlyMap<ExchangeId, ReadonlySet<string>>;

/** Throws where the catalogue cannot be read: without the names of the pairs the same entries would be written in another way. */
export async function spotSymbolsOf(ledgers: readonly StoredLedger[]): Promise<SpotSymbols> {
  const symbols = new Map<ExchangeId, ReadonlySet<string>>();
  for (const exchange of new Set(ledgers.map((ledger) => ledger.exchange))) {
    const name = { exchange, marketType: 'spot' } as const;
    symbols.set(exchange, new Set((await wholeMarkets(name, await loadExchange(name))).bySymbol.keys()));
  }
  return symbols;
}

/** Entries of one trade are booked at one moment. `entries` begin with a moment, or the first trade is not whole. */
export async function* withTrades(
  entries: AsyncIterable<SourcedEntry<StoredLedger>>,
  symbols: SpotSymbols,
): AsyncGenerator<TradedEntry> {
  let moment: SourcedEntry<StoredLedger>[] = [];
  for await (const sourced of entries) {
    if (moment[0] !== undefined && moment[0].entry.time !== sourced.entry.time) {
      yield* moment.map((one) => withTrade(one, moment, symbols));
      moment = [];
    }
    moment.push(sourced);
  }
  yield* moment.map((one) => withTrade(one, moment, symbols));
}

function withTrade(
  one: SourcedEntry<StoredLedger>,
  moment: readonly SourcedEntry<StoredLedger>[],
  symbols: SpotSymbols,
): TradedEntry {
  const { ledger, entry } = one;
  if (entry.tradeId === null) return { ...one, trade: null };
  const same = moment
    .filter((other) => other.ledger === ledger && isOfTrade(other.entry, entry))
    .map((other) => other.entry);
  const trade =
    entry.symbol === null ? spotTrade(entry, same, symbols.get(ledger.exchange)) : contractTrade(entry, same);
  return { ...one, trade };
}

function isOfTrade(one: LedgerEntry, other: LedgerEntry): boolean {
  return one.tradeId === other.tradeId && one.owner === other.owner;
}

/** A spot trade books a coin and the money: two entries, in opposite directions. */
function spotTrade(
  entry: LedgerEntry,
  same: readonly LedgerEntry[],
  symbols: ReadonlySet<string> | undefined,
): TradeFacts | null {
  const [one, two] = same;
  if (one === undefined || two === undefined || same.length !== 2) return null;
  const pairs = [
    { base: one, quote: two },
    { base: two, quote: one },
  ];
  const listed = pairs.filter(({ base, quote }) => symbols?.has(`${base.asset}/${quote.asset}`));
  const [pair] = listed;
  if (pair === undefined || listed.length !== 1) return null;
  const [quantity, cost] = [amountOf(pair.base), amountOf(pair.quote)];
  if (quantity.isZero() || quantity.isNeg() === cost.isNeg()) return null;
  const isBase = entry === pair.base;
  return {
    symbol: `${pair.base.asset}/${pair.quote.asset}`,
    side: quantity.isNeg() ? 'sell' : 'buy',
    quantity: isBase ? quantity.abs().toFixed() : null,
    price: isBase ? cost.div(quantity).abs().toSignificantDigits(priceDigits).toFixed() : null,
  };
}

/** The ledger tells what was paid, and no price: more digits would be digits of a rounded sum. */
const priceDigits = 10;

/** What was traded, before the fee. */
function amountOf(entry: LedgerEntry): Decimal {
  return new Decimal(entry.change).plus(feeOf(entry));
}

/** A trade of contracts books money and, in an entry of its own, the contracts. */
function contractTrade(entry: LedgerEntry, same: readonly LedgerEntry[]): TradeFacts | null {
  const contracts = same.filter(({ kind }) => kind === 'position');
  const [first] = contracts;
  if (first === undefined || contracts.length !== 1) return null;
  const change = new Decimal(first.change);
  if (change.isZero()) return null;
  const isMoney = entry.kind !== 'position' && same.find(({ kind }) => kind !== 'position') === entry;
  return {
    symbol: entry.symbol,
    side: change.isNeg() ? 'sell' : 'buy',
    quantity: isMoney ? change.abs().toFixed() : null,
    price: entry.price,
  };
}
