import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireBalances, WireLedger, WireOrder } from './fixture-client.ts';
import type { Exchange, Model } from './fixture-steps.ts';
import { directExchange, step } from './fixture-steps.ts';

/** What an open order must hold, computed from nothing but Kraken's own listing and the published fee. */
function expectedHold(
  order: WireOrder & { descr: { type?: string; ordertype?: string } },
  rate: Decimal,
): [string, Decimal] {
  const rest = new Decimal(order.vol).minus(order.vol_exec);
  if (order.descr.type === 'sell') return ['XXBT', rest];
  const worst = order.descr.ordertype?.endsWith('-limit')
    ? order.descr.price2
    : order.descr.ordertype === 'trailing-stop'
      ? order.stopprice
      : order.descr.price;
  const up = (value: Decimal) => value.toDecimalPlaces(4, Decimal.ROUND_UP);
  const cost = up(rest.times(worst));
  return ['ZUSD', order.oflags.includes('fcib') ? cost : cost.plus(up(cost.times(rate)))];
}

function checkHolds(exchange: Exchange, model: Model): void {
  const { open } = exchange.call<{ open: Record<string, WireOrder> }>('OpenOrders').result;
  const holds: Record<string, Decimal> = {};
  for (const [id, order] of Object.entries(open)) {
    const [asset, amount] = expectedHold(order, model.rates.get(id) ?? new Decimal(Number.NaN));
    holds[asset] = (holds[asset] ?? new Decimal(0)).plus(amount);
  }
  for (const [asset, { balance, hold_trade: held }] of Object.entries(
    exchange.call<WireBalances>('BalanceEx').result,
  )) {
    expect(new Decimal(held).eq(holds[asset] ?? 0), `${asset} holds ${held}, orders need ${holds[asset]}`).toBe(true);
    expect(new Decimal(balance).gte(held), `${asset}: ${balance} cannot cover ${held}`).toBe(true);
  }
}

function checkLedger(exchange: Exchange): void {
  const rows: WireLedger[] = [];
  for (let ofs = 0; ; ofs += 50) {
    const { ledger } = exchange.call<{ ledger: Record<string, WireLedger> }>('Ledgers', { ofs: String(ofs) }).result;
    rows.push(...Object.values(ledger));
    if (Object.keys(ledger).length < 50) break;
  }
  const running = new Map<string, Decimal>();
  for (const { asset, amount, fee, balance } of rows.reverse()) {
    running.set(asset, (running.get(asset) ?? new Decimal(0)).plus(amount).minus(fee));
    expect(running.get(asset)?.toFixed()).toBe(new Decimal(balance).toFixed());
  }
  const balances = exchange.call<Record<string, string>>('Balance').result;
  for (const [asset, balance] of Object.entries(balances))
    expect(running.get(asset)?.toFixed()).toBe(new Decimal(balance).toFixed());
}

function checkOrders(exchange: Exchange, model: Model): void {
  for (const id of model.ids) {
    const order = exchange.call<Record<string, WireOrder>>('QueryOrders', { txid: id, trades: 'true' }).result[id];
    if (!order) throw new Error(`${id} is gone`);
    const fills = Object.values(
      order.trades
        ? exchange.call<Record<string, { vol: string; cost: string }>>('QueryTrades', { txid: order.trades.join(',') })
            .result
        : {},
    );
    const sum = (field: 'vol' | 'cost') => fills.reduce((total, fill) => total.plus(fill[field]), new Decimal(0));
    expect(sum('vol').toFixed(8)).toBe(order.vol_exec);
    expect(sum('cost').toFixed(5)).toBe(order.cost);
    if (order.status === 'closed') expect(order.vol_exec).toBe(order.vol);
    expect(new Decimal(order.vol_exec).lte(order.vol) || order.misc.includes('amended')).toBe(true);
  }
}

describe('any sequence of orders, cancels, amends, transfers and price moves', () => {
  it('holds exactly what the open orders need, and the ledger adds up to the balances to the last digit', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const exchange = directExchange();
        const model: Model = { rates: new Map(), ids: [] };
        for (const act of steps) {
          act(exchange, model);
          checkHolds(exchange, model);
        }
        checkLedger(exchange);
        checkOrders(exchange, model);
      }),
      { numRuns: 150, seed: 20260901 },
    );
  });
});
