import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../../../infra/local/exchanges/engine/world.ts';
import { startKrakenFutures } from '../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { startKrakenSpot } from '../../../../infra/local/exchanges/kraken/spot/simulator.ts';
import type { Protocol } from '../../../../infra/local/exchanges/server/server.ts';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import { createTransport } from '../../../../lib/exchanges/wire/transport.ts';
import { placeOrder, transfersOf } from '../fixture-calls.ts';
import { openOver, orderOf } from '../fixture-venues.ts';

interface Simulator {
  readonly url: string;
  readonly protocol: Protocol;
  control(path: string, body?: Record<string, unknown>): Promise<unknown>;
  close(): Promise<void>;
}

const world = createWorld({ pinned: true, tickMs: 0 });
const simulators = {} as Record<MarketType, Simulator>;
const exchanges = {} as Record<MarketType, MarketAdapter>;
const orderPath = { spot: 'AddOrder', swap: 'sendorder' } as const;
const readPath = { spot: 'BalanceEx', swap: 'accounts' } as const;
const deadlineMs = 250;

beforeAll(async () => {
  simulators.spot = await startKrakenSpot({ world });
  simulators.swap = await startKrakenFutures({ world });
  await simulators.spot.control('price', { symbol: 'BTC/USD', price: 80000 });
  for (const marketType of ['spot', 'swap'] as const) {
    const { url } = simulators[marketType];
    const transport = createTransport({ origin: url, timeoutMs: () => deadlineMs });
    const patient = createTransport({ origin: url, timeoutMs: () => 5000 });
    exchanges[marketType] = await openOver(
      marketType,
      { transport: redirected(patient, url) },
      { transport, origin: url },
    );
  }
});
afterAll(async () => {
  await Promise.all(Object.values(simulators).map((simulator) => simulator.close()));
  world.close();
});
beforeEach(() => {
  for (const { protocol } of Object.values(simulators)) protocol.log.length = 0;
});

/** Sends the requests for markets, which name the real origin, to the simulator. */
function redirected(transport: ReturnType<typeof createTransport>, url: string): ReturnType<typeof createTransport> {
  return (request) => transport({ ...request, url: request.url.replace(/^https:\/\/[^/]+/, url) });
}

let serial = 0;
/** Each order has a new client order id: Kraken Futures takes no id twice. */
async function submit(marketType: MarketType) {
  serial += 1;
  const id = serial.toString(16).padStart(32, '0');
  const order = orderOf(marketType, { type: 'limit', price: '70000', clientOrderId: id });
  const started = performance.now();
  const outcome = await placeOrder(exchanges[marketType], order, Date.now() + 8000);
  const seen = simulators[marketType].protocol.log.filter((entry) => entry.path.endsWith(orderPath[marketType]));
  return { outcome, ms: performance.now() - started, seen: seen.length, id };
}

const faults = [
  // The fault, the number of requests that the exchange executed, the error of a read.
  ['drop-before', 0, 'EXCHANGE_UNAVAILABLE'],
  ['drop-after', 1, 'EXCHANGE_UNAVAILABLE'],
  ['http-500', 0, 'EXCHANGE_UNAVAILABLE'],
  ['http-502-html', 0, 'EXCHANGE_UNAVAILABLE'],
  ['http-503', 0, 'EXCHANGE_UNAVAILABLE'],
  ['http-504', 0, 'EXCHANGE_UNAVAILABLE'],
  ['http-429', 0, 'RATE_LIMITED'],
  ['truncate', 1, 'EXCHANGE_UNAVAILABLE'],
  ['empty-200', 1, 'EXCHANGE_UNAVAILABLE'],
  ['html-200', 1, 'EXCHANGE_UNAVAILABLE'],
  ['reset', 1, 'EXCHANGE_UNAVAILABLE'],
  ['stall-body', 1, 'EXCHANGE_TIMEOUT'],
] as const;
const readErrors = faults.map(([kind, , code]) => [kind, code] as const);

