import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../lib/contract/route.ts';
import { type OperationId, routes } from '../../lib/contract/routes.ts';
import { type Answer, type Client, clientOf, type Oems, paramsOf, startOems } from './fixture-oems.ts';

/** One valid request per operation on account `id`: what is refused here is refused for the caller's sake alone. */
function requests(id: string): Record<OperationId, Record<string, unknown>> {
  const account = { exchange_account_id: id };
  const pair = { ...account, symbol: 'BTC/USD:USD' };
  return {
    registerExchangeAccount: { ...account, exchange: 'kraken', params: {}, verify: false },
    listExchangeAccounts: {},
    getExchangeAccount: account,
    setCredentials: { ...account, params: { apiKey: null, secret: null } },
    setTradingState: { ...account, trading_state: 'HALTED' },
    deleteExchangeAccount: { ...account, purge: true },
    listAudit: {},
    getBalance: account,
    getPositions: account,
    getMargin: account,
    createTransfer: { ...account, asset: 'USD', amount: 1, from_account: 'spot', to_account: 'swap' },
    getTransfer: { ...account, idempotency_key: 'mine' },
    decideTransfer: { ...account, client_transfer_id: 'mine', verdict: 'not_moved' },
    getLeverage: pair,
    setLeverage: { ...pair, leverage: 2 },
    setMarginMode: { ...pair, margin_mode: 'cross' },
    createOrder: { ...account, symbol: 'BTC/USD', side: 'buy', order_type: 'market', quantity: 1 },
    getOrder: { ...account, client_order_id: 'mine' },
    decideOrder: { ...account, client_order_id: 'mine', verdict: 'not_placed' },
    amendOrder: { ...account, client_order_id: 'mine', symbol: 'BTC/USD', quantity: 1 },
    cancelOrder: { ...account, client_order_id: 'mine' },
    getOpenOrders: account,
    cancelAllOrders: account,
    listOrders: account,
    listEvents: account,
    haltTrading: { ...account, close_positions: true },
    closePosition: pair,
    getTrades: account,
    getFundingHistory: pair,
    getRealizedPnl: account,
    getPortfolio: {},
    getPnlSummary: account,
    exportPnl: { ...account, format: 'csv', from: '2026-06-01', to: '2026-07-01' },
    listSymbols: { exchange: 'kraken' },
    getTicker: { exchange: 'kraken', symbol: 'BTC/USD' },
    getOrderBook: { exchange: 'kraken', symbol: 'BTC/USD' },
    getCapabilities: {},
    getHealth: {},
    getOpenapi: {},
  };
}

const operations = Object.entries(routes) as [OperationId, Route][];
const guarded = operations.filter(([, { scope }]) => scope !== null);
const onAccount = guarded.filter(
  ([id]) => 'exchange_account_id' in requests('x')[id] && id !== 'registerExchangeAccount',
);

let oems: Oems;
let owner: Client;
let stranger: Client;

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  owner = await oems.client('owner');
  stranger = await oems.client('stranger');
  const params = paramsOf(await oems.mintSpot(), await oems.mintFutures());
  const { status } = await owner.call('registerExchangeAccount', {
    exchange_account_id: 'mine',
    exchange: 'kraken',
    params,
  });
  expect(status).toBe(200);
}, 60_000);

afterAll(() => oems?.close());

/** Runs the call and answers what it cost outside the function itself. */
async function watched(run: () => Promise<Answer>): Promise<{ answer: Answer; kms: number; exchange: number }> {
  oems.stack.kms?.faults.resetCounts();
  const arrived = oems.arrived.length;
  const answer = await run();
  const counts = Object.values(oems.stack.kms?.faults.counts() ?? {});
  return { answer, kms: counts.reduce((sum, count) => sum + count, 0), exchange: oems.arrived.length - arrived };
}

function withoutRequestId({ text }: Answer): string {
  return text.replace(/"requestId":"[^"]+"/, '"requestId":""');
}

