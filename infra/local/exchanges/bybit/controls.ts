import type { Decimal } from 'decimal.js';
import * as z from 'zod';
import { exact } from '../engine/decimals.ts';
import { balanceOf, post } from '../engine/ledger.ts';
import { amount, parseInput, text } from '../server/control-input.ts';
import type { Controlled } from '../server/controls.ts';
import type { ApiKey } from './auth.ts';
import { createKey } from './auth.ts';
import { averageKey } from './averages.ts';
import { bringUpToDate } from './bring-up-to-date.ts';
import { type BybitExchange, openAccount } from './exchange.ts';
import { categories, marketNamed } from './instruments.ts';
import { readPermissions, showPermissions } from './permissions.ts';
import { controlLimits } from './rate-limits.ts';
import { wallet } from './rules.ts';

type Input = Record<string, unknown>;

/** Bybit under the controls that all exchanges share. */
export function controlled(exchange: BybitExchange): Controlled<ApiKey> {
  const { keys, markets, world } = exchange;
  const findMarket = (name: string) => markets.get(name) ?? marketOf(exchange, name);
  return {
    exchange,
    ring: {
      keys,
      mint: (terms) => createKey(terms, world.now()),
      readPermissions,
      showPermissions,
      setNonce: () => {
        throw new Error('nonce: keys of this exchange have none');
      },
      setTimes: (key, { validUntil }) => {
        if (validUntil !== undefined) key.expiresAt = validUntil * 1000;
      },
      keep: ({ customer }) => void openAccount(exchange, customer),
    },
    findMarket,
    findPrice: (name) => {
      const terms = findMarket(name)?.terms;
      return terms && { base: terms.baseCode, quote: terms.quoteCode };
    },
    notePin: (market) => void exchange.pinned.add(market),
    catchUp: () => bringUpToDate(exchange),
    setLimits: (input) => controlLimits(exchange.usage, world.now(), input),
  };
}

/** `linear:BTCUSDT`, or the first category that lists the name: spot, linear, inverse. */
function marketOf({ markets }: BybitExchange, name: string) {
  const [, given, id = name] = /^(spot|linear|inverse):(.*)$/.exec(name) ?? [];
  const wanted = categories.filter((category) => given === undefined || category === given);
  return wanted.map((category) => marketNamed(markets, category, id)).find((market) => market !== undefined);
}

const transferInput = z.strictObject({
  customer: text.default('sandbox'),
  coin: text,
  amount,
  direction: z.enum(['in', 'out']).default('in'),
});

/** `transfer {customer?, coin, amount, direction?}`: between the funding account, which is not simulated, and the unified wallet. */
export function controlTransfer(exchange: BybitExchange, input: Input): unknown {
  const { customer, coin, amount: moved, direction } = parseInput(transferInput, input);
  receive(exchange, customer, coin, direction === 'in' ? moved : moved.neg());
  const account = openAccount(exchange, customer);
  return { customer, coin, balance: balanceOf(exchange, account, wallet, coin).toFixed() };
}

/** Entries that were due before come before: dates in the ledger never fall. */
export function receive(exchange: BybitExchange, customer: string, coin: string, change: Decimal): void {
  const account = openAccount(exchange, customer);
  bringUpToDate(exchange, account);
  const kind = change.isNegative() ? 'departure' : 'arrival';
  if (balanceOf(exchange, account, wallet, coin).add(change).isNegative())
    throw new Error('amount: more than the wallet holds');
  post(exchange, account, { kind, wallet, asset: coin, change: exact(change), reference: exchange.ids.transfer() });
}

const feesInput = z.strictObject({
  category: z.enum(categories),
  maker: z.string().regex(/^-?\d+(\.\d+)?$/),
  taker: z.string().regex(/^-?\d+(\.\d+)?$/),
});

/** `fees {category, maker, taker}`: fractions as text; a negative maker fee is a rebate. */
export function controlFees({ fees }: BybitExchange, input: Input): unknown {
  const { category, maker, taker } = parseInput(feesInput, input);
  fees.set(category, [maker, taker]);
  return { category, maker, taker };
}

const accountInput = z.strictObject({
  customer: text.default('sandbox'),
  unified_margin_status: z.union([1, 3, 4, 5, 6].map((status) => z.literal(status))).optional(),
  hedge: z.array(text).optional(),
});

/** `account {customer?, unified_margin_status?, hedge?}`: the account's state, and the symbols of linear contracts in hedge mode. */
export function controlAccount(exchange: BybitExchange, input: Input): unknown {
  const { customer, unified_margin_status: status, hedge } = parseInput(accountInput, input);
  if (status !== undefined) exchange.settings.unifiedMarginStatus = status;
  for (const id of hedge ?? []) {
    const market = marketNamed(exchange.markets, 'linear', id);
    if (!market) throw new Error(`hedge: no such contract: ${id}`);
    exchange.hedged.add(averageKey(customer, market.terms.symbol));
  }
  return { customer, unified_margin_status: exchange.settings.unifiedMarginStatus, hedged: [...exchange.hedged] };
}

/** `restart {}`: the service starts anew and the realtime list forgets the closed orders (docs v5, order/open-order). */
export function controlRestart(exchange: BybitExchange): unknown {
  exchange.restartedAt = exchange.world.now() + 1;
  return { restarted_at: exchange.restartedAt };
}
