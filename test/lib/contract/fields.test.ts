import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  accountId,
  asset,
  positiveDecimal,
  queryTime,
  symbol,
  wireNumber,
  wireNumberOrNull,
} from '../../../lib/contract/fields.ts';

describe('a number on the wire', () => {
  it('is the exact decimal, digit for digit, as a JSON number', () => {
    const decimal = fc.stringMatching(/^-?(0|[1-9][0-9]{0,25})(\.[0-9]{0,25}[1-9])?$/).filter((text) => text !== '-0');
    fc.assert(
      fc.property(decimal, (text) => {
        const json = JSON.stringify({ n: z.object({ n: wireNumber() }).parse({ n: text }).n });
        expect(json).toBe(`{"n":${text}}`);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['0.1000000000000000055', '0.1000000000000000055'],
    ['1e-8', '0.00000001'],
    ['100.00', '100'],
    ['123456789.123456789123456789', '123456789.123456789123456789'],
  ])('%s leaves as %s', (text, json) => {
    expect(JSON.stringify(wireNumber().parse(text))).toBe(json);
  });

  it.each(['', 'NaN2', '1,5', 'abc'])('%j is never written: the answer fails instead', (text) => {
    expect(() => wireNumber().parse(text)).toThrow();
  });

  it.each(['NaN', 'Infinity', '-Infinity'])('%s is never written: JSON has no such number', (text) => {
    expect(() => JSON.stringify(wireNumber().parse(text))).toThrow();
  });

  it('may be null only where that is declared', () => {
    expect(wireNumberOrNull().parse(null)).toBe(null);
    expect(() => wireNumber().parse(null)).toThrow();
  });
});

describe('an asset code', () => {
  it.each(['USD', 'ETH.F', 'AAPLx', 'AAPLX'])('%s is one, as balances show it', (code) => {
    expect(asset().parse(code)).toBe(code);
  });

  it.each(['usd', 'AAPLxx', 'x', 'AAPLx.M', ''])('%j is none', (code) => {
    expect(() => asset().parse(code)).toThrow('asset code');
  });
});

describe('a positive amount', () => {
  const amount = positiveDecimal('');

  it('becomes canonical text of the same value', () => {
    const text = fc.stringMatching(/^[0-9]{1,18}(\.[0-9]{1,18})?$/).filter((value) => !new Decimal(value).isZero());
    fc.assert(
      fc.property(text, (value) => {
        const parsed = amount.parse(value);
        expect(new Decimal(parsed).eq(value)).toBe(true);
        expect(parsed).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('equals the float exactly', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), (value) => {
        const { data } = amount.safeParse(value);
        if (data !== undefined) expect(Number(data)).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([0, -0, -1, 1e21, Number.NaN, Number.POSITIVE_INFINITY, '1e3', '+1', ' 1', '１', '0x1', '1_000', ''])(
    '%j is refused',
    (value) => {
      expect(amount.safeParse(value).success).toBe(false);
    },
  );
});

describe('names', () => {
  it.each(['main', 'A-b_9', 'x'.repeat(64)])('%s is an account id', (id) => {
    expect(accountId().safeParse(id).success).toBe(true);
  });

  it.each(['', 'a b', 'a#b', 'a/b', 'ä', 'a\n', 'x'.repeat(65)])('%j is none', (id) => {
    expect(accountId().safeParse(id).success).toBe(false);
  });

  it.each(['BTC/USD', 'BTC/USD:USD', 'BTC/USD:USD-260626', '1INCH/USD', 'XBT.M/USD', 'AAPLx/USD'])(
    '%s is a symbol',
    (text) => {
      expect(symbol().safeParse(text).success).toBe(true);
    },
  );

  it.each([
    'BTC',
    'BTC/',
    '/USD',
    'btc/usd',
    'BTCx/usd',
    'AAPLxx/USD',
    'BTC/USD:',
    'BTC/USD:USD-',
    'BTC/USD\n',
    'BTC/USD/EUR',
  ])('%j is none', (text) => {
    expect(symbol().safeParse(text).success).toBe(false);
  });
});

describe('a time', () => {
  it.each([
    ['2026-06-26', Date.UTC(2026, 5, 26)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2026-06-26T08:00:00Z', Date.UTC(2026, 5, 26, 8)],
    ['2026-06-26T08:00:00.5+02:00', Date.UTC(2026, 5, 26, 6, 0, 0, 500)],
    ['1782460800000', 1782460800000],
  ])('%s is %d', (text, ms) => {
    expect(queryTime().parse(text)).toBe(ms);
  });

  it.each(['2026', '2026-02-30T99:00:00Z', '26.06.2026', 'now', '2026-06-26T08:00:00', '1782460800'])(
    '%j is none',
    (text) => {
      expect(queryTime().safeParse(text).success).toBe(false);
    },
  );

  it.each(['2026-02-30', '2026-11-31', '2025-02-29T08:00:00Z', '2026-04-31T23:00:00-05:00'])(
    '%j is none: the day is not in the calendar',
    (text) => {
      const { error } = queryTime().safeParse(text);
      expect(error?.issues[0]?.message).toBe(`${text.slice(0, 10)} is not a day of the calendar`);
    },
  );
});

it.each(['70,000', '0,5', '1,000.5'])('a price of %s is refused with the way to write a decimal', (text) => {
  const [issue] = positiveDecimal('').safeParse(text).error?.issues ?? [];
  expect(issue?.message).toBe('must be a decimal number without thousands separators; use a point before the decimals');
});
