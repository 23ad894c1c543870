import type { Decimal } from 'decimal.js';
import * as z from 'zod';
import { onPriceChange } from '../engine/catch-up.ts';
import type { Exchange } from '../engine/exchange.ts';
import type { Market } from '../engine/market.ts';
import { amount, parseInput, text, wholeNumber } from './control-input.ts';
import type { ControlledKey, KeyRing } from './key-control.ts';
import { controlKey } from './key-control.ts';
import { controlLedger } from './ledger-control.ts';
import type { Protocol } from './server.ts';
import { stateOf } from './state-control.ts';

type Input = Record<string, unknown>;

/** An exchange under control. */
export interface Controlled<K extends ControlledKey = ControlledKey> {
  readonly exchange: Exchange;
  readonly ring: KeyRing<K>;
  /** A listed market by any name. */
  findMarket(name: string): Market | undefined;
  /** The pair that the world prices under a name. */
  findPrice(name: string): { readonly base: string; readonly quote: string } | undefined;
  /** Notes a pinned market, where a reset lets go of its price. */
  notePin?(market: Market): void;
  /** Brings every account up to the present, before the ledger is shown. */
  catchUp?(): void;
  /** Limits are of each exchange's own kind. */
  setLimits(input: Input): unknown;
}

/** Controls of tests and users over an exchange, the same at every exchange. Wrong input throws an Error that names the field. */
export function createControls<K extends ControlledKey>(current: () => Controlled<K>): Protocol['control'] {
  return {
    price: (input) => setPrice(current(), input),
    clock: (input) => advance(current().exchange, input),
    key: (input) => controlKey(current().ring, input, current().exchange.world.random),
    limits: (input) => current().setLimits(input),
    history: (input) => setHistory(current().exchange, input),
    checks: (input) => setChecks(current().exchange, input),
    market: (input) => setMarket(current(), input),
    ledger: (input) => ledger(current(), input),
    state: () => stateOf(current().exchange),
  };
}

const priceInput = z.strictObject({ symbol: text, price: amount.nullable() });

/** `price {symbol, price}`: holds a price still; null lets the price go. */
function setPrice(controlled: Controlled, input: Input): unknown {
  const { symbol, price } = parseInput(priceInput, input);
  if (price?.isZero()) throw new Error('price must be greater than 0');
  const { exchange } = controlled;
  const market = controlled.findMarket(symbol);
  const pair = controlled.findPrice(symbol);
  if (market?.terms.reference) pinMarket(exchange, market, price);
  else if (!pair) throw new Error(`symbol: no such market: ${symbol}`);
  else {
    if (market) controlled.notePin?.(market);
    exchange.world.pin(pair.base, pair.quote, price);
  }
  return { symbol: pair ? `${pair.base}/${pair.quote}` : symbol, price: price?.toFixed() ?? null };
}

function pinMarket(exchange: Exchange, market: Market, price: Decimal | null): void {
  market.pinned = price;
  onPriceChange(exchange);
}

const clockInput = z.strictObject({ advance_ms: wholeNumber });

/** `clock {advance_ms}`: moves the time of the whole world. */
function advance({ world }: Exchange, input: Input): unknown {
  world.advance(parseInput(clockInput, input).advance_ms);
  return { now: world.now() };
}

const historyInput = z.strictObject({ late_ms: wholeNumber });

/** `history {late_ms}`: from now on ended orders and events show this much later. The ledger is not late. */
function setHistory(exchange: Exchange, input: Input): unknown {
  exchange.historyLateMs = parseInput(historyInput, input).late_ms;
  return { late_ms: exchange.historyLateMs };
}

const checksInput = z.strictObject({ client_order_id: z.enum(['first', 'last']) });

/** `checks {client_order_id}`: whether a used client order id is refused before or after every other check of an order. */
function setChecks(exchange: Exchange, input: Input): unknown {
  exchange.judgesIdLast = parseInput(checksInput, input).client_order_id === 'last';
  return { client_order_id: exchange.judgesIdLast ? 'last' : 'first' };
}

const marketInput = z.strictObject({
  symbol: text,
  mode: z.enum(['online', 'cancel_only', 'post_only', 'limit_only', 'reduce_only']).optional(),
  suspended: z.boolean().optional(),
  liquidity: amount.nullable().optional(),
});

/** `market {symbol, mode?, suspended?, liquidity?}`. `liquidity` is the quantity that can still trade, used up by every fill; null = any. */
function setMarket({ exchange, findMarket }: Controlled, input: Input): unknown {
  const { symbol, mode, suspended, liquidity } = parseInput(marketInput, input);
  const market = findMarket(symbol);
  if (!market) throw new Error(`symbol: no such market: ${symbol}`);
  market.mode = mode ?? market.mode;
  market.suspended = suspended ?? market.suspended;
  if (liquidity !== undefined) market.liquidity = liquidity && exchange.rules.number(liquidity);
  onPriceChange(exchange);
  const left = market.liquidity?.toFixed() ?? null;
  return { symbol: market.terms.symbol, mode: market.mode, suspended: market.suspended, liquidity: left };
}

function ledger({ exchange, catchUp }: Controlled, input: Input): unknown {
  catchUp?.();
  return controlLedger(input, {
    faults: exchange.ledgerFaults,
    ledgerOf: (customer) => exchange.accounts.get(customer),
  });
}
