import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { Route } from '../../../lib/contract/route.ts';
import { routes } from '../../../lib/contract/routes.ts';
import { OemsError } from '../../../lib/errors.ts';
import { duplicateKeys } from '../../../lib/http/duplicate-keys.ts';
import { parseRequest } from '../../../lib/http/parse-request.ts';

function withBody(body: string, isBase64Encoded = false, headers: Event['headers'] = {}) {
  return { body, isBase64Encoded, headers } as Event;
}
function withQuery(queryStringParameters?: Record<string, string>) {
  return { queryStringParameters } as unknown as Event;
}
const order = { exchange_account_id: 'main', symbol: 'BTC/USD', side: 'buy', order_type: 'market', quantity: '1' };

function fields(run: () => unknown): (string | undefined)[] {
  try {
    run();
  } catch (error) {
    if (error instanceof OemsError && error.code === 'INVALID_REQUEST') return error.details.map(({ field }) => field);
    throw error;
  }
  return [];
}
function refusalOf(run: () => unknown): OemsError {
  try {
    run();
  } catch (error) {
    if (error instanceof OemsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
function order_(text: string) {
  return fields(() => parseRequest(routes.createOrder, withBody(text)));
}

describe('the first request of a container', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is checked without generated code', () => {
    const generated: string[] = [];
    vi.stubGlobal('Function', function generate(...parts: string[]) {
      generated.push(parts.at(-1) ?? '');
      return Reflect.construct(Object.getPrototypeOf(generate).constructor, parts);
    });
    const schema = z.strictObject({ quantity: z.string() });
    const route = { ...routes.createOrder, request: () => schema };
    expect(parseRequest(route, withBody('{"quantity":"1"}'))).toEqual({ quantity: '1' });
    expect(generated.filter((text) => text.includes('payload'))).toEqual([]);
    schema.parse({ quantity: '1' });
    expect(generated.filter((text) => text.includes('payload'))).toHaveLength(1);
  });
});

describe('a body', () => {
  it('is read as JSON, also when the gateway hands it over in base64', () => {
    const text = JSON.stringify(order);
    const encoded = withBody(Buffer.from(text).toString('base64'), true);
    expect(parseRequest(routes.createOrder, encoded)).toEqual(parseRequest(routes.createOrder, withBody(text)));
  });

  it.each([
    'text/plain',
    'text/plain; application/json',
    'application/octet-stream',
    'application/x-www-form-urlencoded',
    '',
  ])('of the type "%s" is refused, although the text is JSON', (type) => {
    const typed = withBody(JSON.stringify(order), false, { 'content-type': type });
    expect(fields(() => parseRequest(routes.createOrder, typed))).toEqual(['Content-Type']);
  });

  it.each(['application/json', 'Application/JSON;charset=utf-8', 'application/problem+json', undefined])(
    'of the type %s is read',
    (type) => {
      const typed = withBody(JSON.stringify(order), false, type === undefined ? {} : { 'content-type': type });
      expect(fields(() => parseRequest(routes.createOrder, typed))).toEqual([]);
    },
  );

  it('of 16 KB is read, and with one byte more refused', () => {
    const text = JSON.stringify(order);
    expect(order_(text + ' '.repeat(16 * 1024 - text.length))).toEqual([]);
    expect(order_(text + ' '.repeat(16 * 1024 - text.length + 1))).toEqual(['body']);
  });

  it('is measured in bytes, not in characters', () => {
    expect(order_(JSON.stringify({ ...order, client_order_id: '界'.repeat(5500) }))).toEqual(['body']);
  });

  it('names every bad field at once', () => {
    const wrong = { ...order, side: 'BUY', quantity: -1, symbol: 'btc', extra: 1, another: 2 };
    expect(order_(JSON.stringify(wrong)).sort()).toEqual(['another', 'extra', 'quantity', 'side', 'symbol']);
  });

  it('without a required field is refused by the name of the field', () => {
    const error = (() => {
      try {
        return parseRequest(routes.getBalance, withQuery());
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'exchange_account_id: is required',
      details: [{ field: 'exchange_account_id', message: 'is required' }],
    });
  });

  it('never pollutes a prototype', () => {
    order_(`{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`);
    expect({}).not.toHaveProperty('polluted');
  });

  it('never comes back in the error: neither values nor names as long as a key', () => {
    const secret = 'S'.repeat(88);
    const text = JSON.stringify({ ...order, symbol: secret, [secret]: secret, side: { [secret]: secret } });
    try {
      parseRequest(routes.createOrder, withBody(text));
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify([(error as OemsError).message, (error as OemsError).details])).not.toContain(
        'S'.repeat(20),
      );
    }
  });
});

