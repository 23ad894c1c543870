import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { openOrders } from '../../../../lib/orders/read/open-orders.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

const stage = vi.hoisted(() => ({
  listed: [] as unknown[],
  unread: [] as object[],
  untraded: null as object | null,
  records: new Map<string, unknown>(),
  index: new Map<string, string>(),
  isWhole: true,
  isAway: false,
  reads: 0,
}));
/** In place of the journal entry that cannot be read. */
const away = 'away';
vi.mock(import('../../../../lib/session/open-session.ts'), async (original) => ({
  ...(await original()),
  openSession: (async () => ({
    orders: {
      openList: async () => ({ rows: stage.listed, unread: stage.unread }),
      untraded: async () => ({ rows: [], unread: [], unseen: [], hidden: [], ...stage.untraded }),
    },
    market: {
      ...{ ccxtId: 'krakenfutures', title: 'Kraken Futures' },
      capabilities: { untradedOrders: stage.untraded !== null },
    },
  })) as never,
}));
vi.mock(import('../../../../lib/orders/order-batch.ts'), () => ({
  readOrderRecords: (async (_ref: unknown, ids: readonly string[]) => {
    stage.reads += 1;
    if (stage.isAway) throw new Error('the table is away');
    const known = ids.filter((id) => stage.records.has(id));
    return new Map(known.map((id) => [id, stage.records.get(id) === away ? null : stage.records.get(id)]));
  }) as never,
}));
vi.mock(import('../../../../lib/orders/client-order-ids.ts'), async (original) => ({
  ...(await original()),
  indexedNames: (async (_ref: unknown, ids: ReadonlySet<string>) => ({
    names: new Map([...ids].flatMap((id) => (stage.index.has(id) ? [[id, stage.index.get(id)]] : []))),
    isWhole: stage.isWhole,
  })) as never,
}));
beforeEach(() =>
  Object.assign(stage, {
    ...{ listed: [], unread: [], untraded: null, records: new Map(), index: new Map() },
    ...{ isWhole: true, isAway: false, reads: 0 },
  }),
);

const { price: _price, ...request } = recordOf().request;
const trail = recordOf({
  clientOrderId: 'trail',
  state: 'ACCEPTED',
  exchangeOrderId: 'exchange-1',
  request: { ...request, type: 'trailing_stop', side: 'sell', trailingPercent: '5' },
});

async function listed(order: Partial<ExchangeOrder>, record: OrderRecord | null = trail) {
  stage.listed = [describedOf(trail, { price: null, ...order })];
  if (record !== null) stage.records.set(record.clientOrderId, record);
  return (await openOrders(trail.ref, 'swap', undefined)).orders[0];
}

it('a trailing stop of ours, which the exchange lists as a stop, is a trailing stop', async () => {
  expect((await listed({ type: 'stop_loss' }))?.terms.type).toBe('trailing_stop');
  expect((await listed({ type: null }))?.terms.type).toBe('trailing_stop');
});

it('a stop of a different program stays what the exchange tells, also under an id of ours', async () => {
  expect((await listed({ type: 'stop_loss' }, null))?.terms.type).toBe('stop_loss');
  expect((await listed({ type: 'stop_loss', exchangeOrderId: 'other' }))?.terms.type).toBe('stop_loss');
  const unsettled = { ...trail, state: 'NEEDS_REVIEW' } as const;
  expect((await listed({ type: 'stop_loss' }, unsettled))?.terms.type).toBe('stop_loss');
});

it('an order without a size has the size that the exchange told earlier, and never 0', async () => {
  const sizeless = { type: 'stop_loss', quantity: null, remainingQuantity: null } as const;
  const told = { ...trail, described: describedOf(trail, { quantity: '0.03' }) };
  expect(await listed(sizeless, told)).toMatchObject({ terms: { quantity: '0.03' }, remainingQuantity: '0.03' });
  // The request's own quantity, as in every other answer; what is left is unknown.
  const { quantity } = trail.request;
  expect(await listed(sizeless, trail)).toMatchObject({ terms: { quantity }, remainingQuantity: null });
});

it('many orders cost one read of the journal', async () => {
  stage.listed = [1, 2, 3].map((id) => describedOf(trail, { clientOrderId: `c${id}`, exchangeOrderId: `e${id}` }));
  await openOrders(trail.ref, 'swap', undefined);
  expect(stage.reads).toBe(1);
});

