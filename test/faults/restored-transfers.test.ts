import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Leg, openTransfers, ref, type TransferScenario } from '../lib/transfers/fixture-scenario.ts';
import { setState } from './harness/halt.ts';
import { registeredAt } from './harness/registered-then.ts';
import { endRestore, itemsOf, pass, restore } from './harness/restore.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';

/** A transfer carries no name at Kraken: after a restore of the table only its terms tell whether a transfer has moved money. */
let s: TransferScenario;
let restoredTo = 0;
let isAway = false;

beforeAll(startHarness);
afterAll(() => stopHarness());
afterEach(async () => {
  endRestore();
  await s.close();
});

async function ask(leg: Leg, key?: string, amount?: string) {
  const told = s.transfer(leg, key, amount === undefined ? {} : { amount });
  await s.over(told);
  return [told.status, told.body.code ?? told.body.data?.status];
}

async function openRestored(
  lost: () => Promise<unknown>,
  before = async (): Promise<unknown> => undefined,
): Promise<void> {
  s = await openTransfers({
    exchangeFault: ({ name }) => (isAway && name === 'WalletTransfer' ? { kind: 'refused' } : undefined),
  });
  await registeredAt('desk', startTime - 3_600_000);
  await before();
  const kept = await itemsOf(ref);
  restoredTo = s.scenario.time.now();
  await pass(s.scenario, 60_000);
  await lost();
  await pass(s.scenario, 5 * 60_000);
  await restore(ref, kept, restoredTo);
}

describe.each(['spot', 'swap'] as const)('a transfer from %s that the restored table has lost', (leg) => {
  it('is not sent again under its name, and the answer names the remedy', async () => {
    await openRestored(() => ask(leg, 'lost'));
    await setState(s.scenario, 'ACTIVE');
    expect(await ask(leg, 'lost')).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    expect(s.moved(leg)).toBe(1);
    expect((await ask(leg, 'other-terms', '55'))[0]).toBe(200);
    expect((await ask(leg))[0]).toBe(200);
  });

  it('is denied, named or not, until a person lets the account trade', async () => {
    await openRestored(async () => undefined);
    expect(await ask(leg, 'new')).toEqual([422, 'TRADING_HALTED']);
    expect(await ask(leg)).toEqual([422, 'TRADING_HALTED']);
    await setState(s.scenario, 'ACTIVE');
    expect((await ask(leg, 'new'))[0]).toBe(200);
    expect(s.moved(leg)).toBe(1);
  });
});

it('a transfer that never left before the moment of the restore, and left in the lost minutes, is not sent a third time', async () => {
  const attempt = () => ask('spot', 'again');
  await openRestored(attempt, async () => {
    isAway = true;
    expect(await attempt()).toEqual([503, 'EXCHANGE_UNAVAILABLE']);
    isAway = false;
  });
  await setState(s.scenario, 'ACTIVE');
  expect(await attempt()).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
  expect(s.moved('spot')).toBe(1);
});