describe('a key that stands twice', () => {
  const body = JSON.stringify(order);

  it.each([
    ['with two values', body.replace('"1"', '"1","quantity":5'), ['quantity']],
    ['with one value', body.replace('"1"', '"1", "quantity" : "1"'), ['quantity']],
    ['in two spellings', body.replace('"1"', '"1","\\u0071uantity":5'), ['quantity']],
    ['and another key too', body.replace('"1"', '"1","side":"buy","side":"buy","quantity":5'), ['side', 'quantity']],
    ['inside a value', body.replace('"1"', '[{"a":1,"a":2}]'), ['a']],
  ])('%s is refused by its name', (_title, text, names) => {
    expect(order_(text)).toEqual(names);
  });

  it('in two objects, in a text or as a value is no fault', () => {
    const credentials = { exchange_account_id: 'a', params: { apiKey: '"a":1,"a":2', secret: 'apiKey' } };
    const text = JSON.stringify(credentials).replace('{"apiKey"', '{"exchange_account_id":"\\\\","apiKey"');
    expect(parseRequest(routes.setCredentials, withBody(text))).toMatchObject({ params: { secret: 'apiKey' } });
  });

  it('is found in every object that JSON can write, and nothing else is', () => {
    const key = fc.oneof(fc.constantFrom('a', '"', '\\', '{', '":'), fc.string());
    const objects = fc.dictionary(key, fc.oneof(fc.jsonValue(), fc.constant({ a: [{ a: 1 }] })), { minKeys: 1 });
    fc.assert(
      fc.property(objects, fc.nat(), (object, index) => {
        const text = JSON.stringify(object);
        const twice = Object.keys(object)[index % Object.keys(object).length] ?? '';
        expect(duplicateKeys(text)).toEqual([]);
        expect(duplicateKeys(`${text.slice(0, -1)},${JSON.stringify(twice)}:0}`)).toEqual([twice]);
        expect(duplicateKeys(`[${text},${text}]`)).toEqual([]);
      }),
    );
  });

  it('never comes back as long as a secret', () => {
    const long = `"${'S'.repeat(88)}":1,`;
    expect(order_(`{${long}${long}"a":1}`)[0]).toBe('SSSSSSSS...');
  });

  it.each([88, 56, 40, 30, 25])('never comes back as a part of a secret with %i characters', (length) => {
    const part = 'kQH5HW8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXgggg'.slice(
      0,
      length,
    );
    for (const text of [
      `{"${part}":1}`,
      `{"params":{"${part}":{}}}`,
      `{"${part}":1e400}`,
      `{"${part}":1,"${part}":2}`,
    ]) {
      const refusal = refusalOf(() => parseRequest(routes.setCredentials, withBody(text)));
      expect(JSON.stringify([refusal.message, refusal.details])).not.toContain(part.slice(0, 12));
    }
  });
});

