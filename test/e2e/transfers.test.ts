import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transferPartition } from '../../lib/accounts/partitions.ts';
import { deriveRequestId } from '../../lib/journal/request-id.ts';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
let id = '';
let accounts = 0;

beforeAll(async () => {
  oems = await startOems({ workers: 4 });
  client = await oems.client('acme');
}, 60_000);

afterAll(() => oems?.close());

/** Every fact has a customer of its own at the exchange, whose futures key may withdraw. */
beforeEach(async () => {
  accounts += 1;
  id = `mover-${accounts}`;
  const spot = await oems.mintSpot({ customer: id, nonce_window: 10_000 });
  const futures = await oems.mintFutures({ customer: id, permissions: { general: 'full', withdrawal: 'full' } });
  const fields = { exchange_account_id: id, exchange: 'kraken', params: paramsOf(spot, futures), allow_withdraw: true };
  expect((await client.call('registerExchangeAccount', fields)).status).toBe(200);
});

const path = '/oems/execution/transfer';
const spotToSwap = { asset: 'USD', amount: '100.25', from_account: 'spot', to_account: 'swap' };
const swapToSpot = { ...spotToSwap, amount: '40', from_account: 'swap', to_account: 'spot' };
function post(key: string | undefined, fields: Record<string, unknown> = spotToSwap): Promise<Answer> {
  return client.send('POST', path, JSON.stringify({ exchange_account_id: id, ...fields }), {
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  });
}

/** The customer's transfers in the simulator's own ledger, as `<subtype> <amount>`. */
async function ledgerTransfers(): Promise<string[]> {
  interface Entry {
    readonly kind: string;
    readonly before: string;
    readonly after: string;
  }
  const state = (await oems.stack.simulators.kraken.spot?.control('state')) as {
    customers: { customer: string; ledger: Entry[] }[];
  };
  const ledger = state.customers.find(({ customer }) => customer === id)?.ledger ?? [];
  const transfers = ledger.filter(({ kind }) => kind === 'arrival' || kind === 'departure');
  return transfers.map(({ kind, before, after }) => `${kind} ${new Decimal(after).sub(before)}`);
}
function fault(name: 'WalletTransfer' | 'withdrawal', terms: Record<string, unknown>): Promise<unknown> {
  return Promise.resolve(
    (name === 'withdrawal' ? oems.stack.simulators.kraken.futures : oems.stack.simulators.kraken.spot)?.control(
      'fault',
      { path: name, ...terms },
    ),
  );
}

describe('a transfer', () => {
  it('the answer to a transfer tells the outcome, an id of ours and the reference of the exchange', async () => {
    const { status, body, headers } = await post('key-1');
    expect([status, headers.get('idempotent-replayed')]).toEqual([200, null]);
    expect(body.data).toEqual({
      exchange: 'kraken',
      exchange_account_id: id,
      asset: 'USD',
      amount: 100.25,
      from_account: 'spot',
      to_account: 'swap',
      transfer_id: expect.stringMatching(/^B/),
      client_transfer_id: deriveRequestId('v1', 'transfer', 'acme', id, 'key-1'),
      status: 'completed',
    });
  });

  it('a transfer posted 20 times at once with one key moves the money once, and every answer tells of the same transfer', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('key-1')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(new Set(answers.map(({ body }) => JSON.stringify({ ...body.data, replayed: true }))).size).toBe(1);
    const replays = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
    expect([replays.length, answers.filter(({ body }) => body.data.replayed === true)]).toEqual([19, replays]);
    expect(await ledgerTransfers()).toEqual(['departure -100.25']);
  });

  it('a transfer repeated with the same key and another body is refused, and a transfer without a key is another transfer', async () => {
    await post('key-1');
    const { body } = await post('key-1', { ...spotToSwap, amount: '100.26' });
    expect(body).toMatchObject({ statusCode: 409, code: 'IDEMPOTENCY_CONFLICT' });
    await post(undefined);
    expect(await ledgerTransfers()).toHaveLength(2);
  });

  it('a halt does not stop a transfer', async () => {
    await client.call('setTradingState', { exchange_account_id: id, trading_state: 'HALTED' });
    expect((await post('key-1')).status).toBe(200);
  });

  it('transfers of two tenants with the same account id and key are two transfers', async () => {
    const other = await oems.client('beta');
    const fields = {
      exchange_account_id: id,
      exchange: 'kraken',
      params: paramsOf(await oems.mintSpot({ customer: `${id}-b` })),
    };
    await other.call('registerExchangeAccount', fields);
    const key = { 'idempotency-key': 'key-1' };
    const body = JSON.stringify({ exchange_account_id: id, ...spotToSwap });
    const [mine, theirs] = [await post('key-1'), await other.send('POST', path, body, key)];
    expect(theirs.headers.get('idempotent-replayed')).toBeNull();
    expect(theirs.body.data.client_transfer_id).not.toBe(mine.body.data.client_transfer_id);
    expect(await ledgerTransfers()).toHaveLength(1);
  });
});

