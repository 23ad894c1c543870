import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../lib/contract/route.ts';
import { routes } from '../../lib/contract/routes.ts';
import { statusByCode } from '../../lib/errors.ts';
import * as cases from './fixture-abuse.ts';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('owner');
  const params = paramsOf(await oems.mintSpot(), await oems.mintFutures());
  const registration = { exchange_account_id: 'mine', exchange: 'kraken', params };
  expect((await client.call('registerExchangeAccount', registration)).status).toBe(200);
}, 60_000);

afterAll(() => oems?.close());

function sendAbuse({ operation, fields = {}, body, query }: cases.Abuse): Promise<Answer> {
  const { method, path }: Route = routes[operation];
  if (query !== undefined) return client.send(method, `${path}?${query}`);
  return body === undefined ? client.call(operation, fields) : client.send(method, path, body);
}

describe.each(Object.entries(cases))('%s', (_group, group) => {
  it.each(group.map((abuse) => [abuse.title, abuse] as const))(
    '%s is refused, and the answer names the field',
    async (_title, abuse) => {
      const arrived = oems.arrived.length;
      const { status, body } = await sendAbuse(abuse);
      expect(body).toMatchObject({ isError: true, code: abuse.code, statusCode: statusByCode[abuse.code] });
      expect(status).toBe(body.statusCode);
      expect(body.details?.map(({ field }) => field)).toContain(abuse.field);
      expect(body.requestId).toMatch(/\S/);
      expect(oems.arrived.length, 'requests that reached the exchange').toBe(arrived);
    },
  );
});

describe('after all of it', () => {
  it('refused requests leave the account as it was, and register nothing', async () => {
    const { data } = (await client.call('listExchangeAccounts')).body;
    expect(data).toMatchObject({
      count: 1,
      accounts: [{ exchange_account_id: 'mine', trading_state: 'ACTIVE', credentials: { spot: { configured: true } } }],
    });
  });

  it('no refused request made a function log an unexpected error', () => {
    expect(oems.lines.filter((line) => /unexpected error|ERROR/.test(line))).toEqual([]);
  });
});
