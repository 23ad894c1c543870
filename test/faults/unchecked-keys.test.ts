import './harness/mocks.ts';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as closePosition } from '../../functions/api/close-position.ts';
import { handler as createTransfer } from '../../functions/api/create-transfer.ts';
import { handler as getBalance } from '../../functions/api/get-balance.ts';
import { handler as haltTrading } from '../../functions/api/halt-trading.ts';
import { handler as setLeverage } from '../../functions/api/set-leverage.ts';
import { handler as setMarginMode } from '../../functions/api/set-margin-mode.ts';
import { accountKey } from '../../lib/accounts/partitions.ts';
import { dynamodb } from '../../lib/aws/clients.ts';
import { env } from '../../lib/aws/env.ts';
import { answered, begun, deskId, read, setKeys } from './harness/account-calls.ts';
import { desk, journalOf } from './harness/accounts.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import type { ExchangeFaultKind } from './harness/exchange-faults.ts';
import { type MarketType, orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, startCold } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { keysOf } from './scenes/kraken-keys.ts';

/** Keys of which nobody knows what they may do, and keys that may withdraw. */
let scenario: Scenario;
/** How the exchange answers a check of a key; null: truly. */
let fault: ExchangeFaultKind | null;
const markets = ['spot', 'swap'] as const;
const checks = { spot: 'GetApiKeyInfo', swap: 'check' } as const;
const isCheck = ({ name }: { readonly name: string }) => name === checks.spot || name.endsWith(checks.swap);