describe.each(guarded)('%s', (operation, { scope }) => {
  it(`${operation} without a token is refused at no cost`, async () => {
    const nobody = clientOf(oems.stack.url, '');
    const { answer, kms, exchange } = await watched(() => nobody.call(operation, requests('mine')[operation]));
    expect(answer.body).toMatchObject({ isError: true, statusCode: 401, code: 'UNAUTHENTICATED' });
    expect([answer.status, kms, exchange]).toEqual([401, 0, 0]);
  });

  it(`${operation} without the scope ${scope} is refused at no cost`, async () => {
    const others = ['oems/read', 'oems/trade', 'oems/admin'].filter((name) => name !== scope).join(' ');
    const client = await oems.client('owner', `${others} ${scope}s`);
    const { answer, kms, exchange } = await watched(() => client.call(operation, requests('mine')[operation]));
    expect(answer.body).toMatchObject({ isError: true, statusCode: 403, code: 'PERMISSION_DENIED' });
    expect([answer.status, kms, exchange]).toEqual([403, 0, 0]);
  });
});

describe.each(onAccount)('%s of another tenant', (operation) => {
  it(`${operation} of another tenant answers the same bytes as for a missing account, without KMS and exchange`, async () => {
    const missing = await watched(() => stranger.call(operation, requests('none')[operation]));
    const foreign = await watched(() => stranger.call(operation, requests('mine')[operation]));
    expect(foreign.answer.body).toMatchObject({ isError: true, statusCode: 404, code: 'NOT_FOUND' });
    expect(withoutRequestId(foreign.answer)).toBe(withoutRequestId(missing.answer));
    expect([foreign.kms, foreign.exchange, missing.kms, missing.exchange]).toEqual([0, 0, 0, 0]);
  });

  it(`${operation} of another tenant leaves the account as it was`, async () => {
    const { data } = (await owner.call('getExchangeAccount', { exchange_account_id: 'mine' })).body;
    expect(data).toMatchObject({ trading_state: 'ACTIVE', credentials: { spot: { configured: true } } });
  });
});

it('a halt of all accounts of another tenant leaves the account as it was, without KMS and exchange', async () => {
  const { answer, kms, exchange } = await watched(() => stranger.call('haltTrading', { all_accounts: true }));
  expect(answer.body.data).toMatchObject({ accounts: [], count: 0 });
  const { data } = (await owner.call('getExchangeAccount', { exchange_account_id: 'mine' })).body;
  expect([kms, exchange, data.trading_state]).toEqual([0, 0, 'ACTIVE']);
});

it('every operation of the table of routes has a request here', () => {
  expect(Object.keys(requests('x')).toSorted()).toEqual(Object.keys(routes).toSorted());
});

describe('routes without a scope', () => {
  it.each(operations.filter(([, { scope }]) => scope === null))('%s needs no token', async (operation) => {
    expect((await clientOf(oems.stack.url, '').call(operation)).status).toBe(200);
  });
});

describe('tenant names', () => {
  const names = ['owner#ACCOUNT#mine', 'owner/', 'owner%23', 'Owner', 'ownér', ' owner', '東京', '#', '../owner', '💱'];

  it.each(names)(
    'the tenant %j sees neither account nor list of another tenant, and has a list of its own',
    async (name) => {
      const client = await oems.client(name);
      expect((await client.call('getExchangeAccount', { exchange_account_id: 'mine' })).status).toBe(404);
      const { apiKey, secret } = await oems.mintSpot();
      const registration = { exchange_account_id: 'mine', exchange: 'kraken', params: { apiKey, secret } };
      expect((await client.call('registerExchangeAccount', registration)).status).toBe(200);
      expect((await client.call('listExchangeAccounts')).body.data).toMatchObject({ count: 1 });
      expect((await client.call('getBalance', { exchange_account_id: 'mine' })).status).toBe(200);
      expect((await client.call('deleteExchangeAccount', { exchange_account_id: 'mine' })).status).toBe(200);
    },
  );

  it('the owner alone still has the account after the calls of all other tenants', async () => {
    expect((await owner.call('listExchangeAccounts')).body.data).toMatchObject({ count: 1 });
    expect((await owner.call('getBalance', { exchange_account_id: 'mine' })).status).toBe(200);
  });

  it('a tenant name that is too long for a key is refused as a bad token, not as an internal error', async () => {
    const client = await oems.client('界'.repeat(256));
    expect((await client.call('listExchangeAccounts')).body).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
