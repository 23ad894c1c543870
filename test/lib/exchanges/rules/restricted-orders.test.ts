import { describe, expect, it } from 'vitest';
import type { MarketDefinition, OrderTraits } from '../../../../lib/exchanges/definition.ts';
import { exchanges } from '../../../../lib/exchanges/exchanges.ts';
import type { ProvidedAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Markets } from '../../../../lib/exchanges/interfaces/markets.ts';
import type { OrderEntry } from '../../../../lib/exchanges/interfaces/order-entry.ts';
import type { Fill } from '../../../../lib/exchanges/model/history.ts';
import type { Market } from '../../../../lib/exchanges/model/market.ts';
import type { ExchangeOrder, OrderRequest } from '../../../../lib/exchanges/model/order.ts';
import type { SubmitOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import { restricted } from '../../../../lib/exchanges/rules/restricted.ts';

const upper: OrderTraits['clientId'] = {
  encode: (id) => `T-${id.toUpperCase()}`,
  decode: (text) => text.slice(2).toLowerCase(),
  accepts: /^[a-z]{1,20}$/,
  rule: 'up to 20 lower-case letters',
};
const base = exchanges.kraken.markets.swap;
const regular: OrderTraits = { ...base.regular, clientId: upper };
/** Quantities count contracts of 0.01, ids have their own spelling, and stop orders have a store without amendments. */
const market: MarketDefinition = {
  ...base,
  quantityUnit: 'contracts',
  regular,
  trigger: { ...regular, amend: null },
};
const traded = {
  ...{ id: 'BTC-PERP', symbol: 'BTC/USD:USD', aliases: [], base: 'BTC', quote: 'USD', settle: 'USD' },
  ...{ priceStep: '1', quantityStep: '1', minQuantity: '1', minCost: null, takerFee: null, makerFee: null },
  ...{ contractSize: '0.01', inverse: false, marginLevels: [] },
} satisfies Market;
const markets = {
  market: async () => traded,
  find: async () => traded,
  named: async (items) => items.map((item) => ({ ...item, symbol: traded.symbol })),
} as Partial<Markets> as Markets;

const request: OrderRequest = {
  ...{ clientOrderId: 'mine', symbol: traded.symbol, side: 'buy', type: 'limit', quantity: '0.05', price: '70000' },
  ...{ postOnly: false, reduceOnly: false },
};
const answered = {
  ...{ exchangeOrderId: '1', clientOrderId: 'T-MINE', symbol: traded.id, store: 'regular' },
  ...{ quantity: '5', filledQuantity: '2', remainingQuantity: '3' },
} as ExchangeOrder;
const ours = { clientOrderId: 'mine', symbol: traded.symbol, quantity: '0.05', filledQuantity: '0.02' };

/** The adapter over an exchange that records each call and answers each change with the order in the exchange's terms. */
function adapter() {
  const calls: unknown[] = [];
  const accepted: SubmitOutcome = { kind: 'accepted', exchangeOrderId: '1', order: answered };
  const prepared = { endpoint: 'place', body: {}, deadline: 1 };
  const orders: Partial<OrderEntry> = {
    prepare: async (order) => {
      calls.push(order);
      return prepared;
    },
    submit: async (_prepared, order) => {
      calls.push(order);
      return accepted;
    },
    prepareAmend: async () => prepared,
    amend: async (_prepared, ref) => {
      calls.push(ref);
      return accepted;
    },
    cancelSome: async (refs) => {
      calls.push(...refs);
      return refs.map(() => 'canceled');
    },
  };
  const fill = { id: '7', clientOrderId: 'T-MINE', store: 'regular', symbol: traded.symbol, quantity: '5' } as Fill;
  const page = { items: [fill], next: null, newest: null, oldest: null, source: 'fills' };
  const gain = { id: '8', symbol: traded.symbol, quantity: '5' };
  const data = { fills: async () => page, realizedPnl: async () => ({ ...page, items: [gain] }) };
  const provided = { orders, data, wallets: {}, margin: null };
  return { calls, prepared, ...restricted(provided as unknown as ProvidedAdapter, market, markets) };
}

const ref = { symbol: traded.symbol, store: 'regular', clientOrderId: 'mine' } as const;

describe('exchanges with their own unit and their own spelling of ids', () => {
  it('an exchange gets the same order, in its unit and spelling, in the preparation and in the submission', async () => {
    const { calls, orders } = adapter();
    await orders.submit(await orders.prepare(request, 1), request);
    const inExchangeTerms = { ...request, clientOrderId: 'T-MINE', quantity: '5' };
    expect(calls).toEqual([inExchangeTerms, inExchangeTerms]);
  });

  it('the order in the answer to a submission and to an amendment has our id and our unit', async () => {
    const { orders, prepared } = adapter();
    expect(await orders.submit(prepared, request)).toMatchObject({ order: ours });
    expect(await orders.amend(prepared, ref)).toMatchObject({ order: ours });
  });

  it('an amendment and a batch cancellation name orders by the exchange’s spelling of the id', async () => {
    const { calls, orders, prepared } = adapter();
    await orders.amend(prepared, ref);
    await orders.cancelSome([ref]);
    expect(calls).toEqual([
      { ...ref, clientOrderId: 'T-MINE' },
      { ...ref, clientOrderId: 'T-MINE' },
    ]);
  });

  it('quantities of realized PnL have our unit', async () => {
    const { data } = adapter();
    expect((await data.realizedPnl({ limit: 1 })).items).toMatchObject([{ quantity: '0.05' }]);
  });

  it('fills have our id and our unit', async () => {
    const { data } = adapter();
    expect((await data.fills({ limit: 1 })).items).toMatchObject([{ clientOrderId: 'mine', quantity: '0.05' }]);
  });

  it('an order is amended exactly where the traits of its own store allow amendments', async () => {
    const { orders } = adapter();
    const change = { quantity: '0.02' };
    await orders.prepareAmend(ref, traded.symbol, change, 1);
    const stop = { ...ref, store: 'trigger' } as const;
    await expect(orders.prepareAmend(stop, traded.symbol, change, 1)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});
