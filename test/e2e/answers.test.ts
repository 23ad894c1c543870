import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../../infra/local/exchanges/simulated-exchange.ts';
import { type OperationId, routes } from '../../lib/contract/routes.ts';
import type { ExchangeId } from '../../lib/exchanges/exchanges.ts';
import { faultsOf } from './fixture-judge.ts';
import { type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';
import { isOfAccount, requestsOf } from './fixture-requests.ts';

let oems: Oems;
let client: Client;
const account = { exchange_account_id: 'mine' };

beforeAll(async () => {
  oems = await startOems({ workers: 2 });
  client = await oems.client('owner');
  const params = paramsOf(await oems.mintSpot(), await oems.mintFutures());
  expect((await client.call('registerExchangeAccount', { ...account, exchange: 'kraken', params })).status).toBe(200);
  await client.call('createOrder', {
    ...account,
    symbol: 'BTC/USD',
    side: 'buy',
    order_type: 'market',
    quantity: 0.001,
  });
  await tradeAt('binance', oems.stack.simulators.binance.spot);
  await tradeAt('bybit', oems.stack.simulators.bybit.api);
}, 60_000);

/** An account under the name of the exchange, with a holding, a position and an order that rests. */
async function tradeAt(exchange: 'binance' | 'bybit', simulator: Simulator | undefined): Promise<void> {
  const pair = { api_key: `${exchange}AnswersKey`.padEnd(64, 'k'), secret: `${exchange}secret`.padEnd(64, 's') };
  await simulator?.control('key', { ...pair, customer: exchange });
  const params = { apiKey: pair.api_key, secret: pair.secret };
  const own = { exchange_account_id: exchange };
  expect((await client.call('registerExchangeAccount', { ...own, exchange, params })).status).toBe(200);
  const order = { ...own, side: 'buy', quantity: 0.002 };
  for (const more of [
    { symbol: 'BTC/USDT', order_type: 'market' },
    { symbol: 'BTC/USDT:USDT', order_type: 'market' },
    { symbol: 'BTC/USDT:USDT', order_type: 'limit', price: 70_000 },
  ])
    expect((await client.call('createOrder', { ...order, ...more })).status).toBe(200);
}

afterAll(() => oems?.close());

/** What ends the account's trading, or the account, comes last. */
const last: readonly OperationId[] = ['setTradingState', 'haltTrading', 'setCredentials', 'deleteExchangeAccount'];
const first = (Object.keys(routes) as OperationId[]).filter((id) => !last.includes(id));
const statuses = new Map<number, number>();

/** `send` throws for an answer that the document does not promise. */
function promised(id: OperationId, exchange: ExchangeId, numRuns: number): Promise<void> {
  return fc.assert(
    fc.asyncProperty(requestsOf(id, exchange), async ({ method, target, body, headers }) => {
      const { status, headers: told } = await client.send(method, target, body, headers);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const isText = told.get('content-type')?.startsWith('text/') === true;
      if (headers.prefer === 'decimals=string' && !isText) expect(told.get('preference-applied')).toBe(headers.prefer);
      else expect(told.has('preference-applied')).toBe(false);
      expect(status, 'an error of ours').not.toBe(500);
    }),
    { numRuns, endOnFailure: true, interruptAfterTimeLimit: 40_000 },
  );
}

describe('every answer is one that the OpenAPI document promises, for valid and for invalid requests', () => {
  it.each([...first, ...last])(
    '%s, with decimals as numbers and as texts',
    async (id) => {
      await promised(id, 'kraken', 15);
      // A few more in an account at each other exchange, whose answers have other nulls, words and reasons.
      // A halt lasts for seconds.
      const runs = id === 'haltTrading' ? 1 : 2;
      if (isOfAccount(id)) for (const exchange of ['binance', 'bybit'] as const) await promised(id, exchange, runs);
    },
    60_000,
  );

  it('successes and refusals of all kinds were among them', () => {
    for (const status of [200, 400, 404, 422]) expect(statuses.get(status) ?? 0, String(status)).toBeGreaterThan(5);
  });
});

describe('the judge of answers', () => {
  const headers = {
    ...{ 'content-type': 'application/json', 'cache-control': 'no-store', vary: 'Prefer' },
    ...{ 'x-content-type-options': 'nosniff', 'strict-transport-security': 'max-age=31536000' },
  };
  const balance = { asset: 'USD', free: 1, used: 0, total: 1 };
  function judged(change: object, more: Record<string, string> = {}, status = 200): string[] {
    const data = {
      exchange: 'kraken',
      ...account,
      market_type: 'spot',
      balances: [{ ...balance, ...change }],
      other_wallets: [],
      count: 1,
    };
    const text = JSON.stringify({ isError: false, statusCode: 200, message: '', data });
    return faultsOf({
      method: 'GET',
      path: '/oems/execution/balance',
      status,
      headers: new Headers({ ...headers, ...more }),
      text,
    });
  }
  const applied = { 'preference-applied': 'decimals=string' };

  it('finds no fault with an answer of the document', () => {
    expect(judged({})).toEqual([]);
    expect(judged({ free: '1', used: '0', total: '1' }, applied)).toEqual([]);
  });

  it.each([
    ['a text where a number was asked for', judged({ free: '1' })],
    ['a number where a text was asked for', judged({ free: '1', used: '0' }, applied)],
    ['a null that is not declared', judged({ free: null })],
    ['a field that is missing', judged({ free: undefined })],
    ['a field that is not declared', judged({ more: 1 })],
    ['a header that is not declared', judged({}, { 'x-more': '1' })],
    ['a status that is not declared', judged({}, {}, 409)],
    ['the status of another answer', judged({}, {}, 404)],
    ['another type', judged({}, { 'content-type': 'text/html' })],
  ])('finds %s', (_what, faults) => {
    expect(faults).not.toEqual([]);
  });
});
