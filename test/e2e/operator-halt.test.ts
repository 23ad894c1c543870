import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Refusal } from '../../lib/jobs/direct-call.ts';
import type { OperatorHalts } from '../../lib/jobs/operator-halt.ts';
import { type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

/** An operator halts accounts without a token of their tenant: the function is invoked as rights of AWS allow. */

let oems: Oems;
beforeAll(async () => {
  oems = await startOems({ workers: 2 });
}, 60_000);
afterAll(() => oems?.close());

const operator = 'arn:aws:sts::123456789012:assumed-role/night-shift/ann';
const said = { operator, reason: 'the desk does not answer' };

type Answer = OperatorHalts & Partial<Refusal>;
async function halt(terms: Record<string, unknown>): Promise<Answer> {
  const invocation = await oems.stack.invokeJob('operatorHalt', { ...said, ...terms });
  if (!invocation.ok) throw new Error(invocation.errorMessage);
  return JSON.parse(invocation.payload) as Answer;
}

/** A tenant with accounts, each with a resting order and a position. */
async function desk(tenant: string, ids: readonly string[]): Promise<Client> {
  const client = await oems.client(tenant);
  for (const id of ids) {
    const customer = `${tenant}-${id}`;
    const params = paramsOf(await oems.mintSpot({ customer }), await oems.mintFutures({ customer }));
    const registered = await client.call('registerExchangeAccount', {
      ...{ exchange_account_id: id, exchange: 'kraken', params, allow_withdraw: true },
    });
    expect(registered.status).toBe(200);
    const order = { exchange_account_id: id, symbol: 'BTC/USD', side: 'buy', order_type: 'limit', quantity: 0.001 };
    expect((await client.call('createOrder', { ...order, price: 50_000 })).status).toBe(200);
  }
  return client;
}

async function openOrders(client: Client, id: string): Promise<unknown> {
  const { body } = await client.call('getOpenOrders', { exchange_account_id: id, market_type: 'spot' });
  return body.data?.count;
}
async function stateOf(client: Client, id: string): Promise<unknown> {
  return (await client.call('getExchangeAccount', { exchange_account_id: id })).body.data?.trading_state;
}
async function recordsOf(client: Client): Promise<readonly Record<string, unknown>[]> {
  const { body } = await client.call('listAudit', { operation: 'operatorHalt' });
  return body.data?.records as readonly Record<string, unknown>[];
}

describe("an operator's halt", () => {
  it('of one account stops that account alone, and stands in the trail of the tenant with ARN and reason', async () => {
    const client = await desk('op-one', ['stopped', 'trading']);
    const { halts, next } = await halt({ tenant: 'op-one', account: 'stopped' });
    expect(halts).toMatchObject([
      { tenant: 'op-one', account: 'stopped', complete: true, carried_on: false, reasons: [] },
    ]);
    expect([next, await stateOf(client, 'stopped'), await stateOf(client, 'trading')]).toEqual([
      null,
      'HALTED',
      'ACTIVE',
    ]);
    expect([await openOrders(client, 'stopped'), await openOrders(client, 'trading')]).toEqual([0, 1]);
    expect(await recordsOf(client)).toMatchObject([
      {
        subject: operator,
        exchange_account_id: 'stopped',
        outcome: 'succeeded',
        terms: { reason: said.reason, close_positions: 'false' },
      },
    ]);
  }, 60_000);

  it('of a tenant goes page after page, and a repetition does no harm', async () => {
    const ids = ['a', 'b', 'c'];
    const client = await desk('op-all', ids);
    const neighbour = await desk('op-neighbour', ['a']);
    for (let round = 0; round < 2; round += 1) {
      const first = await halt({ tenant: 'op-all', limit: 2 });
      const second = await halt({ tenant: 'op-all', limit: 2, after: first.next });
      expect([...first.halts, ...second.halts].map(({ account, complete }) => [account, complete])).toEqual(
        ids.map((id) => [id, true]),
      );
      expect(second.next).toBeNull();
    }
    expect(await Promise.all(ids.map((id) => openOrders(client, id)))).toEqual([0, 0, 0]);
    expect(await stateOf(neighbour, 'a')).toBe('ACTIVE');
    const records = await recordsOf(client);
    expect(records.map(({ exchange_account_id: id }) => id).toSorted()).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
    expect(await recordsOf(neighbour)).toEqual([]);
  }, 90_000);

  it('of an exchange reaches every account of every tenant, a few at a time', async () => {
    const desks = await Promise.all(['op-x1', 'op-x2', 'op-x3'].map((tenant) => desk(tenant, ['main'])));
    const reached: string[] = [];
    for (let after: string | null = null, isLast = false; !isLast; ) {
      const { halts, next } = await halt({ exchange: 'kraken', limit: 2, after });
      expect(halts.length).toBeLessThanOrEqual(2);
      reached.push(...halts.map(({ tenant, account }) => `${tenant} ${account}`));
      [after, isLast] = [next, next === null];
    }
    expect(new Set(reached).size).toBe(reached.length);
    expect(reached).toEqual(expect.arrayContaining(['op-x1 main', 'op-x2 main', 'op-x3 main']));
    for (const client of desks) expect(await openOrders(client, 'main')).toBe(0);
  }, 90_000);

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['an account that is not there', { tenant: 'op-none', account: 'nobody' }, /not found/],
    ['no scope', {}, /tenant or exchange/],
    ['two scopes', { tenant: 'op-none', exchange: 'kraken' }, /tenant or exchange/],
    ['an account without a tenant', { exchange: 'kraken', account: 'desk' }, /account needs tenant/],
    ['no reason', { tenant: 'op-none', reason: '' }, /reason/],
    ['an unknown field', { tenant: 'op-none', token: 'x' }, /token/],
  ])('with %s is an answer that says so', async (_title, terms, message) => {
    expect((await halt(terms)).error).toMatch(message);
  });

  it('of a tenant without accounts is empty', async () => {
    expect(await halt({ tenant: 'op-nobody' })).toEqual({ halts: [], next: null });
  });

  it('has no route: no caller of the API reaches the function', async () => {
    const client = await oems.client('op-route');
    const answer = await client.send('POST', '/operator-halt', JSON.stringify({ ...said, tenant: 'op-one' }));
    expect(answer.status).toBe(404);
  });
});
