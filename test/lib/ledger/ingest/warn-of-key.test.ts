import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AccountRef, SealedCredential } from '../../../../lib/accounts/account.ts';
import { createAccount } from '../../../../lib/accounts/account-lifetime.ts';
import { type ErrorCode, OemsError } from '../../../../lib/errors.ts';
import { readEvents } from '../../../../lib/events/read-events.ts';
import { pullAccount } from '../../../../lib/ledger/ingest/pull.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { unifiedId } from '../../fixture-unified-exchange.ts';

/** The pull itself against an exchange that takes or refuses the key. */
const exchange = vi.hoisted(() => ({ refusal: null as Error | null }));
vi.mock('../../../../lib/exchanges/exchanges.ts', async () =>
  (await import('../../fixture-unified-exchange.ts')).unifiedTable(),
);
// The table's own clock does not move with the test's.
vi.mock('../../../../lib/aws/clock.ts', () => ({ sharedNow: () => Date.now(), observeTableDate: () => undefined }));
// The checks of keys have tests of their own.
vi.mock('../../../../lib/ledger/ingest/check-keys.ts', () => ({
  checkDueKeys: async ({ credentials }: { readonly credentials: object }) => new Set(Object.keys(credentials)),
}));
vi.mock('../../../../lib/session/open-session.ts', () => ({
  openYielding: async () => {
    if (exchange.refusal !== null) throw exchange.refusal;
    const entries = async () => ({ entries: [], isLast: true, owner: null, requests: 1 });
    return { key: { mayHideHistory: false }, ledger: { entries, owner: async () => null, balances: async () => [] } };
  },
  requiredLedger: (session: { readonly ledger: unknown }) => session.ledger,
}));

useEmbeddedTable();

const day = 86_400_000;
const start = Date.UTC(2026, 5, 1);
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  exchange.refusal = null;
});
afterEach(() => vi.useRealTimers());

async function registered(changes: Partial<SealedCredential> = {}): Promise<AccountRef> {
  const ref = { tenant: randomUUID(), accountId: 'desk' };
  const main: SealedCredential = {
    ciphertext: new Uint8Array([1]),
    version: 'v1',
    keyHint: 'abcd',
    verification: 'verified',
    permissions: null,
    canWithdraw: null,
    nonceWindow: null,
    setAt: start,
    ...changes,
  };
  const state = { tradingState: 'ACTIVE', nonceScales: {}, leverages: {}, createdAt: start } as const;
  await createAccount({ ...ref, ...state, registrationId: 'r1', exchange: unifiedId, credentials: { main } }, {});
  return ref;
}

/** A pull a day later, when no earlier failure holds the pull back. */
async function pull(ref: AccountRef, refusal: ErrorCode | null = null): Promise<void> {
  vi.setSystemTime(Date.now() + day);
  exchange.refusal = refusal === null ? null : new OemsError(refusal, `no: ${refusal}`);
  await pullAccount(ref);
}

async function told({ tenant }: AccountRef): Promise<string[]> {
  const { events } = await readEvents(tenant, { cursor: undefined, limit: 100, accountId: undefined });
  return events.map(({ event: { type, message } }) => `${type}: ${message}`);
}

it('a pull whose key is refused tells the refusal once, and once more after the exchange took the key', async () => {
  const ref = await registered();
  for (const refusal of ['KEY_REFUSED', 'KEY_REFUSED', 'PERMISSION_DENIED', null, null, 'PERMISSION_DENIED'] as const)
    await pull(ref, refusal);
  expect(await told(ref)).toEqual(
    ['KEY_REFUSED', 'PERMISSION_DENIED', 'PERMISSION_DENIED'].map(
      (code) => `key_warning: The exchange refuses the main key: no: ${code}`,
    ),
  );
});

it('a pull that the exchange cannot answer warns of no key', async () => {
  const ref = await registered();
  for (const refusal of ['EXCHANGE_UNAVAILABLE', 'NONCE_REJECTED'] as const) await pull(ref, refusal);
  expect(await told(ref)).toEqual([]);
});

it('pulls tell the end of a key once, two weeks before', async () => {
  const times = { readsFrom: null, readsUntil: null, expiresAt: start + 16.5 * day };
  const ref = await registered({ times });
  await pull(ref);
  await pull(ref);
  expect(await told(ref)).toEqual([]);
  for (const refusal of [null, null, 'KEY_REFUSED', null] as const) await pull(ref, refusal);
  expect(await told(ref)).toEqual([
    'key_warning: The main key ends at 2026-06-17T12:00:00.000Z: set a new key before',
    'key_warning: The exchange refuses the main key: no: KEY_REFUSED',
  ]);
});