describe.each(['spot', 'swap'] as const)('faults of %s', (marketType) => {
  it.each(faults)(
    `an order on ${marketType} that met the fault %s is unknown after one request, which arrived %i times`,
    async (kind, acted) => {
      await simulators[marketType].control('fault', { path: orderPath[marketType], kind });
      const { outcome, seen, ms } = await submit(marketType);
      expect(outcome).toMatchObject({ kind: 'unknown' });
      expect(seen).toBe(acted);
      expect(ms).toBeLessThan(deadlineMs + 500);
    },
  );

  it(`an order on ${marketType} that is answered after the deadline is unknown, though the exchange placed the order`, async () => {
    await simulators[marketType].control('fault', { path: orderPath[marketType], kind: 'delay', ms: deadlineMs + 200 });
    const { outcome, seen, id } = await submit(marketType);
    expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'EXCHANGE_TIMEOUT' } });
    expect(seen).toBe(1);
    const symbol = marketType === 'spot' ? 'BTC/USD' : 'BTC/USD:USD';
    const found = await exchanges[marketType].orders.find(
      { symbol: symbol, store: 'regular', clientOrderId: id },
      Date.now() - 60_000,
    );
    expect(found).toMatchObject({ kind: 'found', order: { clientOrderId: id, status: 'open', price: '70000' } });
  });

  it(`an order on ${marketType} that the network delivers twice is accepted once, with the first answer`, async () => {
    await simulators[marketType].control('fault', { path: orderPath[marketType], kind: 'duplicate' });
    const { outcome, seen } = await submit(marketType);
    expect(outcome).toMatchObject({ kind: 'accepted' });
    expect(seen).toBe(2);
    const accepted = simulators[marketType].protocol.log.filter(
      (entry) => entry.path.endsWith(orderPath[marketType]) && entry.accepted,
    );
    if (marketType === 'spot') expect(accepted).toHaveLength(1);
  });

  it.each(readErrors)(`a read on ${marketType} that met the fault %s ends in %s`, async (kind, code) => {
    await simulators[marketType].control('fault', { path: readPath[marketType], kind });
    await expect(exchanges[marketType].wallets.balances()).rejects.toMatchObject({ code });
  });

  it(`a call on ${marketType} after every fault works`, async () => {
    expect(await exchanges[marketType].wallets.balances()).not.toEqual([]);
    expect((await submit(marketType)).outcome).toMatchObject({ kind: 'accepted' });
  });
});

describe('exchanges that are not there', () => {
  it.each(['spot', 'swap'] as const)(
    'an order on %s to an exchange that is not there is not sent',
    async (marketType) => {
      const gone = 'http://127.0.0.1:9';
      const transport = createTransport({ origin: gone, timeoutMs: () => deadlineMs });
      const { url } = simulators[marketType];
      const markets = redirected(createTransport({ origin: url, timeoutMs: () => 5000 }), url);
      const exchange = await openOver(marketType, { transport: markets }, { transport, origin: gone });
      const outcome = await placeOrder(exchange, orderOf(marketType), Date.now() + 8000);
      expect(outcome).toMatchObject({ kind: 'notSent', error: { code: 'EXCHANGE_UNAVAILABLE' } });
    },
  );
});

describe('faults of transfers', () => {
  const move = { asset: 'USD', amount: '1', from: 'spot', to: 'swap' } as const;
  const sent = () => simulators.spot.protocol.log.filter(({ path }) => path.endsWith('WalletTransfer'));

  it('an acknowledged transfer is accepted with the id of its ledger record', async () => {
    expect(await transfersOf(exchanges.spot).submit(move)).toMatchObject({
      kind: 'accepted',
      exchangeTransferId: expect.any(String),
    });
  });

  it.each(faults)(
    'a transfer that met the fault %s is unknown after one request, which arrived %i times: money must not move twice',
    async (kind, acted) => {
      await simulators.spot.control('fault', { path: 'WalletTransfer', kind });
      expect(await transfersOf(exchanges.spot).submit(move)).toMatchObject({ kind: 'unknown' });
      expect(sent()).toHaveLength(acted);
    },
  );

  it('a refused transfer is rejected with the reason', async () => {
    const outcome = await transfersOf(exchanges.spot).submit({ ...move, amount: '99999999' });
    expect(outcome).toMatchObject({ kind: 'rejected', error: { code: 'INSUFFICIENT_FUNDS' } });
  });

  it('a transfer of an unknown asset is refused before a request leaves', async () => {
    await expect(transfersOf(exchanges.spot).submit({ ...move, asset: 'NOPE' })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    expect(sent()).toEqual([]);
  });
});
