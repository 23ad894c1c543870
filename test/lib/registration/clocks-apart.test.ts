import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { forgetTableClock, observeTableDate } from '../../../lib/aws/clock.ts';
import { registerAccount } from '../../../lib/registration/register.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { unifiedId } from '../fixture-unified-exchange.ts';

vi.mock('../../../lib/exchanges/exchanges.ts', async () =>
  (await import('../fixture-unified-exchange.ts')).unifiedTable(),
);
vi.mock('../../../lib/session/open-session.ts', async (original) => ({
  ...(await original<object>()),
  openForCheck: async () => ({
    checkKey: async () => ({
      ...{ permissions: ['read', 'trade'], canWithdraw: false, nonce: null, nonceWindow: null },
      times: { readsFrom: null, readsUntil: null, expiresAt: null },
    }),
  }),
}));
vi.mock('../../../lib/vault/vault.ts', () => ({ seal: async () => new Uint8Array([1]) }));

useEmbeddedTable();

const params = { apiKey: 'mu-00000001abcd', secret: '0123456789abcdef0123456789abcdef', password: 'open-sesame' };
const policy = { verify: true, allowWithdraw: false };
let ref: { readonly tenant: string; readonly accountId: string };
beforeEach(() => {
  vi.stubEnv('OEMS_SHARES_KEYS', 'true');
  ref = { tenant: randomUUID(), accountId: 'main' };
});
afterEach(() => {
  vi.restoreAllMocks();
  forgetTableClock();
});

/** From now on every answer of the table tells a container how far its clock is ahead. */
function startContainer(aheadMs: number): void {
  vi.restoreAllMocks();
  forgetTableClock();
  const send = dynamodb().send.bind(dynamodb()) as (...terms: unknown[]) => Promise<unknown>;
  vi.spyOn(dynamodb(), 'send').mockImplementation((async (...terms: unknown[]) => {
    const answer = await send(...terms);
    observeTableDate(new Date(Date.now() - aheadMs).toUTCString(), Date.now(), Date.now());
    return answer;
  }) as never);
}

describe.each([300_000, -300_000])('a container whose clock is %d ms ahead', (aheadMs) => {
  it('dates an account and its key by the clock of the table, the key no later than the account', async () => {
    startContainer(aheadMs);
    const { createdAt, credentials } = await registerAccount(ref, unifiedId, params, policy);
    expect(Math.abs(createdAt - (Date.now() - aheadMs))).toBeLessThan(3000);
    expect(credentials.main?.setAt).toBeLessThanOrEqual(createdAt);
    expect(createdAt - (credentials.main?.setAt ?? 0)).toBeLessThan(3000);
  });
});