describe('a transfer whose answer is lost', () => {
  it.each([
    ['WalletTransfer', { kind: 'drop-after' }],
    ['WalletTransfer', { kind: 'http-503', applied: true }],
    ['WalletTransfer', { kind: 'truncate' }],
    ['WalletTransfer', { kind: 'reset' }],
    ['withdrawal', { kind: 'drop-after' }],
    ['withdrawal', { kind: 'html-200' }],
  ] as const)(
    'a transfer by %s whose answer is lost (%j) is found in the ledger within the same call and has moved once',
    async (name, terms) => {
      await post('funds');
      const before = await ledgerTransfers();
      await fault(name, terms);
      const fields = name === 'withdrawal' ? swapToSpot : { ...spotToSwap, amount: '50' };
      const { status, body } = await post('key-1', fields);
      expect([status, body.data.status]).toEqual([200, 'completed']);
      const moved = name === 'withdrawal' ? 'arrival 40' : 'departure -50';
      expect(await ledgerTransfers()).toEqual([...before, moved]);
      expect((await post('key-1', fields)).body.data).toEqual({ ...body.data, replayed: true });
      expect(await ledgerTransfers()).toEqual([...before, moved]);
    },
  );

  it('a transfer that never arrived is proven absent from spot and stays unknown from futures, and neither is sent again', async () => {
    await post('funds');
    await fault('WalletTransfer', { kind: 'drop-before' });
    await fault('withdrawal', { kind: 'drop-before' });
    const fields = { ...spotToSwap, amount: '50' };
    const [spot, swap] = await Promise.all([post('key-1', fields), post('key-2', swapToSpot)]);
    expect([spot.status, spot.body.data.status, spot.body.data.transfer_id]).toEqual([409, 'not_placed', null]);
    expect([swap.status, swap.body.data.status]).toEqual([202, 'unknown']);
    const repeated = await Promise.all([post('key-1', fields), post('key-2', swapToSpot)]);
    expect(repeated.map(({ status, body }) => [status, body.data.status])).toEqual([
      [409, 'not_placed'],
      [202, 'unknown'],
    ]);
    expect(await ledgerTransfers()).toEqual(['departure -100.25']);
  });
});