describe('the owner of an open order', () => {
  const external = async (order: Partial<ExchangeOrder>, record: OrderRecord | null = trail) =>
    (await listed(order, record))?.isExternal;

  it('is told by the id of the exchange: an id of a client may be used again by another program', async () => {
    expect(await external({})).toBe(false);
    expect(await external({ exchangeOrderId: 'other' })).toBe(true);
    expect(await external({}, { ...trail, marketType: 'spot' })).toBe(true);
    expect(await external({ clientOrderId: 'theirs' })).toBe(true);
  });

  it('is unknown, and not another program, where the journal has no verdict or cannot be read', async () => {
    for (const state of ['UNKNOWN', 'IN_FLIGHT', 'NEEDS_REVIEW', 'NEVER_ARRIVED'] as const)
      expect(await external({}, { ...trail, state, exchangeOrderId: null })).toBe(null);
    stage.records.set('trail', away);
    expect(await external({}, null)).toBe(null);
  });

  it('is found by the index where the exchange tells no client order id', async () => {
    const nameless = { clientOrderId: null, createdAt: Date.now() - 3_600_000 };
    stage.index.set('exchange-1', 'trail');
    expect(await listed({ ...nameless, type: 'stop_loss' })).toMatchObject({
      clientOrderId: 'trail',
      isExternal: false,
      terms: { type: 'trailing_stop' },
    });
    expect(await external({ ...nameless, exchangeOrderId: 'other' })).toBe(true);
    expect(await external({ ...nameless, exchangeOrderId: 'other', createdAt: Date.now() - 1000 })).toBe(null);
    stage.isWhole = false;
    expect(await external({ ...nameless, exchangeOrderId: 'other' })).toBe(null);
  });
});

it('an open order whose journal entry cannot be read is listed as the exchange tells it, beside the others', async () => {
  const order = (id: string, changes: Partial<ExchangeOrder>) =>
    describedOf(trail, {
      clientOrderId: id,
      exchangeOrderId: `exchange-${id}`,
      price: null,
      quantity: null,
      ...changes,
    });
  stage.listed = [
    order('lost-stop', { type: 'stop_loss', stopPrice: '60000' }),
    order('lost-profit', { type: 'take_profit' }),
    order('lost-limit', { type: 'limit' }),
    describedOf(trail, { price: null, type: 'stop_loss' }),
  ];
  for (const id of ['lost-stop', 'lost-profit', 'lost-limit']) stage.records.set(id, away);
  stage.records.set('trail', trail);
  const { orders } = await openOrders(trail.ref, 'swap', undefined);
  expect(orders.map(({ clientOrderId, terms }) => [clientOrderId, terms.type, terms.quantity])).toEqual([
    ['lost-stop', null, null],
    ['lost-profit', 'take_profit', null],
    ['lost-limit', 'limit', null],
    ['trail', 'trailing_stop', trail.request.quantity],
  ]);
  expect(orders[0]?.terms).toMatchObject({ side: 'sell', stopPrice: '60000' });
});

it('every open order is listed as the exchange tells it where the journal does not answer', async () => {
  stage.isAway = true;
  expect(await listed({ type: 'stop_loss' })).toMatchObject({ isExternal: null, terms: { type: null, side: 'sell' } });
});

describe('orders of kinds that this service does not trade', () => {
  const bid = describedOf(trail, {
    exchangeOrderId: 'coin-1',
    clientOrderId: null,
    symbol: 'BTC/USD:BTC',
    isUntraded: true,
  });

  it('are listed as such, and a kind that could not be looked at is what the answer lacks', async () => {
    stage.untraded = { rows: [bid], unseen: ['orders of options could not be looked at: no answer'] };
    const { orders, unread } = await openOrders(trail.ref, 'swap', undefined);
    expect(orders).toMatchObject([{ exchangeOrderId: 'coin-1', isUntraded: true, isExternal: true }]);
    expect(unread).toMatchObject([{ marketType: 'swap', message: expect.stringMatching(/options could not/) }]);
  });

  it('are in no list of one symbol', async () => {
    stage.untraded = { rows: [bid] };
    expect((await openOrders(trail.ref, 'swap', 'BTC/USD:USD')).orders).toEqual([]);
  });
});