describe('numbers', () => {
  const quantityOf = (json: string): unknown => {
    const body = JSON.stringify(order).replace('"1"', json);
    return (parseRequest(routes.createOrder, withBody(body)) as { quantity: string }).quantity;
  };

  it.each([
    ['0.1', '0.1'],
    ['1e-7', '0.0000001'],
    ['1E3', '1000'],
    ['"0.10"', '0.1'],
    ['"007"', '7'],
    ['123456789012345', '123456789012345'],
    ['"123456789012345678.123456789012345678"', '123456789012345678.123456789012345678'],
  ])('%s arrives as %s', (json, text) => {
    expect(quantityOf(json)).toBe(text);
  });

  it('keep every digit the client wrote, or are refused: no digit is ever lost', () => {
    const decimal = fc
      .tuple(fc.nat({ max: 9_999_999 }), fc.stringMatching(/^[0-9]{0,17}[1-9]$/))
      .map(([whole, fraction]) => `${whole}.${fraction}`);
    fc.assert(
      fc.property(decimal, fc.boolean(), (text, quoted) => {
        const json = quoted ? `"${text}"` : text;
        const faults = order_(JSON.stringify(order).replace('"1"', json));
        if (quoted) expect(faults).toEqual([]);
        if (faults.length > 0) expect(faults).toEqual(['quantity']);
        else expect(quantityOf(json)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['0.30000000000000004441', '9007199254740993', '1e400', '-1e400', '1e-400'])(
    '%s, which a float cannot say, is refused by its field',
    (json) => {
      expect(order_(JSON.stringify(order).replace('"1"', json))).toEqual(['quantity']);
    },
  );
});

describe('a field of other order APIs', () => {
  function messageOf(route: Parameters<typeof parseRequest>[0], event: Event): unknown {
    try {
      return parseRequest(route, event);
    } catch (error) {
      return error instanceof OemsError && error.code === 'INVALID_REQUEST' ? error.details.at(-1)?.message : error;
    }
  }

  it.each([
    ['close', 'an order attached to another is not supported; send a stop_loss'],
    ['takeProfitPrice', 'an order attached to another is not supported; send a stop_loss'],
    ['expire_time', 'orders with an expiry (GTD) are not supported; cancel the order'],
    ['expiretm', 'orders with an expiry (GTD) are not supported; cancel the order'],
    ['quote_amount', 'amounts in the quote currency are not supported; send quantity'],
    ['displayvol', 'iceberg orders are not supported; send several'],
    ['cancel_all_after', 'a timer that cancels orders is not supported; set the timer at the exchange'],
    ['leverage', 'an order has no leverage of its own; on futures set the leverage of the pair'],
  ])('%s is refused by name, with the remedy: %s', (field, remedy) => {
    expect(messageOf(routes.createOrder, withBody(JSON.stringify({ ...order, [field]: 1 })))).toContain(
      `unknown field: ${remedy}`,
    );
  });

  it('of a trailing stop is a field of an order, and not of a change', () => {
    const change = {
      exchange_account_id: 'main',
      symbol: 'BTC/USD',
      client_order_id: 'a',
      price: 1,
      trailing_percent: 2,
    };
    const message =
      'unknown field: the distance of a trailing stop cannot be changed; cancel the order and place another order';
    expect(messageOf(routes.amendOrder, withBody(JSON.stringify(change)))).toBe(message);
  });

  it('has no remedy on other routes, nor has a field that nobody knows', () => {
    const query = withQuery({ exchange_account_id: 'main', leverage: '5' });
    expect(messageOf(routes.getBalance, query)).toBe('unknown field');
    for (const name of ['extra', 'constructor', 'toString'])
      expect(messageOf(routes.getOrder, withQuery({ exchange_account_id: 'main', order_id: 'a', [name]: '1' }))).toBe(
        'unknown field',
      );
  });
});

describe('a query', () => {
  it('may be absent', () => {
    expect(parseRequest(routes.getHealth, withQuery())).toEqual({});
  });

  it('of a probe may hold anything: a probe that passes caches by sees a healthy service', () => {
    expect(parseRequest(routes.getHealth, withQuery({ x: '1', _: '17' }))).toEqual({});
  });

  it('parses flags, limits and times, and fills in defaults', () => {
    const query = { exchange_account_id: 'main', from: '2026-06-26', to: '1782518400000', limit: '7' };
    expect(parseRequest(routes.getRealizedPnl, withQuery(query))).toEqual({
      exchange_account_id: 'main',
      from: Date.UTC(2026, 5, 26),
      to: 1782518400000,
      limit: 7,
    });
    expect(parseRequest(routes.getTrades, withQuery({ exchange_account_id: 'main' }))).toMatchObject({ limit: 50 });
    expect(parseRequest(routes.deleteExchangeAccount, withQuery({ exchange_account_id: 'a', purge: 'true' }))).toEqual({
      exchange_account_id: 'a',
      force: false,
      purge: true,
    });
  });

  it('must not end before it begins', () => {
    const query = { exchange_account_id: 'main', from: '2026-06-26', to: '2026-06-26' };
    expect(fields(() => parseRequest(routes.getTrades, withQuery(query)))).toEqual(['to']);
  });
});

describe('a field in the wrong part of the request', () => {
  const both = (route: Route, body: object | null, query: Record<string, string>) =>
    fields(() =>
      parseRequest(route, {
        ...(body === null ? {} : { body: JSON.stringify(body) }),
        ...{ headers: {}, isBase64Encoded: false, queryStringParameters: query },
      } as unknown as Event),
    );
  const main = { exchange_account_id: 'main' };

  it('beside the body of an order is refused: a dry run in the query string would be an order', () => {
    for (const name of ['dry_run', 'dryrun', 'x'])
      expect(both(routes.createOrder, order, { [name]: 'true' })).toEqual([name]);
    expect(both(routes.createOrder, order, {})).toEqual([]);
  });

  it('in the body of a cancellation is refused: without the symbol every order would be canceled', () => {
    expect(both(routes.cancelAllOrders, { symbol: 'BTC/USD' }, main)).toEqual(['symbol']);
    expect(both(routes.deleteExchangeAccount, { purge: true }, main)).toEqual(['purge']);
    expect(both(routes.listOrders, { status: 'open' }, main)).toEqual(['status']);
  });

  it('stops no halt, unless the halt knows the field and was not given the field', () => {
    expect(both(routes.haltTrading, main, { x: '1', ...main })).toEqual([]);
    expect(both(routes.haltTrading, main, { close_positions: 'true' })).toEqual(['close_positions']);
  });

  it('is not seen in a body that repeats the query, in an empty body, or in no JSON', () => {
    expect(both(routes.cancelAllOrders, main, main)).toEqual([]);
    expect(both(routes.listOrders, {}, main)).toEqual([]);
    expect(fields(() => parseRequest(routes.listOrders, { ...withQuery(main), body: 'x=1' } as Event))).toEqual([]);
    expect(both(routes.getHealth, { status: 'x' }, {})).toEqual([]);
  });
});
