import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as setCredentials } from '../../functions/api/set-credentials.ts';
import { type MarketType, marketTypes } from '../../lib/exchanges/model/axes.ts';
import { pullUntilRead, quarter } from './cases/pull-case.ts';
import { coverageOf, desk, later, open, scenario, trade } from './cases/pull-desk.ts';
import { accounts } from './harness/accounts.ts';
import { apiEvent, lambdaContext } from './harness/event.ts';
import { cursorOf, ledgerOf } from './harness/ledger.ts';
import { pullOnce } from './harness/pulls.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { judgeWhole } from './judge/ledger.ts';
import { keysOf } from './scenes/kraken-keys.ts';

const minute = 60_000;
beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

/** The check of the key goes well: the pull itself fails. */
function isLedger(name: string): boolean {
  return /^(Ledgers|history\/account-log)$/.test(name);
}

describe.each(marketTypes)('a new key for %s', (marketType) => {
  it('goes on after a key of the same customer, and looks far back with it even if it fails at first', async () => {
    let isAway = false;
    await open({ exchangeFault: ({ name }) => (isAway && isLedger(name) ? { kind: 'http-503' } : undefined) });
    trade();
    await later(quarter);
    await pullOnce(scenario, 'desk');
    await rotate(marketType, accounts.desk.customer);
    trade();
    isAway = true;
    await pullOnce(scenario, 'desk');
    isAway = false;
    await later(quarter);
    const switched = scenario.time.now();
    await pullUntilRead(scenario, 'desk');
    const { fullRescanAt, reconciledAt } = await cursorOf('desk', marketType);
    expect([fullRescanAt, reconciledAt].map((at) => (at ?? 0) >= switched)).toEqual([true, true]);
    const to = (await coverageOf(marketType)).to ?? 0;
    expect(await coverageOf(marketType, undefined, to)).toEqual({
      proof: 'running-balance',
      from: null,
      to,
      complete: true,
      reasons: [],
      gaps: [],
    });
    expect(await judgeWhole(scenario, 'desk')).toEqual([]);
  });

  it('keeps the rows of a former customer and leaves out what was not read of theirs, even if the new key fails at first', async () => {
    let isAway = false;
    await open({ exchangeFault: ({ name }) => (isAway && isLedger(name) ? { kind: 'http-503' } : undefined) });
    trade();
    await later(quarter);
    await pullOnce(scenario, 'desk');
    const former = await ledgerOf('desk', marketType);
    const end = (await coverageOf(marketType)).to ?? 0;
    trade(1);
    await later(60 * minute);
    await rotate(marketType, 'somebody else');
    isAway = true;
    await pullOnce(scenario, 'desk');
    isAway = false;
    await later(quarter);
    const switched = scenario.time.now();
    await pullUntilRead(scenario, 'desk');
    await later(quarter);
    await pullUntilRead(scenario, 'desk');
    const rows = await ledgerOf('desk', marketType);
    const { owner, mismatches, conflicts } = await cursorOf('desk', marketType);
    expect([mismatches, conflicts]).toEqual([[], []]);
    expect(rows.filter((row) => row.owner !== owner)).toEqual(former);
    expect(rows.filter((row) => row.owner === owner).length).toBeGreaterThan(0);
    const { gaps, complete } = await coverageOf(marketType, undefined, switched);
    expect(complete).toBe(false);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.from).toBe(end);
    expect(gaps[0]?.to).toBeGreaterThanOrEqual(switched);
  });
});

/** Another key for one product, of this customer, set as a client sets it. */
async function rotate(marketType: MarketType, customer: string): Promise<void> {
  const { spot, swap } = keysOf('fund');
  const key = marketType === 'spot' ? spot : swap;
  const simulator = marketType === 'spot' ? scenario.exchange.spot : scenario.exchange.futures;
  simulator.control.key?.({ api_key: key.apiKey, secret: key.secret, customer });
  if (marketType === 'swap')
    scenario.exchange.world.deposit(
      'futures',
      customer,
      'USD',
      desk.spotAccount().wallets.get('spot')?.get('ZUSD') ?? fail(),
    );
  const params =
    marketType === 'spot'
      ? { apiKey: key.apiKey, secret: key.secret }
      : { futuresApiKey: key.apiKey, futuresSecret: key.secret };
  const { tenant, accountId } = accounts.desk;
  const answer = await setCredentials(
    apiEvent({ tenant, body: { exchange_account_id: accountId, params, verify: false } }),
    lambdaContext(Date.now() + 29_000),
  );
  if (answer.statusCode !== 200) throw new Error(String(answer.body));
}

function fail(): never {
  throw new Error('the customer has no dollars');
}