describe('a transfer that is asked for', () => {
  const ask = (name: Record<string, string>, by = client) =>
    by.call('getTransfer', { exchange_account_id: id, ...name });

  /** Requests to the exchange by the last read; scheduled jobs ask beside it. */
  const asked = (): number => {
    const line = oems.lines.findLast((text) => text.includes('"operation":"get-transfer"')) ?? '{}';
    return (JSON.parse(line).hops.exchange?.count as number | undefined) ?? 0;
  };

  it('by each of its names is the same transfer, and nothing is asked of the exchange once it is booked', async () => {
    const { data } = (await post('key-1')).body;
    const names = { transfer_id: data.transfer_id, client_transfer_id: data.client_transfer_id };
    for (const [name, value] of Object.entries({ ...names, idempotency_key: 'key-1' })) {
      const { status, body } = await ask({ [name]: String(value) });
      expect([status, body.message, body.data, asked()]).toEqual([200, 'Transfer', data, 0]);
    }
  });

  it('while pending is looked for in the ledger of the exchange, and is completed for good from then on', async () => {
    await post('funds');
    const { data } = (await post('key-1', swapToSpot)).body;
    expect(data.status).toBe('pending');
    const first = await ask({ idempotency_key: 'key-1' });
    expect(first.body.data).toEqual({ ...data, status: 'completed' });
    expect(asked()).toBeGreaterThan(0);
    expect((await ask({ transfer_id: String(data.transfer_id) })).body.data).toEqual(first.body.data);
    expect(asked()).toBe(0);
    expect((await post('key-1', swapToSpot)).body.data).toEqual({ ...data, status: 'completed', replayed: true });
  });

  it('while the ledger cannot be read stays pending', async () => {
    await post('funds');
    const { data } = (await post('key-1', swapToSpot)).body;
    const { futures } = oems.stack.simulators.kraken;
    await futures?.control('fault', { path: 'account-log', kind: 'http-503', applied: false, times: 1 });
    expect((await ask({ idempotency_key: 'key-1' })).body.data).toEqual(data);
  });

  it('that was refused has the reason, and a read of it is no error', async () => {
    expect((await post('key-1', { ...spotToSwap, amount: '99999999' })).status).toBe(422);
    const { status, body } = await ask({ idempotency_key: 'key-1' });
    expect([status, body.data]).toMatchObject([
      200,
      { status: 'not_placed', transfer_id: null, reject_reason: { code: 'INSUFFICIENT_FUNDS' } },
    ]);
  });

  it('by a name that was never used, or by another tenant, is NOT_FOUND; by two names is refused, by none listed', async () => {
    await post('key-1');
    const notFound = { statusCode: 404, code: 'NOT_FOUND' };
    for (const name of [{ idempotency_key: 'other' }, { transfer_id: 'B-other' }, { client_transfer_id: 'c' }])
      expect((await ask(name)).body).toMatchObject(notFound);
    expect((await ask({ idempotency_key: 'key-1' }, await oems.client('beta'))).body).toMatchObject(notFound);
    const twice = await ask({ idempotency_key: 'key-1', transfer_id: 'a' });
    expect(twice.body).toMatchObject({ statusCode: 400, code: 'INVALID_REQUEST' });
    expect((await ask({})).body.data).toMatchObject({ transfers: [{ amount: 100.25, status: 'completed' }], count: 1 });
    expect((await ask({}, await oems.client('beta'))).body).toMatchObject(notFound);
  });
});

describe('a worker that dies after it has sent a transfer', () => {
  it('a worker that dies after sending a transfer leaves an entry that the job settles, and the money has moved once', async () => {
    await oems.stack.simulators.kraken.spot?.control('fault', {
      path: 'WalletTransfer',
      kind: 'delay',
      ms: 5000,
      applied: true,
    });
    const call = post('key-1').catch(() => null);
    while ((await ledgerTransfers()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await oems.stack.kill('create-transfer');
    await call;
    await makeDue('key-1');
    await oems.stack.invokeJob('resolveOrders');
    const { status, body, headers } = await post('key-1');
    expect([status, body.data.status, headers.get('idempotent-replayed')]).toEqual([200, 'completed', 'true']);
    expect(await ledgerTransfers()).toEqual(['departure -100.25']);
  });

  /** As 35 s later. */
  const makeDue = async (key: string): Promise<void> => {
    const { AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = oems.stack.functionEnv;
    const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
    const table = new DynamoDBClient({ endpoint: oems.stack.dynamodbUrl, region: AWS_REGION, credentials });
    const sk = `TRANSFER#${deriveRequestId('v1', 'transfer', 'acme', id, key)}`;
    await table.send(
      new UpdateItemCommand({
        TableName: oems.stack.tableName,
        Key: { pk: { S: transferPartition({ tenant: 'acme', accountId: id }) }, sk: { S: sk } },
        UpdateExpression: 'SET pendingAfter = :now',
        ConditionExpression: 'entryState = :sending',
        ExpressionAttributeValues: { ':now': { N: '0' }, ':sending': { S: 'IN_FLIGHT' } },
      }),
    );
    table.destroy();
  };
});
