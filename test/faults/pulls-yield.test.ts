import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pullUntilRead, quarter } from './cases/pull-case.ts';
import type { CallResult } from './harness/calls.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { cursorOf } from './harness/ledger.ts';
import { orderBody } from './harness/orders.ts';
import { beginPull, type Pull, pullOnce } from './harness/pulls.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { judge } from './judge/judge.ts';
import { judgeLedger, judgeWhole } from './judge/ledger.ts';
import { keysOf } from './scenes/kraken-keys.ts';

let scenario: Scenario;
beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

interface Load {
  readonly orders: readonly CallResult[];
  readonly pulls: readonly Pull[];
  /** Requests that placed orders, refused ones included. */
  readonly placings: number;
  readonly slowestMs: number;
}

/** Orders on spot for eight seconds, the more the busier, and beside them pulls with the same key, whose nonces must rise one by one. */
async function trade(seed: number, everyMs: number, pullEveryMs: number | null): Promise<Load> {
  scenario = await openScenario(['desk'], { seed, nonceWindow: 0n });
  const { time } = scenario;
  const [orders, pulls]: [CallResult[], Pull[]] = [[], []];
  const at = (ms: number, run: () => void): void => time.at(time.now() + ms, run);
  for (let ms = 0; ms < 8_000; ms += everyMs)
    at(ms + 100, () => void orders.push(scenario.create('desk', `k${ms}`, orderBody('spot', 'limit'))));
  if (pullEveryMs !== null)
    for (let ms = 0; ms < 8_000; ms += pullEveryMs) at(ms, () => void pulls.push(beginPull(scenario, 'desk')));
  await scenario.run();
  const slowestMs = Math.ceil(Math.max(...orders.map(({ answeredAt, startedAt }) => answeredAt - startedAt)));
  const placings = scenario.sent.filter(({ name }) => name === 'AddOrder').length;
  return { orders, pulls, placings, slowestMs };
}

function attemptsOf({ invocation }: Pull): string[] {
  return scenario.sent
    .filter((sent) => sent.invocation === invocation.name && sent.nonce !== null)
    .map(({ name }) => name);
}

/** How often the same request was made in a row. */
function longestRun(names: readonly string[]): number {
  return names.reduce<[longest: number, run: number, name: string]>(
    ([longest, run, before], name) => {
      const next = name === before ? run + 1 : 1;
      return [Math.max(longest, next), next, name];
    },
    [0, 0, ''],
  )[0];
}

describe('pulls beside trading with one key and a nonce window of 0', () => {
  it.each([400, 150])('let no order fail, one every %i ms', { timeout: 60_000 }, async (everyMs) => {
    const figures: string[] = [];
    for (const seed of [1, 2, 3]) {
      const alone = await trade(seed, everyMs, null);
      await scenario.close();
      const { orders, pulls, placings, slowestMs } = await trade(seed, everyMs, 1_500);
      expect(orders.map(({ status }) => status)).toEqual(orders.map(() => 200));
      expect(await judge(scenario, ['desk'])).toEqual([]);
      expect(await judgeLedger(scenario, 'desk')).toEqual([]);
      expect(pulls.map(({ outcome }) => outcome)).toEqual(pulls.map(() => 'done'));
      for (const pull of pulls) expect(longestRun(attemptsOf(pull))).toBeLessThanOrEqual(2);
      // No longer than an order waits for its own tries: eight of them, half a second apart at most.
      expect(slowestMs).toBeLessThan(8_000);
      figures.push(
        `${orders.length} orders, ${pulls.length} pulls with ${pulls.flatMap(attemptsOf).length} requests: ${placings - orders.length} orders sent again ` +
          `(${alone.placings - orders.length} without pulls), slowest ${slowestMs} ms (${alone.slowestMs} without)`,
      );
      if (seed < 3) await scenario.close();
    }
    process.stdout.write(`${figures.join('\n')}\n`);
  });

  it('catch up once the trading has ended', async () => {
    await trade(4, 150, 500);
    await scenario.run(scenario.time.now() + quarter);
    await pullUntilRead(scenario, 'desk');
    expect(await judgeWhole(scenario, 'desk')).toEqual([]);
  });
});

describe('a pull whose nonces are refused', () => {
  const refused: ExchangeFault = { kind: 'http-429' };

  it('gives up after two, writes down when to come again, and does not leap over whoever is at it', async () => {
    scenario = await openScenario(['desk'], { nonceWindow: 0n });
    pushNonce(60_000);
    const pull = await pullOnce(scenario, 'desk');
    expect(attemptsOf(pull)).toEqual(['BalanceEx', 'BalanceEx']);
    expect(pull.outcome).toBe('done');
    const { lastError, failures, retryAt } = await cursorOf('desk', 'spot');
    expect([lastError?.code, failures]).toEqual(['NONCE_REJECTED', 1]);
    expect(retryAt).toBeGreaterThan(scenario.time.now() + 4 * 60_000);
    expect((await cursorOf('desk', 'swap')).failures).toBe(0);
  });

  it('three times in a row repairs the counter: nobody else is at it, the key is behind', async () => {
    scenario = await openScenario(['desk'], { nonceWindow: 0n });
    pushNonce(4 * 3_600_000);
    for (let time = 0; time < 3; time += 1) {
      expect(attemptsOf(await pullOnce(scenario, 'desk'))).toHaveLength(2);
      await scenario.run((await cursorOf('desk', 'spot')).retryAt + 1_000);
    }
    pushNonce(5_000);
    expect(attemptsOf(await pullOnce(scenario, 'desk'))).toContain('Ledgers');
  });

  it('stays patient after three failures of another sort', async () => {
    let isAway = true;
    scenario = await openScenario(['desk'], {
      nonceWindow: 0n,
      exchangeFault: ({ name }) => (isAway && name === 'BalanceEx' ? refused : undefined),
    });
    for (let time = 0; time < 4; time += 1) {
      await pullOnce(scenario, 'desk');
      await scenario.run((await cursorOf('desk', 'spot')).retryAt + 1_000);
    }
    isAway = false;
    pushNonce(60_000);
    expect(attemptsOf(await pullOnce(scenario, 'desk'))).toEqual(['BalanceEx', 'BalanceEx']);
  });
});

/** Another program has taken the key's nonce so far ahead. */
function pushNonce(ms: number): void {
  void scenario.exchange.spot.control.key?.({
    api_key: keysOf('desk').spot.apiKey,
    nonce: String(scenario.time.now() + ms),
    nonce_window: 0,
  });
}
