import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault, FaultKind } from '../../infra/local/aws/aws-faults.ts';
import { kebabCase, type OperationId } from '../../lib/contract/routes.ts';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
const account = { exchange_account_id: 'main' };
/** The SDK asks three times. */
const forGood = 3;

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
  const params = paramsOf(await oems.mintSpot(), await oems.mintFutures());
  await client.call('registerExchangeAccount', { ...account, exchange: 'kraken', params });
}, 60_000);

afterAll(() => oems?.close());

afterEach(() => {
  oems.stack.dynamodb?.faults.clear();
  oems.stack.kms?.faults.clear();
});

function table(fault: Fault): void {
  oems.stack.dynamodb?.faults.arm(fault);
}
function kms(fault: Fault): void {
  oems.stack.kms?.faults.arm(fault);
}
const kinds: readonly FaultKind[] = ['throttle', 'error', 'timeout-not-applied', 'timeout-applied'];
const refused = kinds.filter((kind) => kind !== 'timeout-applied');
const internal = { isError: true, statusCode: 500, code: 'INTERNAL', message: expect.stringContaining('requestId') };
const unsent = {
  ...{ isError: true, statusCode: 503, code: 'EXCHANGE_UNAVAILABLE' },
  message: expect.stringContaining('before this call could send anything'),
};
function read(id = 'main'): Promise<Answer> {
  return client.call('getExchangeAccount', { exchange_account_id: id });
}
function spotBalance(): Promise<Answer> {
  return client.call('getBalance', { ...account, market_type: 'spot' });
}

describe.each(kinds)('the table answers %s once', (kind) => {
  it.each([
    ['a balance', 'UpdateItem', spotBalance],
    ['a look at an account', 'GetItem', read],
    ['a list', 'Query', () => client.call('listExchangeAccounts')],
    ['a trading state', 'UpdateItem', () => client.call('setTradingState', { ...account, trading_state: 'ACTIVE' })],
  ] as const)('%s succeeds when a single request to the table fails', async (_title, operation, run) => {
    table({ operation, kind });
    expect((await run()).status).toBe(200);
  });
});

describe.each(refused)('the table answers %s for good', (kind) => {
  it('a read without the table is INTERNAL and asks neither KMS nor the exchange, and the next read works', async () => {
    table({ operation: '*', kind, times: forGood });
    const arrived = oems.arrived.length;
    oems.stack.kms?.faults.resetCounts();
    expect((await spotBalance()).body).toMatchObject(internal);
    expect([oems.arrived.length, oems.stack.kms?.faults.counts()]).toEqual([arrived, {}]);
    expect((await spotBalance()).status).toBe(200);
  });

  // Write 0 is the audit record of the call's begin, which goes to the log when the table refuses the record.
  it.each([1, 2])('a registration that fails at write %d stores no key and can be repeated', async (after) => {
    const id = `${kind}-${after}`;
    const params = paramsOf(await oems.mintSpot());
    table({ operation: 'PutItem', kind, times: forGood, after });
    const register = () =>
      client.call('registerExchangeAccount', { exchange_account_id: id, exchange: 'kraken', params });
    expect((await register()).body).toMatchObject(internal);
    expect((await read(id)).status).toBe(404);
    expect((await client.call('listExchangeAccounts')).text).not.toContain(`"${id}"`);
    expect((await register()).status).toBe(200);
    expect((await client.call('getBalance', { exchange_account_id: id })).status).toBe(200);
  });

  it('a rotation that fails leaves the whole old key in use', async () => {
    const before = (await read()).body.data;
    table({ operation: 'UpdateItem', kind, times: forGood });
    const params = paramsOf(await oems.mintSpot(), await oems.mintFutures());
    expect((await client.call('setCredentials', { ...account, params })).body).toMatchObject(internal);
    expect((await read()).body.data).toEqual(before);
    expect((await spotBalance()).status).toBe(200);
  });

  it('an order that cannot be journaled is not sent', async () => {
    const sent = async () => (await oems.spotLog()).filter(({ path }) => path.endsWith('/AddOrder')).length;
    const order = { ...account, symbol: 'BTC/USD', side: 'buy', order_type: 'market', quantity: 0.001 };
    expect((await client.call('createOrder', order)).status).toBe(200);
    const before = await sent();
    table({ operation: 'PutItem', kind, times: forGood });
    expect((await client.call('createOrder', order)).body).toMatchObject(unsent);
    expect(await sent()).toBe(before);
  });
});

describe('a nonce write that is applied but whose answer is lost', () => {
  it('a nonce write whose answer is lost skips nonces: no nonce is used twice, and the call succeeds', async () => {
    const since = (await oems.spotLog()).length;
    for (let call = 0; call < 3; call += 1) {
      table({ operation: 'UpdateItem', kind: 'timeout-applied' });
      expect((await spotBalance()).status).toBe(200);
    }
    const log = await oems.spotLog(since);
    const nonces = log.map(({ nonce }) => BigInt(nonce ?? 0));
    expect(log.every(({ accepted }) => accepted)).toBe(true);
    expect(nonces).toEqual([...new Set(nonces)].sort((a, b) => (a < b ? -1 : 1)));
    expect(nonces).toHaveLength(3);
  });
});

