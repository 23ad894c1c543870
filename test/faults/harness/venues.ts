import { Decimal } from 'decimal.js';
import type { Order } from '../../../infra/local/exchanges/engine/order.ts';
import { createWorld, type World } from '../../../infra/local/exchanges/engine/world.ts';
import type { FuturesProtocol } from '../../../infra/local/exchanges/kraken/futures/protocol.ts';
import { createKrakenFutures } from '../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { createKey } from '../../../infra/local/exchanges/kraken/spot/auth.ts';
import { createPairs } from '../../../infra/local/exchanges/kraken/spot/pairs.ts';
import { createProtocol, type SpotProtocol } from '../../../infra/local/exchanges/kraken/spot/protocol.ts';
import { type AccountName, accountNames, accounts, keysOf } from './accounts.ts';
import type { Sent } from './exchange.ts';

export const spotOrigin = 'http://spot.test';
export const futuresOrigin = 'http://futures.test';

export interface Venues {
  readonly world: World;
  readonly spot: SpotProtocol;
  readonly futures: FuturesProtocol;
  close(): void;
}

export function protocolsOf({ spot, futures }: Venues) {
  return { [spotOrigin]: spot, [futuresOrigin]: futures };
}

const pairs = createPairs(0);

/** Both exchanges, empty, with a key for every account; `nonceWindow` in nonce units. Prices stand still unless they walk. */
export function openVenues(clock: () => number, seed: number, nonceWindow: bigint, walks = false): Venues {
  const world = createWorld({ pinned: !walks, tickMs: 0, clock, seed });
  const spotKey = (name: AccountName) =>
    createKey({ ...keysOf(name).spot, customer: accounts[name].customer, nonceWindow }, world.now());
  const spot = createProtocol(world, pairs, () => accountNames.map(spotKey));
  const { protocol: futures, stop } = createKrakenFutures({ world });
  for (const name of accountNames) {
    const { apiKey, secret } = keysOf(name).swap;
    futures.control.key?.({ api_key: apiKey, secret, customer: accounts[name].customer });
  }
  for (const customer of new Set(accountNames.map((name) => accounts[name].customer)))
    world.deposit('futures', customer, 'USD', new Decimal(50_000));
  if (!walks) spot.control.price?.({ symbol: 'BTC/USD', price: 80_000 });
  return {
    world,
    spot,
    futures,
    close: () => {
      spot.close();
      stop();
      world.close();
    },
  };
}

/** Another program has just used a nonce of the desk's spot key that is above this one. */
export function overtake({ spot }: Venues, { nonce }: Sent): void {
  const next = String(BigInt(nonce ?? '0') + 1n);
  spot.control.key?.({ api_key: keysOf('desk').spot.apiKey, nonce: next, nonce_window: 0 });
}

/** One order in the exchange's own book: what was truly placed. */
export interface BookedOrder {
  readonly customer: string;
  readonly marketType: 'spot' | 'swap';
  readonly id: string;
  readonly clientOrderId: string | null;
  readonly side: string;
  readonly quantity: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  readonly filled: string;
  readonly state: 'open' | 'filled' | 'canceled';
}

/** Everything both exchanges have ever accepted. Read from their state, never from an answer or from our journal. */
export function bookOf(venues: Venues): BookedOrder[] {
  return [...spotBook(venues.spot), ...futuresBook(venues.futures)];
}

function spotBook(spot: SpotProtocol): BookedOrder[] {
  return [...spot.exchange().accounts.values()].flatMap(({ orders }) =>
    [...orders.values()].map((order) => {
      const stop = order.trigger?.trailing ? null : (order.trigger?.price ?? null);
      return bookedOrder('spot', order, stop);
    }),
  );
}

function futuresBook(futures: FuturesProtocol): BookedOrder[] {
  return [...futures.exchange().accounts.values()].flatMap(({ open, ended }) =>
    [...open.values(), ...ended.values()]
      .filter(({ state }) => state !== 'rejected')
      .map((order) => bookedOrder('swap', order, order.state === 'waiting' ? (order.trigger?.price ?? null) : null)),
  );
}

function bookedOrder(marketType: BookedOrder['marketType'], order: Order, stopPrice: Decimal | null): BookedOrder {
  return {
    customer: order.customer,
    marketType,
    id: order.id,
    clientOrderId: order.clientOrderId,
    side: order.side,
    quantity: order.quantity.toFixed(),
    limitPrice: order.limitPrice?.toFixed() ?? null,
    stopPrice: stopPrice?.toFixed() ?? null,
    filled: order.filled.toFixed(),
    state: order.state === 'filled' ? 'filled' : order.endedAt === null ? 'open' : 'canceled',
  };
}
