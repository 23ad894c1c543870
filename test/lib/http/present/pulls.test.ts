import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../lib/accounts/account.ts';
import { routes } from '../../../../lib/contract/routes.ts';
import type { StreamName } from '../../../../lib/exchanges/streams.ts';
import { presentAccountWithPulls } from '../../../../lib/http/present/pulls.ts';
import { type FillsCursor, newFillsCursor } from '../../../../lib/ledger/fills/fills-cursor.ts';
import { type LedgerCursor, newCursor } from '../../../../lib/ledger/store/ledger-cursor.ts';
import { noon, readOn } from '../../ledger/fixture-stored-ledger.ts';

const account: Account = {
  tenant: 'acme',
  accountId: 'main',
  registrationId: 'r1',
  exchange: 'kraken',
  tradingState: 'ACTIVE',
  credentials: {},
  nonceScales: {},
  leverages: {},
  createdAt: noon,
};
const fillsCursorOf = () => newFillsCursor('');
function futuresCursor(cursor: LedgerCursor) {
  return { cursorOf: ({ stream }: StreamName) => (stream === 'futures' ? cursor : newCursor), fillsCursorOf };
}
function swapPull(swap: LedgerCursor) {
  const wire = presentAccountWithPulls(account, futuresCursor(swap), noon);
  return JSON.parse(JSON.stringify(routes.getExchangeAccount.response().parse(wire))).pulls.swap;
}

describe('the state of the pulls', () => {
  it('is null before the first pull', () => {
    expect(presentAccountWithPulls(account, { cursorOf: () => newCursor, fillsCursorOf }, noon).pulls).toEqual({
      spot: null,
      swap: null,
    });
  });

  it('shows the last success and the lag of the ledger', () => {
    expect(swapPull(readOn({ version: 3, coveredTo: noon - 125_900, lastSuccessAt: noon - 5000 }))).toEqual({
      kind: 'ledger',
      last_success_at: '2026-06-20T11:59:55.000Z',
      last_error: null,
      retry_at: null,
      lag_seconds: 125,
      covered_from: null,
      covered_to: '2026-06-20T11:57:54.100Z',
      gaps: [],
      mismatches: [],
      conflicts: 0,
      reconciled_at: null,
    });
  });

  it('shows the last error and the next attempt, also before the first success', () => {
    const lastError = { code: 'PERMISSION_DENIED', message: 'the key was revoked', at: noon - 1000 } as const;
    const failed = { ...newCursor, version: 1, lastError, failures: 1, retryAt: noon + 300_000 };
    expect(swapPull(failed)).toMatchObject({
      last_success_at: null,
      last_error: { code: 'PERMISSION_DENIED', message: 'the key was revoked', at: '2026-06-20T11:59:59.000Z' },
      retry_at: '2026-06-20T12:05:00.000Z',
      lag_seconds: null,
      covered_from: null,
      covered_to: null,
    });
  });

  it('shows gaps and mismatches exactly', () => {
    const trouble = readOn({
      version: 9,
      known: { chains: {}, beginning: { id: '1', time: noon - 9000, foundNothing: false } },
      gaps: [{ wallet: 'flex', asset: 'USD', from: noon - 8000, to: noon - 7000, entry: '5', tries: 2 }],
      mismatches: [{ wallet: 'flex', asset: 'USD', ledger: '0.1000000000000000000001', exchange: '2' }],
      conflicts: ['7', '9'],
      reconciledAt: noon,
    });
    const wire = presentAccountWithPulls(account, futuresCursor(trouble), noon);
    expect(JSON.stringify(routes.getExchangeAccount.response().parse(wire))).toContain(
      '"mismatches":[{"wallet":"flex","asset":"USD","ledger":0.1000000000000000000001,"exchange":2}]',
    );
    expect(swapPull(trouble)).toMatchObject({
      covered_from: '2026-06-20T11:59:51.000Z',
      gaps: [{ from: '2026-06-20T11:59:52.000Z', to: '2026-06-20T11:59:53.000Z' }],
      conflicts: 2,
      reconciled_at: '2026-06-20T12:00:00.000Z',
    });
  });

  it('shows nothing else of the cursor: no balances, digests or versions', () => {
    const chain = {
      opening: '0',
      first: { id: '1', time: noon },
      balance: '77',
      time: noon,
      id: '1',
      isMoney: true,
    };
    const known = { chains: { 'flex/USD': chain }, beginning: { id: '1', time: noon, foundNothing: true } };
    const cursor = readOn({ version: 2, known, recentDigests: { id: 'digest-of-a-row' }, owner: 'customer-at-kraken' });
    expect(JSON.stringify(swapPull(cursor))).not.toMatch(/77|digest-of-a-row|customer-at-kraken|v1/);
  });
});

describe('the state of the pulls of a market without a ledger', () => {
  const binance = { ...account, exchange: 'binance' } as const;
  function spotPull(cursor: Partial<FillsCursor>) {
    const pulls = { cursorOf: () => newCursor, fillsCursorOf: () => ({ ...newFillsCursor('customer'), ...cursor }) };
    const wire = presentAccountWithPulls(binance, pulls, noon);
    return JSON.parse(JSON.stringify(routes.getExchangeAccount.response().parse(wire))).pulls.spot;
  }

  it('is null before the first pull, and after a key of another customer was set', () => {
    expect([spotPull({}), spotPull({ version: 7 })]).toEqual([null, null]);
  });

  it('shows success, error and the next attempt of the fills, and covers no time', () => {
    const lastError = { code: 'EXCHANGE_UNAVAILABLE', message: 'no answer', at: noon } as const;
    const tried = { version: 3, keyVersion: 'v1', lastSuccessAt: noon - 5000, lastError, retryAt: noon + 60_000 };
    expect(spotPull({ ...tried, unreadable: [noon, noon - 1000] })).toEqual({
      kind: 'fills',
      last_success_at: '2026-06-20T11:59:55.000Z',
      last_error: { code: 'EXCHANGE_UNAVAILABLE', message: 'no answer', at: '2026-06-20T12:00:00.000Z' },
      retry_at: '2026-06-20T12:01:00.000Z',
      lag_seconds: null,
      covered_from: null,
      covered_to: null,
      gaps: [
        { from: '2026-06-20T11:59:59.000Z', to: '2026-06-20T11:59:59.001Z' },
        { from: '2026-06-20T12:00:00.000Z', to: '2026-06-20T12:00:00.001Z' },
      ],
      mismatches: [],
      conflicts: 0,
      reconciled_at: null,
    });
  });
});
