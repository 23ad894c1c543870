import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { type CallContext, newCall } from '../../../lib/aws/call-context.ts';
import { errorsOf } from '../../../lib/contract/operation-errors.ts';
import { routes } from '../../../lib/contract/routes.ts';
import { type ErrorCode, OemsError, statusByCode } from '../../../lib/errors.ts';
import { answerOf, errorAnswer, reply } from '../../../lib/http/answer.ts';

const acme = { tenant: 'acme', decimals: 'number', errors: errorsOf('getBalance') } as const;
let lines: string[] = [];
let call: CallContext;

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  call = newCall('request-1', 'get-balance', Date.now() + 60_000);
});

afterEach(() => {
  vi.restoreAllMocks();
});

function bodyOf(error: unknown): Record<string, unknown> {
  return JSON.parse(errorAnswer(error, call, acme).body ?? '');
}

describe('a success', () => {
  const balances = {
    exchange: 'kraken',
    exchange_account_id: 'main',
    market_type: 'spot',
    balances: [{ asset: 'USD', free: '1', used: '0', total: '1', ciphertext: 'x' }],
    other_wallets: [{ wallet: 'cash', account: null, asset: 'USD', free: '2', used: '0', total: '2', secret: 'x' }],
    count: 1,
    secret: 'x',
  };

  it('leaves without any field its route has not declared, at any depth', () => {
    const answer = answerOf(routes.getBalance, reply(200, 'Balances', balances), call, acme);
    expect(answer.body).toBe(
      '{"isError":false,"statusCode":200,"message":"Balances","data":{"exchange":"kraken","exchange_account_id":"main",' +
        '"market_type":"spot","balances":[{"asset":"USD","free":1,"used":0,"total":1}],' +
        '"other_wallets":[{"wallet":"cash","account":null,"asset":"USD","free":2,"used":0,"total":2}],"count":1}}',
    );
  });

  it('that does not fit its schema does not leave at all', () => {
    const answer = () =>
      answerOf(routes.getBalance, reply(200, 'Balances', { ...balances, count: 'many' }), call, acme);
    expect(answer).toThrow(z.ZodError);
  });

  it('is stripped without generated code the first time, and with generated code from then on', () => {
    const generated: string[] = [];
    vi.stubGlobal('Function', function generate(...parts: string[]) {
      generated.push(parts.at(-1) ?? '');
      return Reflect.construct(Object.getPrototypeOf(generate).constructor, parts);
    });
    const schema = z.object({ count: z.number() });
    const route = { ...routes.getBalance, response: () => schema };
    const bodies = [1, 2].map((count) => {
      const { body } = answerOf(route, reply(200, 'Rows', { count, secret: 'x' }), call, acme);
      return {
        data: JSON.parse(body ?? '').data,
        generated: generated.filter((text) => text.includes('payload')).length,
      };
    });
    vi.unstubAllGlobals();
    expect(bodies).toEqual([
      { data: { count: 1 }, generated: 0 },
      { data: { count: 2 }, generated: 1 },
    ]);
  });

  it('of a text route is the text itself, under its own type and headers', () => {
    const text = 'time,label\r\n1,"a ""b"""\r\n';
    const answer = answerOf(routes.exportPnl, reply(200, 'The rows', text, { 'x-next-cursor': '1' }), call, acme);
    expect(answer).toEqual({
      statusCode: 200,
      headers: {
        ...{ 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'no-store', 'x-next-cursor': '1' },
        ...{ 'x-content-type-options': 'nosniff', 'strict-transport-security': 'max-age=31536000' },
      },
      body: text,
    });
  });

  it('without a verdict says when to ask again', () => {
    expect(answerOf(routes.getBalance, reply(202, 'Later', balances), call, acme).headers).toMatchObject({
      'retry-after': '5',
    });
    expect(answerOf(routes.getBalance, reply(200, 'Now', balances), call, acme).headers).not.toHaveProperty(
      'retry-after',
    );
  });

  it('may not be kept by any cache', () => {
    const { headers } = answerOf(routes.getHealth, reply(200, 'OK', { status: 'ok' }), call, { ...acme, tenant: '' });
    expect(headers).toMatchObject({
      ...{ 'cache-control': 'no-store', 'content-type': 'application/json' },
      ...{ 'x-content-type-options': 'nosniff', 'strict-transport-security': 'max-age=31536000' },
    });
  });
});

