import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { over } from './harness/case.ts';
import { type CloseResult, startClose } from './harness/closing.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { setState } from './harness/halt.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import type { Crash } from './harness/time.ts';

let scenario: Scenario;
/** The fault strikes the orders that close, and not the order that opens. */
let fault: ExchangeFault | undefined;
/** The invocation that learns of positions late. */
let slowReader = '';

async function open(): Promise<void> {
  fault = undefined;
  scenario = await openScenario(['desk'], {
    exchangeFault: ({ name, invocation }) => {
      if (name === 'openpositions' && invocation === slowReader) return { kind: 'delay', ms: 3000, applied: false };
      return name === 'sendorder' && invocation.startsWith('close') ? fault : undefined;
    },
  });
  await over(scenario, scenario.create('desk', 'open', orderBody('swap', 'market')));
}
async function close(key: string | undefined, crash?: Crash): Promise<CloseResult> {
  const told = startClose(scenario, 'desk', key, crash);
  await scenario.run(scenario.time.now() + 40_000);
  return told;
}
const outcomeOf = ({ status, body }: CloseResult) => [
  status,
  body.code ?? body.data?.order?.status,
  body.data?.remaining,
];
function closings(): number {
  return scenario.exchange.orders().length - 1;
}
function sentTimes(): number {
  return scenario.sent.filter(({ name, invocation }) => name === 'sendorder' && invocation.startsWith('close')).length;
}

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

describe('a position', () => {
  it('is closed whole, and a repeated call tells of the same order and sends nothing', async () => {
    await open();
    const once = await close('k');
    expect([outcomeOf(once), once.body.message]).toEqual([[200, 'filled', 0], 'Position closed']);
    expect(once.body.data?.order).toMatchObject({ side: 'sell', quantity: 0.01, filled_quantity: 0.01 });
    const again = await close('k');
    expect([outcomeOf(again), again.body.data?.replayed]).toEqual([[200, 'filled', 0], true]);
    expect([closings(), sentTimes()]).toEqual([1, 1]);
  });

  it('that is open again under a used name is not closed by the name, and the answer tells what is open', async () => {
    await open();
    await close('k');
    await over(scenario, scenario.create('desk', 'again', orderBody('swap', 'market', { quantity: 0.02 })));
    const { status, body } = await close('k');
    expect([status, body.data?.replayed, body.data?.remaining, sentTimes()]).toEqual([200, true, 0.02, 1]);
    expect(body.message).toMatch(/^Nothing was sent: .*0\.02 are left/);
  });

  it('that is not there is ALREADY_CLOSED, and nothing is sent', async () => {
    await open();
    await close(undefined);
    expect([outcomeOf(await close(undefined)), sentTimes()]).toEqual([[409, 'ALREADY_CLOSED', undefined], 1]);
    expect([outcomeOf(await close('new')), sentTimes()]).toEqual([[409, 'ALREADY_CLOSED', undefined], 1]);
  });

  it.each(['HALTED', 'REDUCE_ONLY'])('of an account that is %s is closed', async (state) => {
    await open();
    await setState(scenario, state);
    expect(outcomeOf(await close('k'))).toEqual([200, 'filled', 0]);
  });

  it('asked to be closed ten times at once under one name is closed once', async () => {
    await open();
    const calls = Array.from({ length: 10 }, () => startClose(scenario, 'desk', 'k'));
    await scenario.run(scenario.time.now() + 40_000);
    expect(calls.map(outcomeOf)).toEqual(Array(10).fill([200, 'filled', 0]));
    expect([closings(), sentTimes()]).toEqual([1, 1]);
  });

  it('that is looked at while a call beside closes the position under the same name is told of that call', async () => {
    await open();
    slowReader = `close${scenario.invocations.length}`;
    const slow = startClose(scenario, 'desk', 'k');
    await scenario.run(scenario.time.now() + 500);
    const quick = startClose(scenario, 'desk', 'k');
    await scenario.run(scenario.time.now() + 40_000);
    expect([outcomeOf(quick), outcomeOf(slow)]).toEqual(Array(2).fill([200, 'filled', 0]));
    expect([slow.body.data?.replayed, closings(), sentTimes()]).toEqual([true, 1, 1]);
  });

  it('under a name that another order has is a conflict, and nothing is sent', async () => {
    await open();
    expect([outcomeOf(await close('open')), sentTimes()]).toEqual([[409, 'IDEMPOTENCY_CONFLICT', undefined], 0]);
  });
});

describe('an order to close', () => {
  it('whose answer is lost after the fill is found, and is never sent again', async () => {
    await open();
    fault = { kind: 'drop-after' };
    expect(outcomeOf(await close('k'))).toEqual([200, 'filled', 0]);
    fault = undefined;
    expect([outcomeOf(await close('k')), closings(), sentTimes()]).toEqual([[200, 'filled', 0], 1, 1]);
  });

  it('that was lost before the exchange is NOT_PLACED, the position stays, and a new name closes it', async () => {
    await open();
    fault = { kind: 'drop-before' };
    expect(outcomeOf(await close('k'))).toEqual([409, 'NOT_PLACED', null]);
    fault = undefined;
    expect([outcomeOf(await close('k')), closings()]).toEqual([[409, 'NOT_PLACED', null], 0]);
    expect([outcomeOf(await close('new')), closings()]).toEqual([[200, 'filled', 0], 1]);
  });

  it('whose call died after the fill is told by the next call under the name', async () => {
    await open();
    const dies: Crash = ({ label }, when) => when === 'after' && label.startsWith('exchange sendorder');
    expect((await close('k', dies)).status).toBeNull();
    const told = await close('k');
    expect([closings(), sentTimes(), told.body.data?.replayed ?? told.body.code]).toEqual([1, 1, expect.anything()]);
    scenario.resolve();
    await scenario.run(scenario.time.now() + 60_000);
    expect([outcomeOf(await close('k')), closings()]).toEqual([[200, 'filled', 0], 1]);
  });
});
