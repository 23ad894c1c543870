import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workload } from '../../infra/aws/workload.ts';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

/** What a call costs outside the function: latency and money both follow from it. */
interface Cost {
  readonly table: Record<string, number>;
  readonly kms: Record<string, number>;
  readonly exchange: string[];
}

let oems: Oems;
let client: Client;

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
  const params = paramsOf(await oems.mintSpot(), await oems.mintFutures());
  await client.call('registerExchangeAccount', { exchange_account_id: 'a', exchange: 'kraken', params });
}, 60_000);

afterAll(() => oems?.close());

async function costOf(run: () => Promise<Answer>): Promise<Cost> {
  oems.stack.dynamodb?.faults.resetCounts();
  oems.stack.kms?.faults.resetCounts();
  const arrived = oems.arrived.length;
  expect((await run()).status).toBe(200);
  return {
    table: oems.stack.dynamodb?.faults.counts() ?? {},
    kms: oems.stack.kms?.faults.counts() ?? {},
    exchange: oems.arrived.slice(arrived).map(({ path }) => path.split('/').at(-1) ?? ''),
  };
}

function balance(market_type: string) {
  return () => client.call('getBalance', { exchange_account_id: 'a', market_type });
}
function order(fields: Record<string, unknown>) {
  return () =>
    client.call('createOrder', {
      exchange_account_id: 'a',
      order_type: 'market',
      side: 'buy',
      quantity: 0.001,
      ...fields,
    });
}
const spot = order({ symbol: 'BTC/USD' });
const futures = order({ symbol: 'BTC/USD:USD' });
function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

describe('a warm balance costs one request to the table, one to the exchange and none to KMS', () => {
  it('a warm balance on spot costs a single write that returns account and nonce together', async () => {
    await balance('spot')();
    expect(await costOf(balance('spot'))).toEqual({ table: { UpdateItem: 1 }, kms: {}, exchange: ['BalanceEx'] });
  });

  it('a warm balance on futures, which need no nonce, costs a single read', async () => {
    await balance('swap')();
    expect(await costOf(balance('swap'))).toEqual({ table: { GetItem: 1 }, kms: {}, exchange: ['accounts'] });
  });
});

describe('the margin of a warm wallet', () => {
  const margin = (market_type: string) => () => client.call('getMargin', { exchange_account_id: 'a', market_type });

  it('costs one request to the table and one to the exchange', async () => {
    for (const each of ['spot', 'swap']) await margin(each)();
    expect(await costOf(margin('spot'))).toEqual({ table: { UpdateItem: 1 }, kms: {}, exchange: ['TradeBalance'] });
    expect(await costOf(margin('swap'))).toEqual({ table: { GetItem: 1 }, kms: {}, exchange: ['accounts'] });
  });
});

describe('a cold balance', () => {
  it('a cold balance opens the key once and reads the markets from the table, never from the exchange', async () => {
    await oems.stack.kill('get-balance');
    const { table, kms, exchange } = await costOf(balance('spot'));
    expect(kms).toEqual({ Decrypt: 1 });
    expect(exchange).toEqual(['BalanceEx']);
    expect(sum(table)).toBeLessThanOrEqual(4);
  });
});

describe('a warm order costs at most three requests to the table, two of them before it is sent', () => {
  it('a warm order on spot costs account with nonces, journal and verdict; the order is placed and read back', async () => {
    await spot();
    const { table, kms, exchange } = await costOf(spot);
    expect([sum(table), kms]).toEqual([3, {}]);
    expect([sum(table), sum(kms)]).toEqual([workload.order.tableRequests, workload.order.kmsRequests]);
    expect(exchange).toEqual(['AddOrder', 'QueryOrders']);
  });

  it('a warm order on futures costs account, journal and verdict; the acknowledgement tells the fill', async () => {
    await futures();
    const { table, kms, exchange } = await costOf(futures);
    expect([sum(table), kms]).toEqual([3, {}]);
    expect(exchange).toEqual(['sendorder']);
  });
});