describe('an error', () => {
  it.each(Object.entries(statusByCode))('%s has status %d in the HTTP answer and in the envelope', (code, status) => {
    const answer = errorAnswer(new OemsError(code as ErrorCode, 'why'), call, acme);
    expect(answer.statusCode).toBe(status);
    expect(JSON.parse(answer.body ?? '')).toEqual({
      isError: true,
      statusCode: status,
      code,
      message: 'why',
      requestId: 'request-1',
    });
  });

  it("names bad fields and the exchange's own code", () => {
    const details = [
      { field: 'price', message: 'no' },
      { message: 'answer of Kraken', exchangeCode: 'EOrder:X' },
    ];
    expect(bodyOf(new OemsError('INVALID_ORDER', 'why', { details })).details).toEqual([
      { field: 'price', message: 'no' },
      { message: 'answer of Kraken', exchange_code: 'EOrder:X' },
    ]);
  });

  it('tells when to come again', () => {
    const answer = errorAnswer(new OemsError('RATE_LIMITED', 'slow', { retryAfterSeconds: 7 }), call, acme);
    expect(answer.headers).toMatchObject({ 'retry-after': '7' });
  });

  it.each([
    ['RATE_LIMITED', '5'],
    ['EXCHANGE_UNAVAILABLE', '5'],
    ['IN_PROGRESS', undefined],
    ['NOT_FOUND', undefined],
  ] as const)('%s without a time says %s: what is to be repeated always has a time', (code, seconds) => {
    expect(errorAnswer(new OemsError(code, 'why'), call, acme).headers?.['retry-after']).toBe(seconds);
  });

  it('never bears a live secret of its call, in whatever form', () => {
    const secret = 'se"cr/et+=value';
    call.secrets.add(secret);
    const message = `quoted ${secret} and ${encodeURIComponent(secret)}`;
    const { body } = errorAnswer(new OemsError('ORDER_REJECTED', message), call, acme);
    expect(JSON.parse(body ?? '').message).toBe('quoted [redacted] and [redacted]');
  });
});

describe('an unexpected error', () => {
  const secretive = [
    new Error('POST https://api.kraken.com?signature=abc failed\n    with API-Sign: abc'),
    Object.assign(new Error('abc'), { name: 'AxiosError', config: { headers: { Authorization: 'abc' } } }),
    'abc',
    { message: 'abc' },
    null,
    undefined,
  ];

  it.each(secretive.map((error) => [error]))('%s shows the client nothing but the request id', (error) => {
    expect(bodyOf(error)).toEqual({
      isError: true,
      statusCode: 500,
      code: 'INTERNAL',
      message: 'internal error; quote the requestId when reporting it',
      requestId: 'request-1',
    });
    expect(lines.join()).not.toContain('abc');
  });

  it('is logged with its class and its place', () => {
    bodyOf(new TypeError('abc\nmore abc'));
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'ERROR',
      message: 'unexpected error',
      error: expect.stringMatching(/^TypeError at .*answer\.test\.ts/),
      requestId: 'request-1',
    });
  });

  it('that is an answer not fitting its schema is logged by the place of the misfit, not by its value', () => {
    const { error } = routes.getHealth.response().safeParse({ status: 'abc' });
    bodyOf(error);
    expect(JSON.parse(lines[0] ?? '').error).toBe('data does not fit its schema at status');
    expect(lines.join()).not.toContain('abc');
  });

  it('after the deadline is a timeout', () => {
    call = newCall('request-1', 'get-balance', Date.now() - 1);
    expect(bodyOf(new Error('abc'))).toMatchObject({ statusCode: 504, code: 'EXCHANGE_TIMEOUT' });
    const { statusCode } = errorAnswer(new Error('abc'), call, { ...acme, errors: errorsOf('listExchangeAccounts') });
    expect(statusCode, 'of an operation that asks no exchange').toBe(500);
  });
});
