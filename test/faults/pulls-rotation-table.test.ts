import '../conformance/made-up/enter.ts';
import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as setCredentials } from '../../functions/api/set-credentials.ts';
import type { ExchangeId } from '../../lib/exchanges/exchanges.ts';
import { type BookedDesk, bookedExchanges, customer, openBookedDesk } from './cases/booked-desk.ts';
import { pullUntilQuiet } from './cases/booked-ledger-cases.ts';
import { accounts } from './harness/accounts.ts';
import { apiEvent, lambdaContext } from './harness/event.ts';
import { pullOnce } from './harness/pulls.ts';
import { startHarnessOverTable, stopHarness } from './harness/start.ts';
import { storedLedgers } from './harness/stored-ledgers.ts';
import { judgeAnswers } from './judge/booked-answers.ts';
import { judgeWholeBooked } from './judge/booked-ledger.ts';
import { sceneOf } from './scenes/scenes.ts';

const minute = 60_000;
const quarter = 15 * minute;
let desk: BookedDesk;

beforeAll(startHarnessOverTable);
afterAll(stopHarness);
afterEach(() => desk.scenario.close());

/** The made-up exchange tells no customer (`owner` is null), so nothing tells a key of another customer there. */
const tellCustomers = bookedExchanges.filter((exchange) => exchange !== ('madeup' as ExchangeId));

describe.each(tellCustomers)('a new key at %s', (exchange) => {
  let isAway = false;
  const open = async () => {
    isAway = false;
    desk = await openBookedDesk(exchange, { exchangeFault: () => (isAway ? { kind: 'http-503' } : undefined) });
    desk.trade();
    await desk.later(quarter);
    await pullOnce(desk.scenario, 'desk');
  };
  const failOnce = async () => {
    isAway = true;
    await pullOnce(desk.scenario, 'desk');
    isAway = false;
    await desk.later(quarter);
  };

  it('goes on after a key of the same customer, even if it fails at first', async () => {
    await open();
    await rotate(exchange, customer);
    desk.trade();
    await failOnce();
    const switched = desk.scenario.time.now();
    await pullUntilQuiet(desk.scenario, 'desk');
    expect((await desk.cursor()).reconciledAt).toBeGreaterThan(switched);
    const to = (await desk.coverage()).to ?? 0;
    expect(await desk.coverage(to)).toMatchObject({ from: null, complete: true, reasons: [], gaps: [] });
    expect(await judgeWholeBooked(desk.scenario, 'desk')).toEqual([]);
    expect(await judgeAnswers(desk.scenario, 'desk')).toEqual([]);
  });

  it('keeps the rows of a former customer and leaves out what was not read of theirs', async () => {
    await open();
    const former = await entries();
    const end = (await desk.cursor()).coveredTo;
    desk.trade(2);
    await desk.later(60 * minute);
    await rotate(exchange, accounts.fund.customer);
    await failOnce();
    const switched = desk.scenario.time.now();
    await pullUntilQuiet(desk.scenario, 'desk');
    await desk.later(quarter);
    await pullUntilQuiet(desk.scenario, 'desk');
    const { owner, mismatches, conflicts } = await desk.cursor();
    expect([mismatches, conflicts]).toEqual([[], []]);
    const rows = await entries();
    expect(rows.filter((row) => row.owner !== owner)).toEqual(former);
    const own = rows.filter((row) => row.owner === owner);
    expect(own).toHaveLength(desk.ledger.rows(accounts.fund.customer).length);
    expect(own.length).toBeGreaterThan(0);
    const { gaps, complete } = await desk.coverage(switched);
    expect([complete, gaps.length, gaps[0]?.from]).toEqual([false, 1, end]);
    expect(gaps[0]?.to).toBeGreaterThanOrEqual(switched);
  });
});

async function entries() {
  return (await storedLedgers(desk.scenario, 'desk')).flatMap((stored) => stored.entries);
}

/** A second key, of this customer, set as a client sets it. */
async function rotate(exchange: ExchangeId, owner: string): Promise<void> {
  const { main } = sceneOf(exchange).credentialsOf('fund');
  if (main === undefined) throw new Error(`${exchange} has no main key`);
  const { apiKey, secret } = main;
  for (const { control } of Object.values(desk.scenario.exchange.protocols))
    control.key?.({ api_key: apiKey, secret, customer: owner });
  const { tenant, accountId } = accounts.desk;
  const body = { exchange_account_id: accountId, params: { apiKey, secret }, verify: false };
  const answer = await setCredentials(apiEvent({ tenant, body }), lambdaContext(Date.now() + 29_000));
  if (answer.statusCode !== 200) throw new Error(String(answer.body));
}
