import { randomUUID } from 'node:crypto';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sandbox } from '../../../infra/local/exchanges/kraken/sandbox.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { kebabCase, type OperationId, routes } from '../../../lib/contract/routes.ts';
import { beginEntry } from '../../../lib/journal/journal.ts';
import { transferJournal } from '../../../lib/transfers/transfer-store.ts';
import { apiEvent, lambdaContext } from '../../faults/harness/event.ts';
import { openScene, type Scene } from '../../shapes/shaped-table.ts';
import { recordOf as transferOf } from '../transfers/fixture-records.ts';

/** The functions themselves, over the embedded table and the simulators. */
let scene: Scene;
const tenant = 'acme';
const account = { exchange_account_id: 'desk' };
const perp = 'BTC/USD:USD';
const { spot, futures } = sandbox;
const params = {
  apiKey: spot.apiKey,
  secret: spot.secret,
  futuresApiKey: futures.apiKey,
  futuresSecret: futures.secret,
};
const terms = { ...account, symbol: perp, side: 'buy', order_type: 'limit', quantity: 0.1, price: 60_000 };

interface Caller {
  readonly tenant?: string;
  readonly subject?: string;
  readonly key?: string;
  readonly address?: string;
}

interface Answer {
  readonly statusCode: number;
  readonly code?: string;
  readonly requestId: string;
  readonly data: Record<string, unknown>;
}

async function ask(operation: OperationId, fields: Record<string, unknown>, caller: Caller = {}): Promise<Answer> {
  const { handler } = await import(`../../../functions/api/${kebabCase(operation)}.ts`);
  const text = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  const part = routes[operation].source === 'query' ? { query: text } : { body: fields };
  const event = apiEvent({ tenant, subject: 'ann', idempotencyKey: caller.key, ...caller, ...part });
  Object.assign(event.requestContext, { http: { sourceIp: caller.address ?? '203.0.113.7' } });
  const { statusCode, body } = await handler(event, lambdaContext(Date.now() + 29_000));
  return { ...JSON.parse(body), statusCode, requestId: event.requestContext.requestId };
}

interface Shown extends Record<string, unknown> {
  readonly request_id: string;
  readonly operation: string;
  readonly terms: Readonly<Record<string, string>>;
}

/** The trail of the tenant, after the job that lists changes. */
async function trail(query: Record<string, unknown> = {}, caller: Caller = {}): Promise<Shown[]> {
  await ask('listEvents', {}, caller);
  const { statusCode, data } = await ask('listAudit', { limit: 500, ...query }, caller);
  expect(statusCode).toBe(200);
  return data.records as Shown[];
}

async function recordsOf({ requestId }: Answer): Promise<Shown[]> {
  return (await trail()).filter(({ request_id }) => request_id === requestId);
}

beforeAll(async () => {
  vi.stubEnv('OEMS_TENANT_CLAIM', 'tenant');
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  scene = await openScene(null);
  const { statusCode } = await ask('registerExchangeAccount', { ...account, exchange: 'kraken', params });
  expect(statusCode).toBe(200);
}, 60_000);