describe('answers from the ledger cost no request to KMS or the exchange', () => {
  it('an account costs two requests to the table: its record with its pulls, and the list of accounts with its keys', async () => {
    const { table, ...others } = await costOf(() => client.call('getExchangeAccount', { exchange_account_id: 'a' }));
    expect(table).toEqual({ BatchGetItem: 1, Query: 1 });
    expect(others).toEqual({ kms: {}, exchange: [] });
  });

  it('a summary of one wallet costs two requests to the table: the account with the cursor, and the entries', async () => {
    const asked = { exchange_account_id: 'a', market_type: 'swap' };
    const { table, ...others } = await costOf(() => client.call('getPnlSummary', asked));
    expect(table).toEqual({ BatchGetItem: 1, Query: 1 });
    expect(others).toEqual({ kms: {}, exchange: [] });
  });
});

describe('a warm change of orders', () => {
  const resting = (client_order_id: string) =>
    order({ symbol: 'BTC/USD:USD', order_type: 'limit', price: 70_000, client_order_id })();
  const amend = (client_order_id: string, price: number) => () =>
    client.call('amendOrder', { exchange_account_id: 'a', symbol: 'BTC/USD:USD', client_order_id, price });
  const cancelAll = () => client.call('cancelAllOrders', { exchange_account_id: 'a', market_type: 'swap' });

  it('a warm amendment costs four requests to the table before the exchange is asked and three after', async () => {
    await resting('warm');
    await amend('warm', 70_100)();
    await resting('counted');
    const { table, kms, exchange } = await costOf(amend('counted', 70_100));
    // Record, the order's line, the amendment's line, the order's turn; the verdict, the order's description, the audit record.
    expect([table, kms]).toEqual([{ GetItem: 2, PutItem: 4, UpdateItem: 1 }, {}]);
    expect(exchange).toEqual(['editorder', 'status']);
    const second = await costOf(amend('counted', 70_200));
    expect(second.table).toEqual({ GetItem: 3, PutItem: 5, UpdateItem: 1 });
  });

  it('a warm cancel-all costs five requests to the table and one for each order, and the exchange two reads and one request per fifty orders', async () => {
    await cancelAll();
    for (const id of ['one', 'two', 'three']) await resting(id);
    const { table, kms, exchange } = await costOf(cancelAll);
    // The orders' entries in one request, and the end of each: /orders and /events know the ends at once. The audit record comes last.
    expect([table, kms]).toEqual([{ GetItem: 1, PutItem: 3, BatchGetItem: 1, UpdateItem: 3 }, {}]);
    expect(exchange).toEqual(['openorders', 'batchorder', 'status']);
  });
});

describe('the list of events', () => {
  const poll = (cursor: string) => () => client.call('listEvents', { cursor });

  it('a call that finds nothing waiting costs two requests to the table: the index and the slots', async () => {
    const { body } = await client.call('listEvents', { limit: 500 });
    const { table, ...others } = await costOf(poll(body.data.next_cursor as string));
    expect(table).toEqual({ Query: 2 });
    expect(sum(table)).toBe(workload.poll.tableRequests);
    expect(others).toEqual({ kms: {}, exchange: [] });
  });

  it('a change that waits costs its mark, its slot, its audit record and its clearing', async () => {
    const { body } = await client.call('listEvents', { limit: 500 });
    await futures();
    const { table } = await costOf(poll(body.data.next_cursor as string));
    // The index twice, the last slot, the slots that are read; the mark and the clearing; the slot and the audit record.
    expect(table).toEqual({ Query: 4, UpdateItem: 2, PutItem: 2 });
  });
});

describe('the log line of a call', () => {
  it('the log line of a call counts the same requests, by hop', async () => {
    await costOf(spot);
    const line = oems.lines.findLast((text) => text.includes('"message":"call"')) ?? '{}';
    expect(JSON.parse(line).hops).toMatchObject({ table: { count: 3 }, exchange: { count: 2 } });
  });
});
