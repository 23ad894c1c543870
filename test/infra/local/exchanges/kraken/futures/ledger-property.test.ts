import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usualMoney } from '../../../../../../infra/local/exchanges/kraken/futures/money-shapes.ts';
import type { Harness } from './fixture-client.ts';
import { openExchange } from './fixture-client.ts';
import type { WireLog } from './fixture-wire.ts';

type Step = (exchange: Harness) => void;

const side = fc.constantFrom('buy', 'sell');
const size = fc.integer({ min: 1, max: 20_000 }).map((steps) => steps / 10_000);
const market: fc.Arbitrary<Step> = fc
  .record({ side, size, reduceOnly: fc.boolean() })
  .map((order) => (exchange) => void exchange.order({ orderType: 'mkt', ...order }));
const limit: fc.Arbitrary<Step> = fc
  .record({ side, size, limitPrice: fc.integer({ min: 70_000, max: 90_000 }), reduceOnly: fc.boolean() })
  .map((order) => (exchange) => void exchange.order({ orderType: 'lmt', ...order }));
const stop: fc.Arbitrary<Step> = fc
  .record({
    side,
    size,
    stopPrice: fc.integer({ min: 70_000, max: 90_000 }),
    orderType: fc.constantFrom('stp', 'take_profit'),
  })
  .map((order) => (exchange) => void exchange.order(order));
const coinMargined: fc.Arbitrary<Step> = fc
  .record({ side, size: fc.integer({ min: 1, max: 20_000 }) })
  .map((order) => (exchange) => void exchange.order({ orderType: 'mkt', symbol: 'PI_XBTUSD', ...order }));
const price: fc.Arbitrary<Step> = fc
  .integer({ min: 68_000, max: 92_000 })
  .map((to) => (exchange) => void exchange.control('price', { symbol: 'BTC/USD', price: to }));
const time: fc.Arbitrary<Step> = fc
  .integer({ min: 1, max: 20_000_000 })
  .map((ms) => (exchange) => exchange.world.advance(ms));
const liquidity: fc.Arbitrary<Step> = fc
  .option(size)
  .map((left) => (exchange) => void exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: left }));
const cancel: fc.Arbitrary<Step> = fc.constant((exchange) => void exchange.post('cancelallorders'));

const steps = fc.array(fc.oneof(market, limit, stop, coinMargined, price, time, liquidity, cancel), { maxLength: 40 });

interface Judged {
  customers: {
    balances: Record<string, Record<string, string>>;
    positions: { symbol: string; quantity: string }[];
    open_orders: { filled: string; quantity: string }[];
    ended_orders: { filled: string; quantity: string }[];
    fills: { symbol: string; side: string; quantity: string }[];
  }[];
}

function play(script: Step[]) {
  const exchange = openExchange({ money: { ...usualMoney, fillProfit: 'told' } });
  exchange.post('transfer', { fromAccount: 'flex', toAccount: 'fi_xbtusd', unit: 'xbt', amount: 0.05 });
  for (const step of script) step(exchange);
  const [customer] = (exchange.control('state') as Judged).customers;
  if (!customer) throw new Error('no customer');
  return { exchange, customer, logs: exchange.history('account-log', { sort: 'asc', count: 100_000 }).logs };
}

function sum(values: (number | string | null)[]) {
  return values.reduce<Decimal>((total, value) => total.add(value ?? 0), new Decimal(0));
}
function isCash(row: WireLog) {
  return row.asset !== row.contract;
}

describe('whatever happens', () => {
  it('the account log chains to the wallets, fills to positions, and nothing goes below zero', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { exchange, customer, logs } = play(script);
        checkChains(logs, customer.balances);
        checkPositions(logs, customer);
        checkProfit(exchange, logs);
        for (const order of [...customer.open_orders, ...customer.ended_orders]) {
          expect(Number(order.filled)).toBeGreaterThanOrEqual(0);
          expect(Number(order.quantity) - Number(order.filled)).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

/** Per wallet and asset: each row starts where the last ended, moves by its own amounts, and the last is the balance. */
function checkChains(logs: WireLog[], balances: Judged['customers'][number]['balances']): void {
  const last = new Map<string, number>();
  for (const row of logs) {
    const account = `${row.margin_account}/${row.asset}`;
    expect(row.old_balance).toBe(last.get(account) ?? 0);
    last.set(account, row.new_balance);
    if (!isCash(row)) continue;
    // No balance is negative after any row: what is wanting is sold before the loss is booked (recorded 2026-08).
    expect(row.new_balance).toBeGreaterThanOrEqual(0);
    if (/transfer|conversion/.test(row.info)) continue;
    const moved = sum([row.realized_pnl, row.realized_funding])
      .sub(row.fee ?? 0)
      .sub(row.liquidation_fee ?? 0);
    expect(new Decimal(row.new_balance).toFixed()).toBe(moved.add(row.old_balance).toFixed());
  }
  for (const [wallet, held] of Object.entries(balances)) {
    for (const [currency, amount] of Object.entries(held)) {
      expect(Number(amount)).toBeGreaterThanOrEqual(0);
      expect(Number(amount)).toBe(last.get(`${wallet}/${currency}`) ?? 0);
    }
  }
}

function checkPositions(logs: WireLog[], { positions, fills }: Judged['customers'][number]): void {
  for (const symbol of ['PF_XBTUSD', 'PI_XBTUSD']) {
    const bought = sum(
      fills
        .filter((fill) => fill.symbol === symbol)
        .map((fill) => (fill.side === 'buy' ? fill.quantity : `-${fill.quantity}`)),
    );
    const held = positions.find((position) => position.symbol === symbol)?.quantity ?? '0';
    expect(bought.toFixed()).toBe(new Decimal(held).toFixed());
    const logged = logs.findLast((row) => row.asset === symbol.toLowerCase());
    expect(logged?.new_balance ?? 0).toBe(Number(held));
  }
}

/** Every realization is told three times (log, position events, fills) and all agree, the log to its rounding. */
function checkProfit(exchange: Harness, logs: WireLog[]): void {
  const updates = exchange
    .history('positions', { trades: true, sort: 'asc' })
    .elements.map(({ event }) => event.PositionUpdate);
  const cash = logs.filter((row) => isCash(row) && /^futures /.test(row.info));
  expect(cash).toHaveLength(updates.length);
  cash.forEach((row, index) => {
    const decimals = row.asset === 'usd' ? 4 : 10;
    expect(row.execution).toBe(updates[index]?.executionUid);
    expect(row.realized_pnl).toBe(
      new Decimal(updates[index]?.realizedPnL ?? 0).toDecimalPlaces(decimals).toNumber() + 0,
    );
  });
  const fills = exchange.get('fills').fills.toReversed();
  const recent = updates.slice(-fills.length);
  fills.forEach((fill, index) => {
    expect(fill.realized_pnl).toBe(Number(recent[index]?.realizedPnL) + 0);
  });
}