async function open(): Promise<void> {
  fault = null;
  scenario = await openScenario(['desk'], {
    exchangeFault: (sent) => (fault !== null && isCheck(sent) ? { kind: fault } : undefined),
  });
}
function asked(): string[] {
  return scenario.sent.filter((sent) => !isCheck(sent)).map(({ name }) => name);
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
function create(marketType: MarketType, key = 'k'): Promise<CallResult> {
  return answerOf(scenario.create('desk', key, orderBody(marketType, 'limit')));
}
/** As a registration leaves a key that nobody has checked. */
async function leaveUnchecked(verification: 'pending' | 'skipped', marketType: MarketType): Promise<void> {
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: env.table,
      Key: accountKey(desk),
      UpdateExpression: 'SET credentials.#slot.verification = :state, credentials.#slot.allowWithdraw = :no',
      ExpressionAttributeNames: { '#slot': marketType },
      ExpressionAttributeValues: { ':state': { S: verification }, ':no': { BOOL: false } },
    }),
  );
}
function mayWithdraw(marketType: MarketType, may: boolean): void {
  const { spot, futures } = scenario.exchange;
  const [spotKey, swapKey] = [keysOf('desk').spot.apiKey, keysOf('desk').swap.apiKey];
  const rights = [
    'query-funds',
    'query-open-trades',
    'query-closed-trades',
    'query-ledger',
    'modify-trades',
    'close-trades',
  ];
  if (marketType === 'spot')
    spot.control.key?.({ api_key: spotKey, permissions: may ? [...rights, 'withdraw-funds'] : rights });
  else futures.control.key?.({ api_key: swapKey, permissions: { general: 'full', withdrawal: may ? 'full' : 'none' } });
}
async function stored(marketType: MarketType) {
  const { data } = (await answered(scenario, read(scenario))).body;
  const credentials = data?.credentials as Record<MarketType, { verification: string; warnings: string[] }> | undefined;
  return credentials?.[marketType] ?? { verification: 'no account', warnings: [] };
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe.each(['pending', 'skipped'] as const)('a key that is %s', (verification) => {
  it.each(
    markets.flatMap((marketType) =>
      (['http-503', 'http-502-html', 'truncate', 'http-429', 'stall-body'] as const).map(
        (how) => [marketType, how] as const,
      ),
    ),
  )(
    'on %s places nothing while its check is answered by %s, and the same order goes out afterwards',
    async (marketType, how) => {
      await open();
      await leaveUnchecked(verification, marketType);
      fault = how;
      const refused = await create(marketType);
      expect([refused.status, refused.body.code]).toEqual([503, 'EXCHANGE_UNAVAILABLE']);
      expect(refused.body.message).toContain('nothing was sent');
      expect([await journalOf(desk), scenario.exchange.orders(), (await stored(marketType)).verification]).toEqual([
        [],
        [],
        verification,
      ]);
      fault = null;
      await scenario.run(scenario.time.now() + 11_000);
      expect((await create(marketType)).status).toBe(200);
      expect([scenario.exchange.orders().length, (await stored(marketType)).verification]).toEqual([1, 'verified']);
    },
  );

  it('is not asked about for each order while the exchange gives no answer', async () => {
    await open();
    await leaveUnchecked(verification, 'spot');
    fault = 'http-503';
    await create('spot');
    const once = scenario.sent.filter(isCheck).length;
    for (const key of ['a', 'b', 'c']) expect((await create('spot', key)).status).toBe(503);
    expect(scenario.sent.filter(isCheck)).toHaveLength(once);
  });

  it.each(markets)('on %s reads, and lets orders be canceled one by one and by a halt', async (marketType) => {
    await open();
    const order = (await create(marketType)).body.data?.order;
    await create(marketType, 'second');
    await leaveUnchecked(verification, marketType);
    fault = 'http-503';
    const balance = begun(scenario, 'balance', getBalance, { query: { ...deskId, market_type: marketType } });
    expect((await answered(scenario, balance)).status).toBe(200);
    expect((await answerOf(scenario.cancel('desk', String(order?.client_order_id)))).status).toBe(200);
    expect(scenario.openOrders()).toHaveLength(1);
    const halt = begun(scenario, 'halt', haltTrading, { body: { ...deskId, close_positions: true } });
    expect((await answered(scenario, halt)).status).toBe(200);
    expect(scenario.openOrders()).toEqual([]);
  });

  it('lets a position be closed', async () => {
    await open();
    await answerOf(scenario.create('desk', 'p', orderBody('swap', 'market')));
    await leaveUnchecked(verification, 'swap');
    fault = 'http-503';
    const body = { ...deskId, symbol: 'BTC/USD:USD' };
    expect((await answered(scenario, begun(scenario, 'close', closePosition, { body }))).status).toBe(200);
  });

  it.each([
    ['amends no order', 'spot'],
    ['amends no order', 'swap'],
  ] as const)('%s on %s', async (_title, marketType) => {
    await open();
    const order = (await create(marketType)).body.data?.order;
    await leaveUnchecked(verification, marketType);
    fault = 'http-503';
    const sent = asked().length;
    const body = {
      client_order_id: order?.client_order_id,
      symbol: orderBody(marketType, 'limit').symbol,
      price: 69_000,
    };
    expect((await answerOf(scenario.amend('desk', 'a', body))).status).toBe(503);
    expect(
      asked()
        .slice(sent)
        .filter((name) => /amend|edit/i.test(name)),
    ).toEqual([]);
  });

  it.each([
    ['moves no money', createTransfer, { asset: 'USD', amount: '1', from_account: 'spot', to_account: 'swap' }],
    ['changes no leverage', setLeverage, { symbol: 'BTC/USD:USD', leverage: 5 }],
    ['changes no margin mode', setMarginMode, { symbol: 'BTC/USD:USD', margin_mode: 'cross' }],
  ] as const)('%s', async (_title, handler, fields) => {
    await open();
    for (const marketType of markets) await leaveUnchecked(verification, marketType);
    fault = 'http-503';
    const answer = await answered(scenario, begun(scenario, 'call', handler, { body: { ...deskId, ...fields } }));
    expect([answer.status, answer.body.code]).toEqual([503, 'EXCHANGE_UNAVAILABLE']);
    expect(asked().filter((name) => /transfer|leverage/i.test(name))).toEqual([]);
  });
});

describe.each(markets)('a key of %s that was not checked and can withdraw', (marketType) => {
  it('places nothing, until the right is taken from the key', async () => {
    await open();
    await leaveUnchecked('skipped', marketType);
    mayWithdraw(marketType, true);
    const refused = await create(marketType);
    expect([refused.status, refused.body.code]).toEqual([403, 'KEY_REFUSED']);
    expect(refused.body.message).toContain('allow_withdraw: true');
    expect(scenario.exchange.orders()).toEqual([]);
    expect((await stored(marketType)).warnings).toContainEqual(expect.stringContaining('places no orders'));
    mayWithdraw(marketType, false);
    await scenario.run(scenario.time.now() + 11_000);
    expect((await create(marketType)).status).toBe(200);
    expect((await stored(marketType)).warnings).not.toContainEqual(expect.stringContaining('withdraw'));
  });

  it('trades after the check where its owner accepts that', async () => {
    await open();
    mayWithdraw(marketType, true);
    const { apiKey, secret } = keysOf('desk')[marketType];
    const params = marketType === 'spot' ? { apiKey, secret } : { futuresApiKey: apiKey, futuresSecret: secret };
    const set = setKeys(scenario, params, false, { allow_withdraw: true });
    expect((await answered(scenario, set)).status).toBe(200);
    expect([(await create(marketType)).status, scenario.exchange.orders().length]).toEqual([200, 1]);
  });

  it('stays denied when a later answer does not tell its rights', async () => {
    await open();
    await leaveUnchecked('skipped', marketType);
    mayWithdraw(marketType, true);
    await create(marketType);
    startCold();
    fault = 'json-200';
    expect((await create(marketType)).status).toBeGreaterThan(400);
    expect(scenario.exchange.orders()).toEqual([]);
  });
});

it('a key that reads a part of the history trades as little after a check as it could be registered', async () => {
  await open();
  await leaveUnchecked('pending', 'spot');
  const { apiKey } = keysOf('desk').spot;
  scenario.exchange.spot.control.key?.({ api_key: apiKey, query_to: Math.floor(scenario.time.now() / 1000) - 3600 });
  const refused = await create('spot');
  expect([refused.status, refused.body.code]).toEqual([403, 'PERMISSION_DENIED']);
  expect([scenario.exchange.orders(), (await stored('spot')).verification]).toEqual([[], 'pending']);
});
