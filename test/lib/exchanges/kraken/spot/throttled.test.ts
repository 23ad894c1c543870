import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { endpoints } from '../../../../../lib/exchanges/kraken/spot/endpoints.ts';
import { amendOrder, ledgerOf, placeOrder, refOf, transfersOf } from '../../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, startTime, type Venues } from '../../fixture-venues.ts';
import { transferFrom } from '../fixture-transfers.ts';

let simulators: Venues;
let spot: MarketAdapter;
beforeAll(async () => {
  vi.useFakeTimers({ now: startTime, toFake: ['Date'] });
  simulators = openVenues();
  spot = await openOver('spot', simulators.spot);
});
afterAll(() => {
  vi.useRealTimers();
  simulators.world.close();
});
beforeEach(() => {
  simulators.spot.sent.length = 0;
  simulators.spot.control('limits', { throttle_ms: 37_000 });
});

const id = 'OAAAAA-BBBBB-CCCCCC';
const limited = { code: 'RATE_LIMITED', retryAfterSeconds: 37 };
const place = { symbol: 'BTC/USD', store: 'regular', exchangeOrderId: id } as const;
const names = () => simulators.spot.sent.map(({ path }) => path.split('/').at(-1));
const reached = new Set<string>();

/** Reads, and changes that may be made twice: the error that the client sees. */
const reads: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['GetApiKeyInfo', () => spot.checkKey()],
  ['BalanceEx', () => spot.wallets.balances()],
  ['TradeBalance', () => spot.wallets.margin()],
  ['OpenPositions', () => spot.wallets.untraded()],
  ['OpenOrders', () => spot.orders.open()],
  ['OpenOrders', () => spot.orders.find({ ...place, clientOrderId: 'abc' }, startTime)],
  ['QueryOrders', () => spot.orders.read(place, startTime)],
  ['CancelOrder', () => spot.orders.cancel(refOf({ exchangeOrderId: id }))],
  ['CancelOrderBatch', () => spot.orders.cancelSome([refOf({ exchangeOrderId: id })])],
  ['CancelAll', () => spot.orders.cancelAll()],
  ['TradesHistory', () => spot.data.fills({ limit: 10 })],
  ['Ledgers', () => ledgerOf(spot).entries({ since: null, after: null, maxRequests: 1 })],
  ['GetApiKeyInfo', () => ledgerOf(spot).owner()],
  ['BalanceEx', () => ledgerOf(spot).balances()],
  ['Ledgers', () => transfersOf(spot).find(transferFrom('spot'), startTime)],
];

/** Changes that are made once: nothing was executed, and the same name may try again. */
const attempts: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['AddOrder', () => placeOrder(spot, orderOf('spot'), notAfter)],
  ['AmendOrder', () => amendOrder(spot, { exchangeOrderId: id }, 'BTC/USD', { price: '70000' }, notAfter)],
  ['WalletTransfer', () => transfersOf(spot).submit(transferFrom('spot'))],
];

describe('a throttled key', () => {
  it.each(reads)('%s is told to wait until the moment that the exchange names', async (endpoint, call) => {
    await expect(call()).rejects.toMatchObject(limited);
    expect(names(), 'no second request').toEqual([endpoint]);
    reached.add(endpoint);
  });

  it.each(['blank', 'plain', 'bracket'])('is told so in the spelling %s', async (spelling) => {
    simulators.spot.control('limits', { throttle_ms: 37_000, throttle_spelling: spelling });
    await expect(spot.wallets.balances()).rejects.toMatchObject(limited);
    const outcome = await placeOrder(spot, orderOf('spot'), notAfter);
    expect(outcome).toMatchObject({ kind: 'notExecuted', reason: 'rate-limit', error: limited });
  });

  it.each(attempts)('%s was not executed, and is not repeated', async (endpoint, call) => {
    expect(await call()).toMatchObject({ kind: 'notExecuted', reason: 'rate-limit', error: limited });
    expect(names()).toEqual([endpoint]);
    reached.add(endpoint);
  });

  it('is met at every private endpoint but ClosedOrders, which is read after OpenOrders', () => {
    const isPublic = (name: string) => !endpoints[name as keyof typeof endpoints].isSigned;
    expect(Object.keys(endpoints).filter((name) => !isPublic(name) && !reached.has(name))).toEqual(['ClosedOrders']);
  });
});
