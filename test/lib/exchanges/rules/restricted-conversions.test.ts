import { describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { OrderRef } from '../../../../lib/exchanges/model/order.ts';
import { orderOf } from '../fixture-venues.ts';
import { definition, orderOnExchange, scene, symbol } from './fixture-restricted.ts';

/** The order of `orderOnExchange` in the service's ids and units. */
const orderOfOurs = {
  clientOrderId: 'abc',
  quantity: '0.07',
  filledQuantity: '0.03',
  remainingQuantity: '0.04',
};

const ref = { symbol, store: 'regular', clientOrderId: 'abc' } as const satisfies OrderRef;

describe('client order ids', () => {
  it.each([
    ['limit', { type: 'limit', price: '70000' }, 'r-abc'],
    ['stop', { type: 'stop_loss', stopPrice: '70000' }, 't-abc'],
  ] as const)('a %s order %j leaves with the id %s of its store', async (_title, terms, clientOrderId) => {
    const { adapter, calls } = scene();
    const order = orderOf('swap', { ...terms, clientOrderId: 'abc', quantity: '0.07' });
    await adapter.orders.prepare(order, 1);
    await adapter.orders.estimate(order);
    expect(calls).toMatchObject([
      ['prepare', { clientOrderId }, 1],
      ['estimate', { clientOrderId }],
    ]);
  });

  it.each([
    ['regular', 'r-abc'],
    ['trigger', 't-abc'],
  ] as const)(
    'finding, canceling and amending an order of the %s store ask for the id %s',
    async (store, clientOrderId) => {
      const { adapter, calls } = scene({ find: { kind: 'absent' } });
      await adapter.orders.find({ ...ref, store }, 1);
      await adapter.orders.cancel({ ...ref, store });
      await adapter.orders.prepareAmend({ ...ref, store }, symbol, { price: '70000' }, 1);
      expect(calls.map(([name, reference]) => [name, (reference as OrderRef).clientOrderId])).toEqual([
        ['find', clientOrderId],
        ['cancel', clientOrderId],
        ['prepareAmend', clientOrderId],
      ]);
    },
  );

  it('an order in an answer has our id again, by the codec of its store', async () => {
    const stop = orderOnExchange({ clientOrderId: 't-def', store: 'trigger' });
    const foreign = orderOnExchange({ clientOrderId: 'from elsewhere' });
    const nameless = orderOnExchange({ clientOrderId: null });
    const { adapter } = scene({ open: [orderOnExchange(), stop, foreign, nameless] });
    const ids = (await adapter.orders.open()).map(({ clientOrderId }) => clientOrderId);
    expect(ids).toEqual(['abc', 'def', 'from elsewhere', null]);
  });

  it('a reference without a client id leaves with the exchange’s id alone', async () => {
    const { adapter, calls } = scene();
    const byExchange = { symbol, store: 'regular', exchangeOrderId: 'O1' } as const;
    await adapter.orders.cancel(byExchange);
    expect(calls).toEqual([['cancel', byExchange]]);
  });
});

describe('quantities', () => {
  it('an order and an amendment of 0.07 BTC leave as 7 contracts', async () => {
    const { adapter, calls } = scene();
    await adapter.orders.prepare(orderOf('swap', { quantity: '0.07' }), 1);
    await adapter.orders.prepareAmend(ref, symbol, { quantity: '0.07', price: '70000' }, 1);
    expect(calls).toMatchObject([
      ['prepare', { quantity: '7' }, 1],
      ['prepareAmend', {}, symbol, { quantity: '7', price: '70000' }, 1],
    ]);
  });

  it.each<[string, Record<string, unknown>, (adapter: MarketAdapter) => Promise<unknown>]>([
    [
      'an accepted submission',
      { submit: { kind: 'accepted', exchangeOrderId: 'O1', order: orderOnExchange() } },
      async ({ orders }) => {
        const outcome = await orders.submit({ endpoint: 'x', body: {}, deadline: null }, orderOf('swap'));
        return outcome.kind === 'accepted' ? outcome.order : outcome;
      },
    ],
    [
      'a look-up',
      { find: { kind: 'found', order: orderOnExchange() } },
      async ({ orders }) => {
        const found = await orders.find(ref, 1);
        return found.kind === 'found' ? found.order : found;
      },
    ],
    [
      'a read',
      { read: orderOnExchange() },
      ({ orders }) => orders.read({ symbol, store: 'regular', exchangeOrderId: 'O1' }, 1),
    ],
    ['the open orders', { open: [orderOnExchange()] }, async ({ orders }) => (await orders.open(symbol))[0]],
  ])('the order of %s has its id and its quantities in our terms', async (_title, answers, call) => {
    expect(await call(scene(answers).adapter)).toMatchObject(orderOfOurs);
  });

  it('positions and fills of 7 contracts come back as 0.07 BTC', async () => {
    const { adapter } = scene({
      positions: [{ symbol, contracts: '7' }],
      fills: { items: [{ symbol, quantity: '7', clientOrderId: 'r-abc', store: 'regular' }], next: null },
    });
    expect(await adapter.wallets.positions()).toMatchObject([{ contracts: '0.07' }]);
    expect((await adapter.data.fills({ limit: 1 })).items).toMatchObject([{ quantity: '0.07', clientOrderId: 'abc' }]);
  });

  it('a fill has our id by the codec of its store', async () => {
    const items = [
      { symbol, quantity: '7', clientOrderId: 'r-abc', store: 'regular' },
      { symbol, quantity: '7', clientOrderId: 't-def', store: 'trigger' },
    ];
    const { adapter } = scene({ fills: { items, next: null } });
    expect((await adapter.data.fills({ limit: 2 })).items.map(({ clientOrderId }) => clientOrderId)).toEqual([
      'abc',
      'def',
    ]);
  });

  it('an order that is no whole number of contracts is refused in base units before a request', async () => {
    const { adapter, calls } = scene();
    const refused = adapter.orders.prepare(orderOf('swap', { quantity: '0.075' }), 1);
    await expect(refused).rejects.toThrow('the nearest are 0.07 and 0.08');
    await expect(adapter.orders.prepareAmend(ref, symbol, { quantity: '0.075' }, 1)).rejects.toThrow(/0.07 and 0.08/);
    expect(calls).toEqual([]);
  });
});

describe('quantities in contracts of a market that the catalogue does not know', () => {
  const none = { quantity: null, filledQuantity: null, remainingQuantity: null };
  const old = orderOnExchange({ symbol: 'OLD', clientOrderId: 'r-old' });

  it('orders have no quantity, and the other orders of the list have theirs', async () => {
    const { adapter } = scene({ open: [old, orderOnExchange()], find: { kind: 'found', order: old }, read: old });
    expect(await adapter.orders.open()).toMatchObject([none, orderOfOurs]);
    expect(await adapter.orders.find(ref, 1)).toMatchObject({ order: { ...none, clientOrderId: 'old' } });
    expect(await adapter.orders.read({ symbol, store: 'regular', exchangeOrderId: 'O1' }, 1)).toMatchObject(none);
  });

  it('positions have no size, and the other positions of the list have theirs', async () => {
    const positions = [
      { symbol: 'OLD', contracts: '7' },
      { symbol, contracts: '7' },
    ];
    expect(await scene({ positions }).adapter.wallets.positions()).toMatchObject([
      { symbol: 'OLD', contracts: null },
      { symbol, contracts: '0.07' },
    ]);
  });

  it('fills are left out of the page, which says when they were', async () => {
    const usual = { quantity: '7', clientOrderId: null, store: 'regular' };
    const items = [
      { ...usual, symbol, timestamp: 9 },
      { ...usual, symbol: 'OLD', timestamp: 8 },
    ];
    const page = await scene({ fills: { items, next: null } }).adapter.data.fills({ limit: 2 });
    expect(page).toMatchObject({ items: [{ symbol, quantity: '0.07' }], leftOut: [8] });
    const { adapter } = scene({ fills: { items, next: null } }, { ...definition, quantityUnit: 'base' });
    expect(await adapter.data.fills({ limit: 2 })).toMatchObject({
      items: [{ quantity: '7' }, { quantity: '7' }],
      leftOut: [],
    });
  });

  it('realized PnL has no quantity, and keeps its money', async () => {
    const gain = { symbol: 'OLD', quantity: '7', realizedPnl: '3' };
    const { adapter } = scene({ realizedPnl: { items: [gain], next: null } });
    expect((await adapter.data.realizedPnl({ limit: 1 })).items).toMatchObject([{ quantity: null, realizedPnl: '3' }]);
  });

  it('a submission is refused before a request', async () => {
    const { adapter, calls } = scene();
    const request = { endpoint: 'x', body: {}, deadline: null };
    const outcome = await adapter.orders.submit(request, orderOf('swap', { symbol: 'OLD' }));
    expect(outcome).toMatchObject({ kind: 'notSent', error: { code: 'INVALID_SYMBOL' } });
    expect(calls).toEqual([]);
  });

  it('quantities that count the base asset stay, whatever the catalogue knows', async () => {
    const answers = { open: [old], positions: [{ symbol: 'OLD', contracts: '7' }] };
    const { adapter } = scene(answers, { ...definition, quantityUnit: 'base' });
    expect(await adapter.orders.open()).toMatchObject([{ quantity: '7', filledQuantity: '3' }]);
    expect(await adapter.wallets.positions()).toMatchObject([{ contracts: '7' }]);
  });
});