afterAll(async () => {
  await scene?.close();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('an order', () => {
  it('has one record with author, terms, ids and outcome, from the write of its verdict', async () => {
    const answer = await ask(
      'createOrder',
      { ...terms, client_order_id: 'first' },
      { subject: 'bob', address: '198.51.100.4' },
    );
    const { order_id } = answer.data.order as { order_id: string };
    expect(await recordsOf(answer)).toMatchObject([
      {
        operation: 'createOrder',
        subject: 'bob',
        source_address: '198.51.100.4',
        exchange_account_id: 'desk',
        client_order_id: 'first',
        order_id,
        terms: { symbol: perp, side: 'buy', order_type: 'limit', quantity: '0.1', price: '60000' },
        journal: 'orders',
        outcome: 'succeeded',
        code: null,
      },
    ]);
  });

  it('has its author in the journal before the exchange is asked, and in no event and no answer', async () => {
    const seen: unknown[] = [];
    const answer = await ask('createOrder', { ...terms, client_order_id: 'journaled' }, { subject: 'carol' });
    const { Items = [] } = await dynamodb().send(new ScanCommand({ TableName: 'oems' }));
    for (const item of Items) if (item.sk?.S === 'ORDER#journaled') seen.push(item.record?.M?.author?.M?.subject?.S);
    expect(seen).toEqual(['carol']);
    await ask('listEvents', {});
    const listed = (await dynamodb().send(new ScanCommand({ TableName: 'oems' }))).Items ?? [];
    const slots = listed.filter(({ pk }) => pk?.S?.startsWith('EVENT#'));
    expect(slots.length).toBeGreaterThan(0);
    expect(JSON.stringify(slots)).not.toContain('carol');
    expect(JSON.stringify(answer.data)).not.toContain('carol');
  });

  it('that is denied has a record of the attempt', async () => {
    await ask('setTradingState', { ...account, trading_state: 'HALTED' });
    const answer = await ask('createOrder', terms, { subject: 'eve' });
    await ask('setTradingState', { ...account, trading_state: 'ACTIVE' });
    expect(await recordsOf(answer)).toMatchObject([
      { subject: 'eve', outcome: 'refused', status_code: 422, code: 'TRADING_HALTED', journal: null },
    ]);
  });

  it('that is sent again under its key has a record of each call', async () => {
    const caller = { key: randomUUID() };
    const [first, second] = [
      await ask('createOrder', terms, caller),
      await ask('createOrder', terms, { ...caller, subject: 'mallory' }),
    ];
    expect(await recordsOf(first)).toMatchObject([{ subject: 'ann', journal: 'orders' }]);
    expect(await recordsOf(second)).toMatchObject([{ subject: 'mallory', journal: null, outcome: 'succeeded' }]);
    const other = await ask('createOrder', { ...terms, quantity: 0.2 }, caller);
    expect(await recordsOf(other)).toMatchObject([
      { outcome: 'refused', status_code: 409, code: 'IDEMPOTENCY_CONFLICT' },
    ]);
  });

  it('that is only tried leaves no record: a dry run changes nothing', async () => {
    const answer = await ask('createOrder', { ...terms, dry_run: true });
    expect([answer.statusCode, await recordsOf(answer)]).toEqual([200, []]);
  });

  it('an amendment and a cancellation have a record with the id of the order', async () => {
    const placed = await ask('createOrder', { ...terms, client_order_id: 'changed' });
    const { order_id } = placed.data.order as { order_id: string };
    const amended = await ask(
      'amendOrder',
      { ...account, symbol: perp, order_id, price: 60_100 },
      { key: randomUUID() },
    );
    expect(await recordsOf(amended)).toMatchObject([
      { operation: 'amendOrder', order_id, terms: { price: '60100' }, outcome: 'succeeded' },
    ]);
    const canceled = await ask('cancelOrder', { ...account, client_order_id: 'changed' });
    expect(await recordsOf(canceled)).toMatchObject([
      { operation: 'cancelOrder', client_order_id: 'changed', order_id, outcome: 'succeeded' },
    ]);
  });
});

describe('an account', () => {
  it('every change of an account has a record, and none holds a key', async () => {
    const lifted = await ask('setTradingState', { ...account, trading_state: 'ACTIVE' }, { subject: 'dora' });
    expect(await recordsOf(lifted)).toMatchObject([
      { subject: 'dora', terms: { trading_state: 'ACTIVE' }, outcome: 'succeeded' },
    ]);
    const rotated = await ask('setCredentials', { ...account, params: params });
    expect(await recordsOf(rotated)).toMatchObject([{ operation: 'setCredentials', terms: { verify: 'true' } }]);
    const all = JSON.stringify(await trail());
    for (const secret of Object.values(params)) expect(all).not.toContain(secret);
    expect(all).toContain('registerExchangeAccount');
  });

  it('a call about an account that does not exist has a record', async () => {
    const answer = await ask('haltTrading', { exchange_account_id: 'nobody' });
    expect(await recordsOf(answer)).toMatchObject([
      {
        operation: 'haltTrading',
        exchange_account_id: 'nobody',
        outcome: 'refused',
        status_code: 404,
        code: 'NOT_FOUND',
      },
    ]);
  });

  it('a halt has a record for itself and for each position that it closes', async () => {
    await ask('createOrder', { ...account, symbol: perp, side: 'buy', order_type: 'market', quantity: 0.1 });
    const halt = await ask('haltTrading', { ...account, close_positions: true }, { subject: 'frank' });
    await ask('setTradingState', { ...account, trading_state: 'ACTIVE' });
    const records = await recordsOf(halt);
    expect(records.map(({ subject, journal }) => [subject, journal]).toSorted()).toEqual([
      ['frank', null],
      ['frank', 'orders'],
    ]);
  });

  it('a deletion that an open order refuses leaves a record, the account and its keys', async () => {
    const other = { exchange_account_id: 'held' };
    await ask('registerExchangeAccount', { ...other, exchange: 'kraken', params: params });
    await ask('createOrder', { ...terms, ...other, client_order_id: 'held' });
    const refused = await ask('deleteExchangeAccount', other);
    expect([refused.statusCode, refused.code]).toEqual([409, 'STILL_OPEN']);
    expect(await recordsOf(refused)).toMatchObject([{ outcome: 'refused', code: 'STILL_OPEN' }]);
    expect((await ask('cancelOrder', { ...other, client_order_id: 'held' })).statusCode).toBe(200);
    expect((await ask('deleteExchangeAccount', { ...other, force: true })).statusCode).toBe(200);
  });

  it('a deletion that a transfer without a verdict refuses names the transfer, with a purge too', async () => {
    const other = { exchange_account_id: 'moving' };
    await ask('registerExchangeAccount', { ...other, exchange: 'kraken', params: params });
    const ref = { tenant, accountId: 'moving' };
    await beginEntry(transferJournal, transferOf({ ref, state: 'UNKNOWN', transferId: 'undecided' }));
    for (const purge of [false, true])
      expect(await ask('deleteExchangeAccount', { ...other, purge })).toMatchObject({
        code: 'STILL_OPEN',
        message: expect.stringContaining('transfer undecided of 100 USD from spot to swap has no verdict yet'),
      });
    expect(await ask('deleteExchangeAccount', { ...other, purge: true, force: true })).toMatchObject({
      code: 'IN_PROGRESS',
      message: expect.stringContaining('the outcome of transfer undecided'),
    });
    expect((await ask('deleteExchangeAccount', { ...other, force: true })).statusCode).toBe(200);
  });

  it('a forced deletion counts the orders of other programs at the exchange, with a purge too', async () => {
    const other = { exchange_account_id: 'beside' };
    await ask('createOrder', { ...terms, client_order_id: 'foreign' });
    for (const purge of [false, true]) {
      await ask('registerExchangeAccount', { ...other, exchange: 'kraken', params: params });
      const { data } = await ask('getOpenOrders', other);
      expect(data.count).toBeGreaterThan(0);
      const removed = await ask('deleteExchangeAccount', { ...other, purge, force: true });
      expect(removed.data).toMatchObject({ deleted: true, orders_left_open: data.count });
    }
    expect((await ask('cancelOrder', { ...account, client_order_id: 'foreign' })).statusCode).toBe(200);
  });

  it('a purge leaves the records, also of orders whose changes were not listed yet', async () => {
    const other = { exchange_account_id: 'gone' };
    await ask('registerExchangeAccount', { ...other, exchange: 'kraken', params: params });
    const placed = await ask('createOrder', { ...terms, ...other, client_order_id: 'unlisted' });
    await ask('cancelOrder', { ...other, client_order_id: 'unlisted' });
    const deleted = await ask('deleteExchangeAccount', { ...other, purge: true, force: true });
    expect(deleted.statusCode).toBe(200);
    expect(await recordsOf(placed)).toMatchObject([{ client_order_id: 'unlisted', journal: 'orders' }]);
    expect(await recordsOf(deleted)).toMatchObject([{ terms: { purge: 'true', force: 'true' }, outcome: 'succeeded' }]);
  });
});

describe('reading', () => {
  it('pages have every record once', async () => {
    const all = await trail();
    const paged: Shown[] = [];
    for (let cursor: unknown; cursor !== null; ) {
      const { data } = await ask('listAudit', { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      paged.push(...(data.records as Shown[]));
      cursor = data.next_cursor;
    }
    expect(paged).toEqual(all);
  });

  it('with a reason, such as an export, leaves a record with the reason', async () => {
    const answer = await ask('listAudit', { limit: 1, reason: 'export of the tenant' }, { subject: 'grace' });
    expect(answer.statusCode).toBe(200);
    expect(await recordsOf(answer)).toMatchObject([
      { operation: 'listAudit', subject: 'grace', terms: { reason: 'export of the tenant' }, outcome: 'succeeded' },
    ]);
  });

  it('without a reason leaves no record, needs the scope of administrators, and shows nothing of another tenant', async () => {
    const before = await trail();
    expect(before.filter(({ operation, terms: { reason } }) => /^(list|get)/.test(operation) && !reason)).toEqual([]);
    expect(await trail({}, { tenant: 'umbrella' })).toEqual([]);
    expect(routes.listAudit.scope).toBe('oems/admin');
  });
});

describe('the table away', () => {
  it('an order is placed and answered although no record can be written', async () => {
    const isRecord = (command: unknown) =>
      command instanceof PutItemCommand && command.input.Item?.pk?.S?.startsWith('AUDIT#') === true;
    const client = dynamodb();
    const send = client.send.bind(client) as (command: unknown, ...rest: unknown[]) => Promise<unknown>;
    const refused: unknown[] = [];
    const spy = vi.spyOn(client, 'send').mockImplementation(((command: unknown, ...rest: unknown[]) => {
      if (!isRecord(command)) return send(command, ...rest);
      refused.push(command);
      return Promise.reject(new Error('away'));
    }) as never);
    const answers = [
      await ask('createOrder', { ...terms, price: 60_001 }),
      await ask('createOrder', { ...terms, dry_run: false, quantity: 0 }),
      await ask('setTradingState', { ...account, trading_state: 'ACTIVE' }),
    ];
    spy.mockRestore();
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 400, 200]);
    // The begin and the end of the last call: the first has its record in the journal, and the second is no valid request.
    expect(refused).toHaveLength(2);
  });
});
