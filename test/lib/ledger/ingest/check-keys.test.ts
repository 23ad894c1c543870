import { describe, expect, it } from 'vitest';
import type { FailedChecks, SealedCredential } from '../../../../lib/accounts/account.ts';
import { type ErrorCode, OemsError } from '../../../../lib/errors.ts';
import { dueAt, failureAfter, mostRefusals, warningsOf } from '../../../../lib/ledger/ingest/check-keys.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 5, 1);
const key: SealedCredential = {
  ...{ ciphertext: new Uint8Array([1]), version: 'v1', keyHint: 'abcd', verification: 'verified' },
  ...{ permissions: null, canWithdraw: null, nonceWindow: null, setAt: now },
};
const never = { ...key, verification: 'skipped' } as const;

/** Failures one after the other, `everyMs` apart, with what each of them tells the owner. */
function failing(start: SealedCredential, codes: readonly ErrorCode[], everyMs: number) {
  const told: string[] = [];
  let failed: FailedChecks | undefined;
  codes.forEach((code, index) => {
    const before = { ...start, ...(failed === undefined ? {} : { failedChecks: failed }) };
    failed = failureAfter(failed, new OemsError(code, 'no'), now + index * everyMs);
    told.push(...warningsOf('spot', before, failed));
  });
  return { told, key: { ...start, ...(failed === undefined ? {} : { failedChecks: failed }) } };
}

describe('the next check of a key', () => {
  it('is due a day after the last one, and never later', () => {
    for (const version of ['a', 'b', 'c', 'd']) {
      const at = dueAt({ ...key, version, checkedAt: now });
      expect(at).toBeGreaterThan(now + day - 2 * hour - 1);
      expect(at).toBeLessThanOrEqual(now + day);
    }
  });

  it('of a key of an earlier release is due a day after the key was set', () => {
    expect(dueAt(key)).toBeLessThanOrEqual(now + day);
  });

  it('is due at once for a key that was never checked', () => {
    expect(dueAt(never)).toBe(0);
    expect(dueAt({ ...key, verification: 'pending' })).toBe(0);
  });

  it('is never due for a key that was refused three times and never accepted', () => {
    expect(mostRefusals).toBe(3);
    expect(dueAt(failing(never, ['KEY_REFUSED', 'KEY_REFUSED'], hour).key)).toBeLessThan(now + day);
    expect(dueAt(failing(never, ['KEY_REFUSED', 'PERMISSION_DENIED', 'KEY_REFUSED'], hour).key)).toBe(Infinity);
  });

  it.each<[string, SealedCredential, ErrorCode]>([
    ['an exchange that is away', never, 'EXCHANGE_UNAVAILABLE'],
    ['a key that was good once', key, 'KEY_REFUSED'],
  ])('comes again for %s, however often it fails', (_title, start, code) => {
    const { key: failed } = failing(start, Array<ErrorCode>(40).fill(code), 6 * hour);
    expect(dueAt(failed)).toBeLessThan(now + 40 * 6 * hour + day);
  });
});

describe('the owner is told', () => {
  it('once that a key is refused for a day', () => {
    const { told } = failing(key, Array<ErrorCode>(12).fill('KEY_REFUSED'), 6 * hour);
    expect(told).toEqual([expect.stringContaining('has refused the spot key for a day')]);
  });

  it('that a key was given up which the exchange has never accepted', () => {
    const { told } = failing(never, Array<ErrorCode>(3).fill('KEY_REFUSED'), hour);
    expect(told).toEqual([expect.stringContaining('refused the spot key 3 times and never accepted it')]);
  });

  it('nothing while the exchange is away', () => {
    expect(failing(key, Array<ErrorCode>(20).fill('EXCHANGE_TIMEOUT'), 6 * hour).told).toEqual([]);
  });
});
