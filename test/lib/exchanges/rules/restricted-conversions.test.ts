import { describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { OrderRef } from '../../../../lib/exchanges/model/order.ts';
import { orderOf } from '../fixture-venues.ts';
import { orderOnExchange, scene, symbol } from './fixture-restricted.ts';

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
      fills: { items: [{ symbol, quantity: '7', clientOrderId: null }], next: null },
    });
    expect(await adapter.wallets.positions()).toMatchObject([{ contracts: '0.07' }]);
    expect((await adapter.data.fills({ limit: 1 })).items).toMatchObject([{ quantity: '0.07' }]);
  });

  it('quantities in a market that is listed no more stay as the exchange tells them', async () => {
    const { adapter } = scene({
      open: [orderOnExchange({ symbol: 'OLD' })],
      positions: [{ symbol: 'OLD', contracts: '7' }],
    });
    expect(await adapter.orders.open()).toMatchObject([{ quantity: '7' }]);
    expect(await adapter.wallets.positions()).toMatchObject([{ contracts: '7' }]);
  });

  it('an order that is no whole number of contracts is refused in base units before a request', async () => {
    const { adapter, calls } = scene();
    const refused = adapter.orders.prepare(orderOf('swap', { quantity: '0.075' }), 1);
    await expect(refused).rejects.toThrow('the nearest are 0.07 and 0.08');
    await expect(adapter.orders.prepareAmend(ref, symbol, { quantity: '0.075' }, 1)).rejects.toThrow(/0.07 and 0.08/);
    expect(calls).toEqual([]);
  });
});
