import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { MarketAdapter } from '../../../lib/exchanges/interfaces/market-adapter.ts';
import { type MarketType, marketTypes } from '../../../lib/exchanges/model/axes.ts';
import type { OrderRequest } from '../../../lib/exchanges/model/order.ts';
import { placeOrder } from './fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, startTime, type Venues } from './fixture-venues.ts';

export const symbols = { spot: ['BTC/USD', 'ETH/USD'], swap: ['BTC/USD:USD', 'ETH/USD:USD'] } as const;

let serial = 0;
export function freshId(): string {
  serial += 1;
  return serial.toString(16).padStart(32, '0');
}

type Scene = Awaited<ReturnType<typeof openOrders>>;

/** One scene for all tests of a file. Each test begins with simulators that answer for themselves. */
export function useOrders(): Scene {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openOrders();
  });
  afterAll(() => scene.simulators.world.close());
  beforeEach(() => {
    for (const marketType of marketTypes) scene.simulators[marketType].substitute = null;
  });
  return {
    get simulators() {
      return scene.simulators;
    },
    get exchanges() {
      return scene.exchanges;
    },
    place: (marketType, terms) => scene.place(marketType, terms),
  };
}

/** Both simulators with our adapter over each, and orders placed through the adapters. */
async function openOrders() {
  const simulators = openVenues();
  const exchanges: Record<MarketType, MarketAdapter> = {
    spot: await openOver('spot', simulators.spot),
    swap: await openOver('swap', simulators.swap),
  };
  /** Places a limit order, far from the market unless the terms say otherwise. Returns both ids of the order. */
  async function place(marketType: MarketType, terms: Partial<OrderRequest> = {}) {
    const clientOrderId = freshId();
    const resting: Partial<OrderRequest> = terms.type === undefined ? { type: 'limit', price: '70000' } : {};
    const order = orderOf(marketType, { ...resting, ...terms, clientOrderId });
    const outcome = await placeOrder(exchanges[marketType], order, notAfter + simulators.world.now() - startTime);
    if (outcome.kind !== 'accepted') throw new Error(outcome.error.message);
    if (outcome.exchangeOrderId === null) throw new Error('accepted without an id');
    simulators[marketType].sent.length = 0;
    return { exchangeOrderId: outcome.exchangeOrderId, clientOrderId };
  }
  return { simulators, exchanges, place };
}

/** The last path segment and the parameters of the only request, without the nonce. */
export function onlyRequest(simulators: Venues, marketType: MarketType): [string, Record<string, string>] {
  const [request, ...more] = simulators[marketType].sent;
  expect(more).toEqual([]);
  const { nonce: _nonce, ...fields } = Object.fromEntries(
    new URLSearchParams(marketType === 'spot' ? request?.body : request?.query),
  );
  return [request?.path.split('/').at(-1) ?? '', fields];
}
