import '../enter.ts';
import { describe, expect, it } from 'vitest';
import type { MarketDefinition } from '../../../lib/exchanges/definition.ts';
import type { ExchangeOrder, OrderRequest, OrderType } from '../../../lib/exchanges/model/order.ts';
import { everyMarket } from '../benches.ts';
import { type Desk, since, trailingTerms, useDesk } from '../desk.ts';

/** Orders of each type that wait, at a price of 80,000; a market order trades at once. */
const usual: Readonly<Record<OrderType, Partial<OrderRequest>>> = {
  market: {},
  limit: { price: '70000' },
  stop_loss: { stopPrice: '90000' },
  stop_loss_limit: { stopPrice: '90000', price: '90100' },
  take_profit: { stopPrice: '70000' },
  take_profit_limit: { stopPrice: '70000', price: '70100' },
  trailing_stop: { side: 'sell' },
};

function termsOf(type: OrderType, market: MarketDefinition): Partial<OrderRequest> {
  return { ...usual[type], ...(type === 'trailing_stop' ? trailingTerms(market) : {}) };
}

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const { orderTypes, timeInForce } = each.market.capabilities;

  it.each(orderTypes)('TC-O01 an order of type %s is accepted and found by both of its ids', async (type) => {
    const { adapter, place } = desk();
    const { order, ref } = await place({ type, ...termsOf(type, each.market) });
    const { clientOrderId, symbol, side, quantity } = order;
    const told = { clientOrderId, symbol, side, quantity, status: type === 'market' ? 'filled' : 'open' };
    expect(await adapter.orders.find(ref, since)).toMatchObject({ kind: 'found', order: told });
    expect(await adapter.orders.read(ref, since)).toMatchObject({ ...told, exchangeOrderId: ref.exchangeOrderId });
  });

  it.each(orderTypes)(
    'TC-O02 the acknowledgement of a %s order tells the ids, symbol and quantity of the order',
    async (type) => {
      const { submit, order } = desk();
      const request = order({ type, ...termsOf(type, each.market) });
      const outcome = await submit(request);
      expect(outcome).toMatchObject({ kind: 'accepted', exchangeOrderId: expect.stringMatching(/./) });
      if (outcome.kind !== 'accepted' || outcome.order === null) return;
      const { clientOrderId, symbol, side, quantity } = request;
      expect(outcome.order).toMatchObject({ clientOrderId, symbol, side, quantity });
      expect(outcome.order.exchangeOrderId).toBe(outcome.exchangeOrderId);
    },
  );

  it.each(timeInForce.filter((kind) => kind === 'IOC' || kind === 'FOK'))(
    'TC-O03 a limit order with %s at the market trades at once',
    async (kind) => {
      const { adapter, place } = desk();
      const { ref } = await place({ type: 'limit', price: '80400', timeInForce: kind });
      expect(await adapter.orders.find(ref, since)).toMatchObject({ order: { status: 'filled' } });
      expect(await adapter.orders.open()).toEqual([]);
    },
  );

  it('TC-O04 a post-only order rests, and takes nothing where it would trade', async () => {
    const { adapter, place, submit, order, bench } = desk();
    const { ref } = await place({ type: 'limit', price: '70000', postOnly: true });
    expect(await adapter.orders.find(ref, since)).toMatchObject({ order: { status: 'open' } });
    const crossing = order({ type: 'limit', price: '80400', postOnly: true });
    const outcome = await submit(crossing);
    if (!bench.judgesLater)
      return expect(outcome).toMatchObject({ kind: 'rejected', error: { code: 'ORDER_REJECTED' } });
    expect(outcome.kind).toBe('accepted');
    const { symbol, clientOrderId } = crossing;
    const told = await adapter.orders.find({ symbol, store: 'regular', clientOrderId }, since);
    expect(told).toMatchObject({ order: { status: expect.stringMatching(/canceled|rejected/), filledQuantity: '0' } });
  });

  it('TC-O05 a second order under the client id of an open order is told as a taken id', async () => {
    const { adapter, place, submit, order } = desk();
    const first = await place({ type: 'limit', price: '70000' });
    const { clientOrderId } = first.order;
    expect(await submit(order({ clientOrderId, type: 'limit', price: '69000' }))).toMatchObject({ kind: 'idTaken' });
    expect(await adapter.orders.open()).toMatchObject([{ clientOrderId, price: '70000' }]);
  });

  it('TC-O06 an order lost on the way is unknown, was sent once, and is absent', async () => {
    await expectLost(desk(), 'lost-before', { kind: 'absent' });
  });

  it('TC-O07 an order whose answer is lost is unknown, was sent once, and is found', async () => {
    await expectLost(desk(), 'lost-after', { kind: 'found', order: { status: 'open' } });
  });

  it('TC-O08 an order lost on the way is absent from the fills too', async () => {
    const { adapter, wire, submit, order } = desk();
    wire.next = { kind: 'lost-before' };
    const { clientOrderId, symbol } = await submitted(order());
    const ref = { symbol, store: 'regular', clientOrderId } as const;
    expect(await adapter.orders.find(ref, since, { inFills: true })).toEqual({ kind: 'absent' });
    async function submitted(request: OrderRequest): Promise<OrderRequest> {
      expect(await submit(request)).toMatchObject({ kind: 'unknown' });
      return request;
    }
  });

  it('TC-O09 an order that arrives after its deadline is not placed', async () => {
    const { adapter, market, wire, submit, order } = desk();
    expect(market.regular.deadline).not.toBeNull();
    wire.next = { kind: 'late', ms: (market.regular.deadline?.afterMs ?? 0) + 1000 };
    const late = order({ type: 'limit', price: '70000' });
    const outcome = await submit(late);
    // Some exchanges do not say whether they acted: then only a look tells.
    // Where the window of the timestamp is the deadline, the timestamp is refused.
    const isRefused = outcome.kind === 'notExecuted' && ['expired', 'nonce'].includes(outcome.reason);
    expect(outcome.kind === 'unknown' || isRefused).toBe(true);
    const ref = { symbol: late.symbol, store: 'regular', clientOrderId: late.clientOrderId } as const;
    expect(await adapter.orders.find(ref, since)).toEqual({ kind: 'absent' });
  });

  it('TC-O10 an id that no order bears is absent, and no order is read by an unknown id of the exchange', async () => {
    const { adapter, place, symbol } = desk();
    const { ref } = await place({ type: 'limit', price: '70000' });
    await adapter.orders.cancelAll();
    const nobody = { symbol, store: 'regular', clientOrderId: 'f'.repeat(32) } as const;
    expect(await adapter.orders.find(nobody, since)).toEqual({ kind: 'absent' });
    const unknown = { ...ref, exchangeOrderId: ref.exchangeOrderId.replace(/[0-9A-Z](?=[^0-9A-Z]*$)/i, '9') };
    if (unknown.exchangeOrderId !== ref.exchangeOrderId) expect(await adapter.orders.read(unknown, since)).toBeNull();
  });

  it('TC-O11 open orders are told by symbol, or all', async () => {
    const { adapter, place, symbol, other } = desk();
    await place({ type: 'limit', price: '70000' });
    await place({ type: 'limit', price: '2000', symbol: other, quantity: '0.1' });
    expect((await adapter.orders.open()).map((order) => order.symbol).sort()).toEqual([symbol, other].sort());
    expect(await adapter.orders.open(other)).toMatchObject([{ symbol: other, price: '2000', quantity: '0.1' }]);
  });

  it('TC-O12 an estimate tells price, value and fee, and places nothing', async () => {
    const { adapter, order, symbol } = desk();
    const estimate = await adapter.orders.estimate(order());
    const { quote } = await desk().markets.market(symbol);
    expect(Number(estimate.price)).toBeCloseTo(80_000, -3);
    expect(Number(estimate.notional)).toBeCloseTo(800, -2);
    expect(estimate.feeAsset).toBe(quote);
    expect(await adapter.orders.open()).toEqual([]);
  });

  it('TC-O13 ended orders are read together, each as it is read alone, with null for an id of no order', async () => {
    const { adapter, place, advance } = desk();
    const canceled = (await place({ type: 'limit', price: '70000' })).ref;
    await adapter.orders.cancel(canceled);
    const filled = [(await place()).ref, (await place({ side: 'sell' })).ref];
    const nobodys = { ...canceled, exchangeOrderId: unknownId(canceled.exchangeOrderId) };
    // Some exchanges show ended orders beside the open orders for a moment.
    advance(60_000);
    const refs = [...filled, nobodys, canceled];
    const apart: (ExchangeOrder | null)[] = [];
    for (const ref of refs) apart.push(await adapter.orders.read(ref, since));
    expect(await adapter.orders.readSome(refs, since)).toEqual(apart);
    expect(apart.map((order) => order?.status ?? null)).toEqual(['filled', 'filled', null, 'canceled']);
    expect(await adapter.orders.readSome([], since)).toEqual([]);
  });
});

/** An id of the same form that names no order. */
function unknownId(id: string): string {
  return id.replaceAll(/[0-9]/g, (digit) => String(9 - Number(digit)));
}

async function expectLost(desk: Desk, kind: 'lost-before' | 'lost-after', end: object): Promise<void> {
  const { adapter, wire, submit, order } = desk;
  wire.next = { kind };
  const request = order({ type: 'limit', price: '70000' });
  expect(await submit(request)).toMatchObject({ kind: 'unknown' });
  expect(wire.sent).toHaveLength(1);
  const { symbol, clientOrderId } = request;
  expect(await adapter.orders.find({ symbol, store: 'regular', clientOrderId }, since)).toMatchObject(end);
}
