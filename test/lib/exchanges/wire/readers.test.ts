import { describe, expect, it } from 'vitest';
import {
  decimalAsSent,
  epochMs,
  isoMs,
  optionalText,
  positive,
  records,
  requiredDecimal,
  requiredList,
  requiredRecord,
  requiredText,
  secondsMs,
} from '../../../../lib/exchanges/wire/readers.ts';
import { MalformedResponse } from '../../../../lib/exchanges/wire/refusals.ts';

const title = 'X';

describe('fields that must be there', () => {
  it.each([undefined, null, 'text', [], {}, { a: null }, { a: 'text' }, { a: [] }])(
    'a record missing in %j is malformed, and never an empty record',
    (value) => {
      expect(() => requiredRecord(title, value, 'a')).toThrow(MalformedResponse);
    },
  );

  it.each([undefined, null, {}, { a: null }, { a: {} }, { a: 'text' }, { a: 1 }])(
    'a list of records missing in %j is malformed, and never an empty list',
    (value) => {
      expect(() => requiredList(title, value, 'a')).toThrow(MalformedResponse);
    },
  );

  it.each([{}, { a: '' }, { a: null }, { a: {} }])('a text missing in %j is malformed', (value) => {
    expect(() => requiredText(title, value, 'a')).toThrow(MalformedResponse);
    expect(() => requiredDecimal(title, value, 'a')).toThrow(MalformedResponse);
    expect(() => decimalAsSent(title, value, 'a')).toThrow(MalformedResponse);
  });

  it.each(['1,5', '0x10', 'NaN', 'Infinity', '--1', '1.', 'ten'])('%j is malformed as a decimal', (text) => {
    expect(() => decimalAsSent(title, { a: text }, 'a')).toThrow(MalformedResponse);
  });

  it('an entry that is no record is a row of which nothing can be read, and is not left out: the gap would read as absence', () => {
    expect(records({ a: { b: 1 }, b: 'text', c: null })).toEqual([
      ['a', { b: 1 }],
      ['b', {}],
      ['c', {}],
    ]);
    expect(requiredList(title, { a: [{ b: 1 }, 'text', null, []] }, 'a')).toEqual([{ b: 1 }, {}, {}, {}]);
  });

  it('records, lists, texts and decimals that are there are read as they are', () => {
    expect(requiredRecord(title, { a: { b: 1 } }, 'a')).toEqual({ b: 1 });
    expect(requiredList(title, { a: [{ b: 1 }] }, 'a')).toEqual([{ b: 1 }]);
    expect(requiredText(title, { a: 'text' }, 'a')).toBe('text');
    expect(requiredDecimal(title, { a: '1e-7' }, 'a')).toBe('0.0000001');
    for (const text of ['-1.50', '1e-7', '12345678901234567890.123456789'])
      expect(decimalAsSent(title, { a: text }, 'a')).toBe(text);
  });
});

describe('fields that may be missing', () => {
  it.each([
    ['', null],
    [1, null],
    [undefined, null],
    ['text', 'text'],
  ])('the optional text %j is read as %j', (value, text) => {
    expect(optionalText(value)).toBe(text);
  });

  it.each([
    ['0', null],
    ['-1', null],
    ['', null],
    [null, null],
    ['0.10', '0.1'],
    ['1e-9', '0.000000001'],
  ])('the price %j is read as %j: zero means that there is no price', (value, text) => {
    expect(positive(value)).toBe(text);
  });

  it.each([
    ['2026-05-20T10:30:00.000Z', 1_779_273_000_000],
    ['2019-08-24T14:15:22Z', 1_566_656_122_000],
    ['yesterday', null],
    ['-1', null],
    ['garbage 5', null],
    ['1970-01-01T00:00:00.000Z', null],
    [1_779_273_000, null],
  ])('the ISO time %j is read as %j ms', (value, ms) => {
    expect(isoMs(value)).toBe(ms);
  });

  it.each([
    [1_779_273_000.1239, 1_779_273_000_123],
    ['1779273000.5', 1_779_273_000_500],
    [null, null],
    ['0', null],
    [-1, null],
    ['1e300', null],
  ])('the epoch seconds %j are read as %j ms: the year 1970 means that there is no time', (value, ms) => {
    expect(secondsMs(value)).toBe(ms);
  });

  it.each([
    ['1779273000123', 1_779_273_000_123],
    [1_779_273_000_123.9, 1_779_273_000_123],
    ['0', null],
    ['-1', null],
    ['1e300', null],
    [true, null],
  ])('the epoch milliseconds %j are read as %j ms', (value, ms) => {
    expect(epochMs(value)).toBe(ms);
  });
});
