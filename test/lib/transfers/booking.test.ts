import '../../faults/harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as listEvents } from '../../../functions/api/list-events.ts';
import { dueEntries } from '../../../lib/journal/due-entries.ts';
import { bookingShards } from '../../../lib/transfers/transfer-store.ts';
import { answered, begun, deskId } from '../../faults/harness/account-calls.ts';
import type { ScenarioTerms } from '../../faults/harness/scenario.ts';
import { startHarness, stopHarness } from '../../faults/harness/start.ts';
import { openTransfers, type TransferScenario } from './fixture-scenario.ts';

/** A client that was told `pending` need not ask again. */
let s: TransferScenario;
const minute = 60_000;

beforeAll(startHarness);
afterAll(() => stopHarness());
afterEach(() => s.close());

/** A withdrawal that the exchange acknowledges, and books `lateMs` later. */
async function openPending(lateMs: number, terms: ScenarioTerms = {}): Promise<void> {
  s = await openTransfers(terms);
  await s.scenario.exchange.futures.control.ledger?.({ late: { ms: lateMs } });
  const told = s.transfer('swap', 'key');
  await s.over(told);
  expect([told.status, told.body.data?.status]).toEqual([200, 'pending']);
  before = await allCompletions();
}

/** The schedule's work of `minutes`; two runs at once where the schedule delivers an event twice. */
async function runJobs(minutes: number, atOnce = 1): Promise<void> {
  for (let run = 0; run < minutes; run += 1) {
    await s.scenario.run(s.scenario.time.now() + minute);
    const invocations = Array.from({ length: atOnce }, () => s.scenario.resolve());
    await s.scenario.run(undefined, () => invocations.every(({ state }) => state !== 'running'));
  }
}

/** Of this test's transfer: the list of the tenant holds the events of every test. */
let before = 0;
async function completions(): Promise<number> {
  return (await allCompletions()) - before;
}
async function allCompletions(): Promise<number> {
  const read = await answered(
    s.scenario,
    begun(s.scenario, 'events', listEvents, { query: { ...deskId, limit: '100' } }),
  );
  const events = (read.body.data?.events ?? []) as readonly { readonly type: string }[];
  return events.filter(({ type }) => type === 'transfer_completed').length;
}

function looks(): number {
  return s.scenario.sent.filter(({ name }) => name === 'history/account-log').length;
}

describe('a withdrawal that was acknowledged and that no client asks for again', () => {
  it('is completed by the job once the log shows the booking, and told by one event', async () => {
    await openPending(3 * minute);
    await runJobs(2);
    expect(await s.journal()).toMatchObject([{ state: 'ACCEPTED', isBooked: false }]);
    await runJobs(3);
    expect(await s.journal()).toMatchObject([{ state: 'ACCEPTED', isBooked: true }]);
    const asked = looks();
    await runJobs(2);
    expect([looks() - asked, await completions(), s.moved('swap')]).toEqual([0, 1, 1]);
    const later = s.scenario.time.now() + 60 * minute;
    const awaited = await Promise.all(bookingShards.map((shard) => dueEntries(shard, later, 10)));
    expect(awaited.flat()).toEqual([]);
  });

  it('is completed once by two runs of the job at the same time', async () => {
    await openPending(minute);
    await runJobs(3, 2);
    expect([(await s.journal())[0]?.isBooked, await completions()]).toEqual([true, 1]);
  });

  it('is looked for less and less often while the log shows nothing, and after a week by clients alone', async () => {
    await openPending(30 * 24 * 60 * minute);
    await runJobs(30);
    expect(looks()).toBeLessThan(22);
    await s.scenario.run(s.scenario.time.now() + 8 * 24 * 60 * minute);
    await runJobs(1);
    const asked = looks();
    await s.scenario.run(s.scenario.time.now() + 60 * minute);
    await runJobs(1);
    expect(looks() - asked).toBe(0);
    expect(s.scenario.output.filter((line) => line.includes('no booking of an acknowledged transfer'))).toHaveLength(1);
    expect(await s.journal()).toMatchObject([{ state: 'ACCEPTED', isBooked: false }]);
  }, 120_000);
});
