import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { handler as registerExchangeAccount } from '../../functions/api/register-exchange-account.ts';
import { createAccount } from '../../lib/accounts/account-lifetime.ts';
import { answered, begun } from './harness/account-calls.ts';
import { desk } from './harness/accounts.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { keysOf } from './scenes/kraken-keys.ts';

let scenario: Scenario;

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(async () => {
  delete process.env.OEMS_ACCOUNTS_PER_TENANT;
  await scenario.close();
});

it('a tenant without a place for an account is refused before the exchange is asked about the keys', async () => {
  scenario = await openScenario(['desk']);
  const { tenant } = desk;
  const nothing = { credentials: {}, nonceScales: {}, leverages: {}, remembersKeys: true } as const;
  const other = {
    tenant,
    accountId: 'other',
    registrationId: 'r',
    exchange: 'kraken',
    tradingState: 'ACTIVE',
  } as const;
  await createAccount({ ...other, ...nothing, createdAt: 1 }, {});
  process.env.OEMS_ACCOUNTS_PER_TENANT = '1';
  const { apiKey, secret } = keysOf('desk').spot;
  const register = () => {
    const body = { exchange_account_id: 'third', exchange: 'kraken', params: { apiKey, secret } };
    return answered(scenario, begun(scenario, 'register', registerExchangeAccount, { body }));
  };
  const refused = await register();
  expect([refused.status, refused.body.code, scenario.sent]).toEqual([409, 'LIMIT_REACHED', []]);
  process.env.OEMS_ACCOUNTS_PER_TENANT = '100';
  expect([(await register()).status, scenario.sent.length]).toEqual([200, 1]);
});
