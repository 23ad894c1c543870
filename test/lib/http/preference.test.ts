import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newCall } from '../../../lib/aws/call-context.ts';
import { errorsOf } from '../../../lib/contract/operation-errors.ts';
import { routes } from '../../../lib/contract/routes.ts';
import { OemsError } from '../../../lib/errors.ts';
import { answerOf, errorAnswer, refusalWith, reply } from '../../../lib/http/answer.ts';
import { type Decimals, decimalsOf } from '../../../lib/http/preference.ts';

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  return () => vi.restoreAllMocks();
});

function asked(prefer: string | undefined): Decimals {
  return decimalsOf({ headers: prefer === undefined ? {} : { prefer } } as unknown as Event);
}

describe('the preference for decimals', () => {
  it.each([
    'decimals=string',
    'Decimals=string',
    'decimals="string"',
    ' decimals = string ',
    'respond-async, decimals=string',
    'respond-async,decimals=string; foo="a,b", wait=100',
    'return=minimal; note="decimals=number, x", decimals=string',
    'wait="a\\"b, decimals=number", decimals=string',
    'decimals=string, decimals=number',
  ])('is asked for by %s', (header) => {
    expect(asked(header)).toBe('string');
  });

  it.each([
    undefined,
    '',
    'decimals',
    'decimals=',
    'decimals=number',
    'decimals=STRING',
    'decimals=strings',
    'x-decimals=string',
    'decimals=number, decimals=string',
    'return=minimal; decimals=string',
    'note="decimals=string"',
    'note="a, decimals=string"',
    ',,,',
    '"',
  ])('is not asked for by %s', (header) => {
    expect(asked(header)).toBe('number');
  });
});

const caller = { tenant: 'acme', decimals: 'number', errors: errorsOf('getBalance') } as const;
const call = newCall('request-1', 'get-order', Date.now() + 60_000);
const balances = {
  exchange: 'kraken',
  exchange_account_id: 'main',
  market_type: 'spot',
  balances: [{ asset: 'XBT', free: '0.000000617283950617283951', used: '0', total: '-123456789012345678.5' }],
  other_wallets: [],
  count: 1,
};

describe('an answer whose decimals are', () => {
  it('texts has every digit in quotes, and counts as numbers', () => {
    const answer = answerOf(routes.getBalance, reply(200, 'Balances', balances), call, {
      ...caller,
      decimals: 'string',
    });
    expect(answer.body).toContain(
      '{"asset":"XBT","free":"0.000000617283950617283951","used":"0","total":"-123456789012345678.5"}',
    );
    expect(answer.body).toContain('"count":1}');
    expect(answer.headers).toMatchObject({ vary: 'Prefer', 'preference-applied': 'decimals=string' });
  });

  it('numbers has the same digits without quotes, and says that the preference matters', () => {
    const answer = answerOf(routes.getBalance, reply(200, 'Balances', balances), call, {
      ...caller,
    });
    expect(answer.body).toContain('"free":0.000000617283950617283951,"used":0,"total":-123456789012345678.5}');
    expect(answer.headers).toMatchObject({ vary: 'Prefer' });
    expect(answer.headers).not.toHaveProperty('preference-applied');
  });

  it.each([
    ['error', refusalWith(new OemsError('NOT_PLACED', 'why'), balances), 409],
    ['202', reply(202, 'Later', balances), 202],
  ])('texts are texts in an %s too', (_title, told, status) => {
    const answer = answerOf(routes.getBalance, told, call, { ...caller, decimals: 'string' });
    expect(answer.statusCode).toBe(status);
    expect(JSON.parse(answer.body ?? '').data.balances[0].total).toBe('-123456789012345678.5');
    expect(answer.headers).toMatchObject({ 'preference-applied': 'decimals=string' });
  });

  it('texts says so in an error without decimals as well', () => {
    const { headers } = errorAnswer(new OemsError('NOT_FOUND', 'no'), call, { ...caller, decimals: 'string' });
    expect(headers).toMatchObject({ vary: 'Prefer', 'preference-applied': 'decimals=string' });
  });

  it('in a text of its own keeps the form of the text: nothing was applied', () => {
    const { headers } = answerOf(routes.exportPnl, reply(200, 'The rows', 'a,1\r\n'), call, {
      ...caller,
      decimals: 'string',
    });
    expect(headers).not.toHaveProperty('preference-applied');
  });
});
