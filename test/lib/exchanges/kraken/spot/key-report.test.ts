import { describe, expect, it } from 'vitest';
import { keyReportOf } from '../../../../../lib/exchanges/kraken/spot/key-check.ts';
import { readsAll, unlimitedTimes } from '../../../../../lib/exchanges/model/key-report.ts';

/** Both spellings of GetApiKeyInfo: the documentation's, and that of two clients. */
const spellings = {
  camel: ['queryFrom', 'queryTo', 'validUntil'],
  snake: ['query_from', 'query_to', 'valid_until'],
} as const;

function timesIn(names: readonly string[], values: readonly unknown[]) {
  const fields = names.map((name, index) => [name, values[index]]);
  return keyReportOf({ error: [], result: { permissions: [], ...Object.fromEntries(fields) } }).times;
}

describe.each(Object.entries(spellings))('the limits of a spot key in %s case', (_case, names) => {
  it('0 is no limit', () => {
    expect(timesIn(names, ['0', '0', '0'])).toEqual(unlimitedTimes);
    expect(timesIn(names, [0, 0, 0])).toEqual(unlimitedTimes);
  });

  it('seconds become milliseconds', () => {
    expect(timesIn(names, ['1700000000', '1800000000', '1900000000'])).toEqual({
      readsFrom: 1_700_000_000_000,
      readsUntil: 1_800_000_000_000,
      expiresAt: 1_900_000_000_000,
    });
  });

  it.each([[['0', undefined, '0']], [[null, '0', '0']], [['soon', '0', '0']], [['0', '0', '-5']]])(
    'limits of which one is missing or cannot be read are not known: %j',
    (values) => {
      expect(timesIn(names, values)).toBeNull();
    },
  );
});

it.each(['soon', '1e', {}, '', -1, '1.5', null, []])(
  'a nonce and a nonce window of %j are not known, and the report stands',
  (odd) => {
    const result = { permissions: ['query-funds'], nonce: odd, nonce_window: odd };
    expect(keyReportOf({ error: [], result })).toMatchObject({
      permissions: ['query-funds'],
      nonce: null,
      nonceWindow: null,
    });
  },
);

it.each([null, 'query-funds', {}, [null], [7], [''], ['query-funds', {}]])(
  'rights told as %j are not known, and the key may withdraw',
  (permissions) => {
    const report = keyReportOf({ error: [], result: { permissions, nonce: '1' } });
    expect(report).toMatchObject({ permissions: null, canWithdraw: null });
  },
);

describe('a key that reads everything since a moment', () => {
  const now = 1_800_000_000_000;
  it.each([
    [{}, true],
    [{ readsFrom: now - 5000 }, true],
    [{ readsFrom: now - 999 }, false],
    [{ readsUntil: now - 1 }, false],
    [{ readsUntil: now + 59_999 }, false],
    [{ readsUntil: now + 60_000 }, true],
    [{ expiresAt: now + 1 }, true],
  ])('%j: %s', (limits, reads) => {
    expect(readsAll({ ...unlimitedTimes, ...limits }, now - 1000, now)).toBe(reads);
  });
});

it.each([
  ['withdraw-funds', true],
  ['add-withdraw-address', true],
  ['update-withdraw-address', true],
  ['add-funds', false],
  ['modify-trades', false],
] as const)('a spot key with the permission %s can withdraw: %s', (permission, canWithdraw) => {
  const result = { permissions: ['query-funds', permission] };
  expect(keyReportOf({ error: [], result })).toMatchObject({ canWithdraw });
});
