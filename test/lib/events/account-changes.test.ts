import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Account, SealedCredential } from '../../../lib/accounts/account.ts';
import { createAccount } from '../../../lib/accounts/account-lifetime.ts';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { changeCredentials } from '../../../lib/accounts/change-credentials.ts';
import { writeHold } from '../../../lib/accounts/key-hold.ts';
import { forgetRefusal, warnOnce } from '../../../lib/accounts/key-warned.ts';
import { setTradingState } from '../../../lib/accounts/trading-state.ts';
import { readEvents } from '../../../lib/events/read-events.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

const table = useEmbeddedTable();
afterEach(() => table.server().faults.clear());

const key: SealedCredential = {
  ciphertext: new Uint8Array([1]),
  version: 'first',
  keyHint: 'x7Qd',
  verification: 'verified',
  permissions: null,
  canWithdraw: false,
  nonceWindow: null,
  setAt: 1,
};

async function registered(credential: Partial<SealedCredential> = {}): Promise<Account> {
  const spot = { ...key, ...credential };
  const account: Account = {
    tenant: randomUUID(),
    accountId: 'desk',
    registrationId: randomUUID(),
    exchange: 'kraken',
    tradingState: 'ACTIVE',
    credentials: { spot },
    nonceScales: {},
    leverages: {},
    createdAt: 1,
  };
  await createAccount(account, { spot: { credential: spot, nonce: null } });
  return account;
}

async function told({ tenant }: Account): Promise<string[]> {
  const { events } = await readEvents(tenant, { cursor: undefined, limit: 100, accountId: undefined });
  return events.map(({ event: { type, message } }) => (message === undefined ? type : `${type}: ${message}`));
}

describe('the trading state', () => {
  it('a change is told once, and a repetition of the same state is no change', async () => {
    const account = await registered();
    for (const state of ['HALTED', 'HALTED', 'ACTIVE', 'ACTIVE', 'HALTED'] as const)
      await setTradingState(account, state);
    expect(await told(account)).toEqual([
      'trading_halted',
      'trading_state_changed: The trading state is ACTIVE now',
      'trading_halted',
    ]);
  });

  it.each(['HALTED', 'REDUCE_ONLY'] as const)(
    '%s is told once where the answer to the write was lost',
    async (state) => {
      const account = await registered();
      table.server().faults.arm({ operation: 'UpdateItem', kind: 'timeout-applied' });
      expect((await setTradingState(account, state)).tradingState).toBe(state);
      expect(await told(account)).toHaveLength(1);
    },
  );

  it('ten halts at once are one change', async () => {
    const account = await registered();
    await Promise.all(Array.from({ length: 10 }, () => setTradingState(account, 'HALTED')));
    expect(await told(account)).toEqual(['trading_halted']);
    expect((await readAccount(account)).tradingState).toBe('HALTED');
  });

  it('an account with too many waiting changes is halted all the same', async () => {
    const account = await registered();
    for (let turn = 0; turn < 102; turn += 1)
      for (const state of ['HALTED', 'ACTIVE'] as const) await setTradingState(account, state);
    expect((await setTradingState(account, 'HALTED')).tradingState).toBe('HALTED');
  });
});

describe('keys', () => {
  it('a key with risks is told at registration, and a new key when the key is set', async () => {
    const account = await registered({ canWithdraw: true, verification: 'pending' });
    const credential = { ...key, version: 'second' };
    await changeCredentials(account, { spot: { credential, nonce: null }, swap: 'clear' });
    await changeCredentials(await readAccount(account), { spot: 'clear' });
    expect(await told(account)).toEqual([
      'key_warning: The spot key is not verified: the exchange could not be reached',
      'key_warning: The spot key can withdraw funds',
      'key_changed: The spot key was set',
      'key_changed: The spot key was cleared',
    ]);
  });

  it('a key that is set with a lost answer is told once', async () => {
    const account = await registered();
    table.server().faults.arm({ operation: 'UpdateItem', kind: 'timeout-applied' });
    await changeCredentials(account, { spot: { credential: { ...key, version: 'second' }, nonce: null } });
    expect(await told(account)).toEqual(['key_changed: The spot key was set']);
  });

  it('a lockout is told', async () => {
    const account = await registered();
    await writeHold(account, 'spot', 'first', { why: 'locked out', until: 1_800_000_000_000 });
    const [line, ...others] = await told(account);
    expect([line, others]).toEqual([
      expect.stringMatching(/^key_warning: The exchange has locked the spot key out/),
      [],
    ]);
  });

  it('a refusal is told once for each reason, and again after the exchange has taken the key', async () => {
    const account = await registered();
    const refused = (value: string) =>
      warnOnce(account, { slot: 'spot', version: 'first', of: 'refused', value, message: value });
    await refused('KEY_REFUSED');
    await refused('KEY_REFUSED');
    await refused('PERMISSION_DENIED');
    await forgetRefusal(account, 'spot', 'first');
    await refused('PERMISSION_DENIED');
    await warnOnce(account, { slot: 'spot', version: 'replaced', of: 'end', value: '1', message: 'late' });
    expect(await told(account)).toEqual(
      ['KEY_REFUSED', 'PERMISSION_DENIED', 'PERMISSION_DENIED'].map((code) => `key_warning: ${code}`),
    );
  });
});
