import { Decimal, type DecimalString } from '../../decimal.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import type { Side } from '../../exchanges/model/order.ts';
import { feeOf } from '../../exchanges/rules/ledger-events.ts';
import type { SourcedEntry } from '../store/merged-entries.ts';
import type { StoredLedger } from '../store/stored-ledger.ts';
import type { SpotPairs } from './spot-pairs.ts';

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

/**
 * Entries of one trade are booked at one moment. `entries` begin with a moment, or the first trade is not whole. The pairs are read at the first
 * spot trade: an export without spot trades needs none.
 */
export async function* withTrades(
  entries: AsyncIterable<SourcedEntry<StoredLedger>>,
  pairsOf: SpotPairs,
): AsyncGenerator<TradedEntry> {
  let moment: SourcedEntry<StoredLedger>[] = [];
  for await (const sourced of entries) {
    if (moment[0] !== undefined && moment[0].entry.time !== sourced.entry.time) {
      yield* withTradesOf(moment, pairsOf);
      moment = [];
    }
    moment.push(sourced);
  }
  yield* withTradesOf(moment, pairsOf);
}

async function* withTradesOf(
  moment: readonly SourcedEntry<StoredLedger>[],
  pairsOf: SpotPairs,
): AsyncGenerator<TradedEntry> {
  for (const one of moment) yield { ...one, trade: await tradeOf(one, moment, pairsOf) };
}

async function tradeOf(
  { ledger, entry }: SourcedEntry<StoredLedger>,
  moment: readonly SourcedEntry<StoredLedger>[],
  pairsOf: SpotPairs,
): Promise<TradeFacts | null> {
  if (entry.tradeId === null) return null;
  const same = moment
    .filter((other) => other.ledger === ledger && isOfTrade(other.entry, entry))
    .map((other) => other.entry);
  if (entry.symbol !== null) return contractTrade(entry, same);
  return same.length === 2 ? spotTrade(entry, same, await pairsOf(ledger.exchange)) : null;
}

function isOfTrade(one: LedgerEntry, other: LedgerEntry): boolean {
  return one.tradeId === other.tradeId && one.owner === other.owner;
}

/** A spot trade books a coin and the money: two entries, in opposite directions. */
function spotTrade(entry: LedgerEntry, same: readonly LedgerEntry[], symbols: ReadonlySet<string>): TradeFacts | null {
  const [one, two] = same;
  if (one === undefined || two === undefined) return null;
  const pairs = [
    { base: one, quote: two },
    { base: two, quote: one },
  ];
  const listed = pairs.filter(({ base, quote }) => symbols.has(`${base.asset}/${quote.asset}`));
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
