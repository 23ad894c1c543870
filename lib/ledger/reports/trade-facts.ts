import { Decimal, type DecimalString } from '../../decimal.ts';
import type { FilledTrade, LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import type { Side } from '../../exchanges/model/order.ts';
import { feeOf } from '../../exchanges/rules/ledger-events.ts';
import type { SourcedEntry } from '../store/merged-entries.ts';
import type { StoredLedger } from '../store/stored-ledger.ts';
import type { SpotPairs } from './spot-pairs.ts';

/** The trade of an entry, as far as the entries of the same trade tell it. */
export interface TradeFacts {
  readonly symbol: string | null;
  readonly side: Side | null;
  /** In the ledger's unit. Only a single entry of a trade has the quantity, so a column of quantities can be added up. */
  readonly quantity: DecimalString | null;
  readonly price: DecimalString | null;
}

type Sourced = SourcedEntry<StoredLedger>;

export type TradedEntry<S extends Sourced = Sourced> = S & {
  /** Null for entries of no trade, and where the other entries of the trade are missing. */
  readonly trade: TradeFacts | null;
};

/**
 * The trade's id joins the entries of the trade, booked moments apart. Recorded of Kraken Spot: 1.6 ms (2014), 1 ms (2016), 0.5 ms each (2021, three
 * entries), and one moment (2025). An entry whose time is further away belongs to no trade that could be told from the ledger alone.
 */
export const tradeSpreadMs = 1000;

/**
 * The entries with their trades, in the same order. `entries` begin and end `tradeSpreadMs` beyond what is asked for, or the first and the last trade
 * are not whole. The pairs are read at the first spot trade: an export without spot trades needs none.
 */
export async function* withTrades<S extends Sourced>(
  entries: AsyncIterable<S>,
  pairsOf: SpotPairs,
): AsyncGenerator<TradedEntry<S>> {
  let near: S[] = [];
  let told = 0;
  const tell = async (one: S) => ({ ...one, trade: await tradeOf(one, near, pairsOf) });
  for await (const sourced of entries) {
    for (let next = near[told]; next !== undefined && isApart(next, sourced); next = near[told]) {
      yield await tell(next);
      told += 1;
    }
    const kept = near.filter((each, index) => index >= told || !isApart(each, near[told] ?? sourced));
    told -= near.length - kept.length;
    near = [...kept, sourced];
  }
  for (const one of near.slice(told)) yield await tell(one);
}

/** `later` is booked too late for a trade of `one`. */
function isApart(one: Sourced, later: Sourced): boolean {
  return later.entry.time - one.entry.time > tradeSpreadMs;
}

async function tradeOf(
  { ledger, entry }: Sourced,
  near: readonly Sourced[],
  pairsOf: SpotPairs,
): Promise<TradeFacts | null> {
  if (entry.traded !== undefined) return { symbol: entry.symbol, ...entry.traded, price: entry.price };
  if (entry.tradeId === null) return null;
  const same = near.filter((other) => other.ledger === ledger && isOfTrade(other.entry, entry));
  const booked = same.map((other) => other.entry);
  if (entry.fill !== undefined) return filledTrade(entry, entry.fill, booked);
  if (entry.symbol !== null) return contractTrade(entry, booked);
  const traded = booked.filter((each) => !amountOf(each).isZero());
  return traded.length === 2 ? spotTrade(entry, traded, await pairsOf(ledger.exchange)) : null;
}

function isOfTrade(one: LedgerEntry, other: LedgerEntry): boolean {
  const isNear = Math.abs(one.time - other.time) <= tradeSpreadMs;
  return one.tradeId === other.tradeId && one.owner === other.owner && isNear;
}

/**
 * A spot trade books a coin and the money: two entries, in opposite directions. A fee in another asset is an entry of its own that moves nothing
 * (recorded 2021: `KFEE`, amount 0). A margin trade books the fee or the profit alone: the fill
 * tells the traded asset, once a pull has read the fill.
 */
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

/** The traded amount, before the fee. */
function amountOf(entry: LedgerEntry): Decimal {
  return new Decimal(entry.change).plus(feeOf(entry));
}

/** Each entry of the trade bears the fill: the first of them shows the quantity. Ids of trades are unique within a symbol. */
function filledTrade(entry: LedgerEntry, fill: FilledTrade, same: readonly LedgerEntry[]): TradeFacts {
  const first = same.find((each) => each.fill !== undefined && each.symbol === entry.symbol);
  const symbol = entry.symbol ?? fill.symbol ?? null;
  return { ...fill, symbol, quantity: first === entry ? fill.quantity : null };
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
