import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { ledgerOf, placeOrder } from '../../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, startTime, type Venues } from '../../fixture-venues.ts';

let simulators: Venues;
let swap: MarketAdapter;
beforeAll(async () => {
  vi.useFakeTimers({ now: startTime, toFake: ['Date'] });
  simulators = openVenues();
  swap = await openOver('swap', simulators.swap);
});
afterAll(() => {
  vi.useRealTimers();
  simulators.world.close();
});
beforeEach(() => simulators.swap.control('limits', { enabled: true }));
afterEach(() => {
  simulators.swap.substitute = null;
});

const readLog = () => ledgerOf(swap).entries({ since: null, after: null, maxRequests: 1 });
const limited = (reset?: string) => ({
  status: 429,
  body: 'Too Many Requests',
  headers: reset === undefined ? {} : { 'rate-limit-reset': reset },
});

describe('a limit of the history service, which comes in plain text', () => {
  it('is told with the seconds that the exchange names in a header', async () => {
    for (let read = 0; read < 33; read += 1) await readLog();
    await expect(readLog()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 12 });
  });

  it.each([
    ['600', 600],
    ['0', 1],
    ['86400', 900],
    ['soon', 10],
    [undefined, 10],
  ])('and "%s" in the header is a wait of %i seconds', async (reset, retryAfterSeconds) => {
    simulators.swap.substitute = () => limited(reset);
    await expect(readLog()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds });
  });

  it('leaves the fate of an order open: something on the way may have refused a second copy', async () => {
    simulators.swap.substitute = () => limited('30');
    expect(await placeOrder(swap, orderOf('swap'), notAfter)).toMatchObject({
      kind: 'unknown',
      error: { code: 'RATE_LIMITED', retryAfterSeconds: 30 },
    });
  });
});
