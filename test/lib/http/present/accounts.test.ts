import { describe, expect, it } from 'vitest';
import type { Account, SealedCredential } from '../../../../lib/accounts/account.ts';
import { presentAccount } from '../../../../lib/http/present/accounts.ts';
import type { NonceScale } from '../../../../lib/nonce/nonce-scale.ts';

const tradingPermissions = [
  'query-funds',
  'query-open-trades',
  'query-closed-trades',
  'query-ledger',
  'modify-trades',
  'close-trades',
];
const credential: SealedCredential = {
  ciphertext: new Uint8Array([1, 2, 3]),
  version: 'v1',
  keyHint: 'abcd',
  verification: 'verified',
  permissions: tradingPermissions,
  canWithdraw: false,
  nonceWindow: '10000',
  setAt: Date.UTC(2026, 5, 26),
};
function accountWith(spot: Partial<SealedCredential>, scale: NonceScale = 'ms'): Account {
  return {
    tenant: 'acme',
    accountId: 'main',
    registrationId: 'r1',
    exchange: 'kraken',
    tradingState: 'ACTIVE',
    credentials: { spot: { ...credential, ...spot } },
    nonceScales: { spot: scale },
    leverages: {},
    createdAt: Date.UTC(2026, 5, 25),
  };
}
function warningsOf(spot: Partial<SealedCredential>, scale?: NonceScale): string[] {
  return presentAccount(accountWith(spot, scale)).credentials.spot.warnings;
}

describe('an account on the wire', () => {
  it('shows facts about a key, and neither the key nor the tenant nor the counters', () => {
    const wire = presentAccount(accountWith({}));
    expect(wire).toEqual({
      exchange_account_id: 'main',
      exchange: 'kraken',
      trading_state: 'ACTIVE',
      credentials: {
        spot: {
          configured: true,
          key_hint: 'abcd',
          version: 'v1',
          verification: 'verified',
          permissions: tradingPermissions,
          nonce_scale: 'ms',
          nonce_window: '10000',
          expires_at: null,
          shared_with: null,
          warnings: [],
          set_at: '2026-06-26T00:00:00.000Z',
        },
        swap: expect.objectContaining({ configured: false, key_hint: null, version: null, warnings: [], set_at: null }),
      },
      created_at: '2026-06-25T00:00:00.000Z',
    });
  });
});

describe('the warning about a nonce window', () => {
  it.each([
    ['ms', '0', '10000'],
    ['ms', '9999', '10000'],
    ['us', '10000', '10000000'],
    ['us', '9999999', '10000000'],
    ['ns', '10000000', '10000000000'],
  ] as const)('a %s key with window %s is told to set %s', (scale, nonceWindow, needed) => {
    expect(warningsOf({ nonceWindow }, scale)).toContainEqual(expect.stringContaining(`set Nonce Window = ${needed} `));
  });

  it.each([
    ['ms', '10000'],
    ['us', '10000000'],
    ['ns', '10000000000'],
    ['ms', null],
  ] as const)('a %s key with window %s is not', (scale, nonceWindow) => {
    expect(warningsOf({ nonceWindow }, scale).filter((text) => text.includes('window'))).toEqual([]);
  });
});

describe('other warnings', () => {
  it.each([
    [{ verification: 'pending' }, 'not verified yet'],
    [{ canWithdraw: true }, 'can withdraw'],
  ] as const)('%j', (spot, text) => {
    expect(warningsOf(spot)).toEqual([expect.stringContaining(text)]);
  });

  it('a key in a finer scale binds every program on it', () => {
    expect(warningsOf({ nonceWindow: null }, 'us')).toEqual([expect.stringContaining('used us nonces')]);
  });
});

describe('a missing permission of a spot key', () => {
  it.each([
    ['query-funds', 'balances are not shown'],
    ['query-open-trades', 'open orders are not shown'],
    ['query-closed-trades', 'answer was lost can never be settled'],
    ['query-ledger', 'the ledger and the PnL summary stay empty'],
    ['modify-trades', 'orders cannot be placed'],
  ])('%s: the warning names what does not work', (missing, text) => {
    const permissions = tradingPermissions.filter((name) => name !== missing);
    expect(warningsOf({ permissions })).toEqual([expect.stringContaining(text)]);
  });

  it('permissions that the exchange did not tell are not said to be missing', () => {
    expect(warningsOf({ permissions: null })).toEqual([]);
  });

  it('either permission lets a key cancel', () => {
    const permissions = tradingPermissions.filter((name) => name !== 'close-trades');
    expect(warningsOf({ permissions })).toEqual([]);
  });
});

describe('the end of a key', () => {
  const day = 24 * 3_600_000;
  const ending = (expiresAt: number) => ({ times: { readsFrom: null, readsUntil: null, expiresAt } });

  it('is shown, and told within fourteen days', () => {
    const expiresAt = Date.now() + 13 * day;
    expect(warningsOf(ending(expiresAt))).toEqual([expect.stringContaining('set a new key before')]);
    expect(presentAccount(accountWith(ending(expiresAt))).credentials.spot.expires_at).toBe(
      new Date(expiresAt).toISOString(),
    );
  });

  it('is no warning while it is far, and another one when it has come', () => {
    expect(warningsOf(ending(Date.now() + 15 * day))).toEqual([]);
    expect(warningsOf(ending(Date.now() - 1))).toEqual([expect.stringContaining('the key ended at')]);
  });

  it('limits that the exchange did not tell are a warning', () => {
    expect(warningsOf({ times: null })).toEqual([expect.stringContaining('has not told the time limits')]);
  });
});
