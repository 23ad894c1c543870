import { describe, expect, it } from 'vitest';
import { parseExact } from '../../../../lib/exchanges/wire/connection.ts';

describe('parseExact', () => {
  it.each(['0.1', '0.10000000000000000555', '12345678901234567890.123456789', '9007199254740993', '-1e-7', '1E400'])(
    'the JSON number %s keeps every digit that the exchange sent',
    (text) => {
      expect(parseExact(`{"a":[${text}]}`)).toEqual({ a: [text] });
    },
  );

  it('parsing keeps everything but numbers as JSON has them, and invalid JSON is undefined', () => {
    expect(parseExact('{"a":true,"b":null,"c":"1.0","d":{}}')).toEqual({ a: true, b: null, c: '1.0', d: {} });
    for (const text of ['', 'x', '{', '{"a":1}x']) expect(parseExact(text)).toBeUndefined();
  });
});