describe('a registration whose last write is applied but whose answer is lost', () => {
  it('a registration whose last answer is lost has happened: the repeated write knows its own record', async () => {
    const params = paramsOf(await oems.mintSpot());
    table({ operation: 'PutItem', kind: 'timeout-applied', after: 1 });
    const lost = { exchange_account_id: 'lost', exchange: 'kraken', params };
    expect((await client.call('registerExchangeAccount', lost)).status).toBe(200);
    expect((await client.call('getBalance', { exchange_account_id: 'lost' })).status).toBe(200);
  });
});

describe.each<[OperationId, Record<string, unknown>]>([
  ['createOrder', { symbol: 'BTC/USD', side: 'buy', order_type: 'market', quantity: 0.001 }],
  ['amendOrder', { order_id: 'OAAAAA-BBBBB-CCCCCC', symbol: 'BTC/USD', price: 50_000 }],
  ['cancelOrder', { order_id: 'OAAAAA-BBBBB-CCCCCC', symbol: 'BTC/USD' }],
  ['cancelAllOrders', { market_type: 'swap' }],
  ['closePosition', { symbol: 'BTC/USD:USD' }],
  ['createTransfer', { asset: 'USD', amount: 5, from_account: 'spot', to_account: 'swap' }],
  ['setLeverage', { symbol: 'BTC/USD:USD', leverage: 5 }],
  ['setMarginMode', { symbol: 'BTC/USD:USD', margin_mode: 'cross' }],
] as const)('a cold %s', (operation, fields) => {
  it.each(['KMS', 'the table'])(
    'without %s is 503, says that it has sent nothing, and asks no exchange',
    async (part) => {
      await oems.stack.kill(kebabCase(operation));
      if (part === 'KMS') kms({ operation: 'Decrypt', kind: 'error', times: 1000 });
      else table({ operation: '*', kind: 'error', times: 1000 });
      const arrived = oems.arrived.length;
      const { status, body, headers } = await client.call(operation, { ...account, ...fields });
      expect([status, body]).toMatchObject([503, unsent]);
      expect(headers.get('retry-after')).toBe('5');
      expect(oems.arrived.length).toBe(arrived);
    },
  );
});

describe('a cold halt without KMS', () => {
  it('says that it is not complete, leaves a line for each failed step and one for the alarm, and is complete when KMS is back', async () => {
    for (const name of ['halt-trading', 'resolve-orders'] as const) await oems.stack.kill(name);
    kms({ operation: 'Decrypt', kind: 'error', times: 1000 });
    const before = oems.lines.length;
    const { status, body } = await client.call('haltTrading', { ...account, close_positions: true });
    expect([status, body.data]).toMatchObject([200, { complete: false, trading_state: 'HALTED' }]);
    const written = oems.lines.slice(before).filter((line) => line.includes('"operation":"halt-trading"'));
    const steps = written.filter((line) => line.includes('"halt step failed"'));
    expect(steps.length).toBeGreaterThan(1);
    for (const line of steps) expect(line).toMatch(/"error":".*"step":"[^"]+"/);
    expect(written.filter((line) => line.includes('"halt incomplete"'))).toHaveLength(1);
    expect(written.join('\n')).toContain('"HaltsIncomplete":1');
    oems.stack.kms?.faults.clear();
    expect((await client.call('haltTrading', account)).body.data).toMatchObject({ complete: true });
    await client.call('setTradingState', { ...account, trading_state: 'ACTIVE' });
  }, 60_000);
});

describe.each(refused)('KMS answers %s', (kind) => {
  it('a cold call succeeds when a single request to KMS fails', async () => {
    await oems.stack.kill('get-balance');
    kms({ operation: 'Decrypt', kind });
    expect((await spotBalance()).status).toBe(200);
  });

  it('a cold call without KMS is INTERNAL and does not ask the exchange', async () => {
    await oems.stack.kill('get-balance');
    kms({ operation: 'Decrypt', kind, times: forGood });
    const arrived = oems.arrived.length;
    expect((await spotBalance()).body).toMatchObject(internal);
    expect(oems.arrived.length).toBe(arrived);
    expect((await spotBalance()).status).toBe(200);
  });

  it('a warm call succeeds without KMS', async () => {
    await spotBalance();
    kms({ operation: 'Decrypt', kind, times: forGood });
    expect((await spotBalance()).status).toBe(200);
  });

  it('a registration without KMS is INTERNAL and stores nothing', async () => {
    const params = paramsOf(await oems.mintSpot());
    kms({ operation: 'Encrypt', kind, times: forGood });
    const registration = { exchange_account_id: `kms-${kind}`, exchange: 'kraken', params };
    expect((await client.call('registerExchangeAccount', registration)).body).toMatchObject(internal);
    expect((await read(`kms-${kind}`)).status).toBe(404);
    oems.stack.kms?.faults.clear();
    expect((await client.call('registerExchangeAccount', registration)).status).toBe(200);
  });
});

describe('a table that has stopped answering', () => {
  it('a table that has stopped answering ends the call with an error in time', async () => {
    table({ operation: 'BatchGetItem', kind: 'delay', delayMs: 8000, times: forGood });
    const started = Date.now();
    expect((await read()).body).toMatchObject(internal);
    expect(Date.now() - started).toBeLessThan(7000);
  });
});
