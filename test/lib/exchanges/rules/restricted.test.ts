import { describe, expect, it } from 'vitest';
import type { MarketDefinition } from '../../../../lib/exchanges/definition.ts';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Capabilities } from '../../../../lib/exchanges/model/capabilities.ts';
import type { OrderRef } from '../../../../lib/exchanges/model/order.ts';
import { orderOf } from '../fixture-venues.ts';
import { definition, orderOnExchange, scene, symbol } from './fixture-restricted.ts';

const ref = { symbol, store: 'regular', clientOrderId: 'abc' } as const satisfies OrderRef;

const without = (terms: Partial<Capabilities>): MarketDefinition => ({
  ...definition,
  capabilities: { ...definition.capabilities, ...terms },
});
const range = {};
const page = { limit: 1 };

describe('capabilities that are false, or that the exchange’s code lacks', () => {
  it.each<[string, Partial<Capabilities>, object, (adapter: MarketAdapter) => Promise<unknown>]>([
    ['positions', { positions: false }, { positions: null }, ({ wallets }) => wallets.positions()],
    ['leverage', { leverage: false }, { margin: null }, ({ margin }) => margin.leverage(symbol)],
    ['leverage', { leverage: false }, { margin: null }, ({ margin }) => margin.setLeverage(symbol, '2')],
    ['margin mode', { marginModes: ['isolated'] }, { margin: null }, ({ margin }) => margin.setCrossMargin(symbol)],
    ['funding rates', { funding: false }, { fundingRates: null }, ({ data }) => data.fundingRates(symbol, range)],
    ['funding payments', { funding: false }, { fundingPayments: null }, ({ data }) => data.fundingPayments(page)],
    ['realized PnL', { realizedPnl: false }, { realizedPnl: null }, ({ data }) => data.realizedPnl(page)],
  ])(
    'a market without %s (%j or %j) refuses the call as NOT_SUPPORTED before a request',
    async (what, terms, lacking, call) => {
      const error = { code: 'NOT_SUPPORTED', message: `this service does not support ${what} on Some Exchange` };
      for (const { adapter, calls } of [scene({}, without(terms)), scene({}, definition, lacking)]) {
        await expect(call(adapter)).rejects.toMatchObject(error);
        expect(calls).toEqual([]);
      }
      const whole = scene({ positions: [], realizedPnl: { items: [] } });
      await call(whole.adapter);
      expect(whole.calls).toHaveLength(1);
    },
  );

  it('a market whose exchange tells no margin, or that has no positions of other kinds, is not asked for them', async () => {
    const { adapter, calls } = scene({}, without({ walletMargin: false, untradedPositions: false }));
    await expect(adapter.wallets.margin()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(await adapter.wallets.untraded()).toEqual([]);
    expect(calls).toEqual([]);
    const whole = scene({ margin: [], untraded: [] }, without({ untradedPositions: true }));
    await whole.adapter.wallets.margin();
    await whole.adapter.wallets.untraded();
    expect(whole.calls).toEqual([['margin'], ['untraded']]);
  });

  it('fills of every symbol are denied where the exchange tells the fills of one symbol at a time', async () => {
    const { adapter, calls } = scene({ fills: { items: [] } }, without({ fillsOfAllSymbols: false }));
    const denied = { code: 'NOT_SUPPORTED', details: [{ field: 'symbol' }] };
    await expect(adapter.data.fills({ limit: 5 })).rejects.toMatchObject(denied);
    expect(calls).toEqual([]);
    await adapter.data.fills({ limit: 5, symbol });
    expect(calls).toHaveLength(1);
  });

  it('an order without its symbol is denied where the exchange names an order by its symbol too', async () => {
    const { adapter, calls } = scene({}, without({ ordersByIdAlone: false }));
    const denied = { code: 'NOT_SUPPORTED', details: [{ field: 'symbol' }] };
    const nameless = { ...ref, symbol: null, exchangeOrderId: '1' };
    await expect(adapter.orders.find(nameless, 0)).rejects.toMatchObject(denied);
    await expect(adapter.orders.read(nameless, 0)).rejects.toMatchObject(denied);
    await expect(adapter.orders.cancel(nameless)).rejects.toMatchObject(denied);
    expect(calls).toEqual([]);
    await scene({}, without({ ordersByIdAlone: true })).adapter.orders.cancel(nameless);
  });

  it('the profit of a position is told to the smallest unit of a coin', async () => {
    const positions = [
      { symbol, contracts: '7', unrealizedPnl: '0.000123456789' },
      { symbol, contracts: '7', unrealizedPnl: '-1234.5' },
    ];
    const shown = await scene({ positions }).adapter.wallets.positions();
    expect(shown.map(({ unrealizedPnl }) => unrealizedPnl)).toEqual(['0.00012346', '-1234.5']);
  });

  it('an order with a capability that is false is NOT_SUPPORTED before a request', async () => {
    const { adapter, calls } = scene({}, without({ reduceOnly: false }));
    const order = orderOf('swap', { quantity: '0.07', reduceOnly: true });
    for (const call of [adapter.orders.prepare(order, 1), adapter.orders.estimate(order)])
      await expect(call).rejects.toMatchObject({ code: 'NOT_SUPPORTED', details: [{ field: 'reduce_only' }] });
    expect(calls).toEqual([]);
  });

  it('an amendment on a market that amends no orders is NOT_SUPPORTED before a request', async () => {
    const { adapter, calls } = scene({}, { ...definition, regular: { ...definition.regular, amend: null } });
    const amended = adapter.orders.prepareAmend(ref, symbol, { price: '70000' }, 1);
    const message = 'Some Exchange cannot amend an order; cancel the order and place another';
    await expect(amended).rejects.toMatchObject({ code: 'NOT_SUPPORTED', message });
    expect(calls).toEqual([]);
  });
});

describe('symbols', () => {
  it.each<[string, (adapter: MarketAdapter) => Promise<unknown>]>([
    ['an order', ({ orders }) => orders.prepare(orderOf('swap', { symbol: 'NOPE' }), 1)],
    ['an amendment', ({ orders }) => orders.prepareAmend(ref, 'NOPE', { price: '1' }, 1)],
    ['open orders', ({ orders }) => orders.open('NOPE')],
    ['positions', ({ wallets }) => wallets.positions('NOPE')],
    ['fills', ({ data }) => data.fills({ limit: 1, symbol: 'NOPE' })],
    ['funding payments', ({ data }) => data.fundingPayments({ limit: 1, symbol: 'NOPE' })],
    ['realized PnL', ({ data }) => data.realizedPnl({ limit: 1, symbol: 'NOPE' })],
  ])('%s of an unknown symbol are refused before a request', async (_title, call) => {
    const { adapter, calls } = scene();
    await expect(call(adapter)).rejects.toMatchObject({ code: 'INVALID_SYMBOL' });
    expect(calls).toEqual([]);
  });

  it('open orders and positions of a symbol leave out other symbols that the exchange sends', async () => {
    const other = 'ETH/USD:USD';
    const { adapter } = scene({
      open: [orderOnExchange({ symbol: other }), orderOnExchange()],
      positions: [
        { symbol: other, contracts: '1' },
        { symbol, contracts: '7' },
      ],
    });
    expect((await adapter.orders.open(symbol)).map((order) => order.symbol)).toEqual([symbol]);
    expect((await adapter.wallets.positions(symbol)).map((position) => position.symbol)).toEqual([symbol]);
  });
});
