import { describe, expect, it } from 'vitest';
import type { Account, SealedCredential } from '../../../../lib/accounts/account.ts';
import { presentAccount } from '../../../../lib/http/present/accounts.ts';
import type { NonceScale } from '../../../../lib/nonce/nonce-scale.ts';

const credential: SealedCredential = {
  ciphertext: new Uint8Array([1, 2, 3]),
  version: 'v1',
  keyHint: 'abcd',
  verification: 'verified',
  permissions: ['query-funds'],
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
          permissions: ['query-funds'],
          nonce_scale: 'ms',
          nonce_window: '10000',
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
