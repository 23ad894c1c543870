import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { pullUntilRead, quarter } from './cases/pull-case.ts';
import { coverageOf, later, open, scenario, trade } from './cases/pull-desk.ts';
import { cursorOf } from './harness/ledger.ts';
import { pullOnce } from './harness/pulls.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { judgeLedger, judgeWhole } from './judge/ledger.ts';
import { keysOf } from './scenes/kraken-keys.ts';

/** A key that its owner limits in time after the registration, which refuses such keys. The exchange answers with the entries within. */
const { apiKey } = keysOf('desk').spot;
const minute = 60_000;
function limit(times: Record<string, number>): void {
  const { spot } = scenario.exchange;
  spot.control.key_info?.({ outside: 'clipped' });
  spot.control.key?.({ api_key: apiKey, ...times });
}
const seconds = (ms: number) => Math.floor(ms / 1000);

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

it.each([
  ['until a moment in the past', () => ({ query_to: seconds(scenario.time.now()) - 60 })],
  ['from a moment after the last pull', () => ({ query_from: seconds(scenario.time.now()) + 300 })],
])('a key that reads %s covers nothing more, and everything once the limit is gone', async (_title, times) => {
  await open();
  trade();
  await later(quarter);
  await pullOnce(scenario, 'desk');
  const before = await coverageOf('spot');
  limit(times());
  trade();
  await later(quarter);
  await pullOnce(scenario, 'desk');
  const failed = expect.stringContaining('the last pull failed (PERMISSION_DENIED)');
  expect(await coverageOf('spot')).toEqual({ ...before, reasons: [...before.reasons, failed] });
  const { lastError } = await cursorOf('desk', 'spot');
  expect(lastError).toMatchObject({ code: 'PERMISSION_DENIED', message: expect.stringContaining('remove the limits') });
  expect(await judgeLedger(scenario, 'desk')).toEqual([]);
  limit({ query_from: 0, query_to: 0 });
  await later(20 * minute);
  await pullUntilRead(scenario, 'desk');
  const to = (await coverageOf('spot')).to ?? 0;
  expect(to).toBeGreaterThan(scenario.time.now() - 3 * minute);
  expect(await coverageOf('spot', undefined, to)).toMatchObject({ complete: true, gaps: [] });
  expect(await judgeWhole(scenario, 'desk')).toEqual([]);
});

it('a key that reads from a moment before every window covers as before', async () => {
  await open();
  trade();
  await later(quarter);
  await pullOnce(scenario, 'desk');
  limit({ query_from: seconds(scenario.time.now()) - 30 * 24 * 3600 });
  trade();
  await later(quarter);
  await pullOnce(scenario, 'desk');
  const to = (await coverageOf('spot')).to ?? 0;
  expect(to).toBeGreaterThan(scenario.time.now() - 3 * minute);
});
