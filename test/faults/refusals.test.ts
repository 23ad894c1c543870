import './harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as setTradingState } from '../../functions/api/set-trading-state.ts';
import { forgetLockouts } from '../../lib/exchanges/wire/lockouts.ts';
import { openTransfers } from '../lib/transfers/fixture-scenario.ts';
import { type AccountName, accounts, journalOf } from './harness/accounts.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { apiEvent, lambdaContext } from './harness/event.ts';
import type { ExchangeFault } from './harness/exchange-faults.ts';
import { overtake } from './harness/nonces.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario, type ScenarioTerms } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { startTime } from './harness/time.ts';
import { judge } from './judge/judge.ts';
import { keysOf } from './scenes/kraken-keys.ts';

/** What an exchange refuses may have been executed all the same: a network layer can deliver a request twice. */
let scenario: Scenario;
async function open(names: readonly AccountName[], terms: ScenarioTerms = {}): Promise<void> {
  scenario = await openScenario(names, terms);
}
async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}

async function setState(trading_state: string): Promise<void> {
  const body = { exchange_account_id: accounts.desk.accountId, trading_state };
  const answer = await setTradingState(
    apiEvent({ tenant: accounts.desk.tenant, body }),
    lambdaContext(Date.now() + 29_000),
  );
  expect(answer.statusCode).toBe(200);
}
const secondAnswer = { kind: 'duplicate-second-answer' } as const;

beforeAll(startHarness);
afterAll(stopHarness);

describe('an order', () => {
  afterEach(() => scenario.close());

  it('whose last try for a nonce was executed before it was refused is told as placed', async () => {
    await open(['desk'], {
      nonceWindow: 0n,
      exchangeFault: (sent) => {
        if (sent.name !== 'AddOrder') return undefined;
        if (sent.nth === 11) return secondAnswer;
        overtake(scenario, sent);
        return undefined;
      },
    });
    const { status, body } = await answerOf(scenario.create('desk', 'k', orderBody('spot', 'market')));
    expect([status, body.data?.order?.status]).toEqual([200, 'filled']);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('on futures that was executed before its second copy was refused is told as placed', async () => {
    await open(['desk'], {
      exchangeFault: ({ name, nth }) => (name === 'sendorder' && nth === 0 ? secondAnswer : undefined),
    });
    const told = await answerOf(scenario.create('desk', 'k', orderBody('swap', 'market')));
    const answers = scenario.deliveries.map(({ answer }) => JSON.stringify(answer)).join();
    expect(answers).toContain('clientOrderIdAlreadyExist');
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'filled']);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it.each<[string, ExchangeFault]>([
    ['at once', secondAnswer],
    ['two seconds later', { kind: 'repeated', ms: 2000 }],
    ['after orders/status has forgotten the order', { kind: 'repeated', ms: 6500 }],
  ])(
    'on futures that closed the position is told as placed, although its second copy is refused for want of a position %s',
    async (_when, fault) => {
      await open(['desk'], {
        exchangeFault: ({ name, nth }) => (name === 'sendorder' && nth === 1 ? fault : undefined),
      });
      scenario.exchange.futures.control.checks?.({ client_order_id: 'last' });
      await answerOf(scenario.create('desk', 'opens', orderBody('swap', 'market')));
      const closing = orderBody('swap', 'market', { side: 'sell', reduce_only: true });
      const told = await answerOf(scenario.create('desk', 'closes', closing));
      const answers = scenario.deliveries.map(({ answer }) => JSON.stringify(answer)).join();
      expect(answers).toContain('wouldNotReducePosition');
      expect([told.status, told.body.data?.order?.status]).toEqual([200, 'filled']);
      expect(await judge(scenario, ['desk'])).toEqual([]);
    },
  );

  it('on futures is told as placed, although the first look came late and showed the refused copy alone', async () => {
    const looks = () => scenario.sent.filter(({ name }) => name === 'orders/status').length;
    const closings = () => scenario.sent.filter(({ name }) => name === 'sendorder').length - 1;
    await open(['desk'], {
      exchangeFault: ({ name, nth }) => {
        if (name === 'sendorder' && nth === 1) return { kind: 'repeated', ms: 2000 };
        const isFirstLook = name === 'orders/status' && closings() === 1 && looks() <= 3;
        return isFirstLook ? { kind: 'delay', applied: false, ms: 3600 } : undefined;
      },
    });
    scenario.exchange.futures.control.checks?.({ client_order_id: 'last' });
    await answerOf(scenario.create('desk', 'opens', orderBody('swap', 'market')));
    const closing = orderBody('swap', 'market', { side: 'sell', reduce_only: true });
    const told = await answerOf(scenario.create('desk', 'closes', closing));
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'filled']);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it.each([0n, 10_000n])(
    'on spot is sent once, although a copy behind a lockout lands after its key is used again (nonce window %s)',
    async (nonceWindow) => {
      await open(['desk'], {
        nonceWindow,
        exchangeFault: ({ name, nth }) =>
          name === 'AddOrder' && nth === 0 ? { kind: 'duplicate-late', ms: 6000 } : undefined,
        // The write that tells the other containers of the lockout is lost.
        awsFault: ({ body }) => (body.includes(':hold') ? 'error' : undefined),
      });
      const { limits } = scenario.exchange.spot.exchange();
      limits.lockoutAfter = 100;
      limits.failures.set(keysOf('desk').spot.apiKey, { count: 1, lockedUntil: scenario.time.now() + 1500 });
      const ask = async () => {
        const told = scenario.create('desk', 'k', orderBody('spot', 'market'));
        await scenario.run(undefined, () => told.invocation.state !== 'running');
        return told.status;
      };
      const statuses = [await ask()];
      // Another container has not heard of the lockout.
      forgetLockouts();
      for (const ms of [2500, 13_000]) {
        await scenario.run(scenario.time.now() + ms);
        statuses.push(await ask());
      }
      await scenario.run();
      expect(statuses).toEqual([429, 429, 200]);
      expect(scenario.exchange.orders()).toHaveLength(1);
      expect(await judge(scenario, ['desk'])).toEqual([]);
    },
  );

  it('on spot behind a lockout is the last request on its key until the lockout ends, and is placed then', async () => {
    await open(['desk']);
    const { limits } = scenario.exchange.spot.exchange();
    limits.lockoutAfter = 100;
    limits.failures.set(keysOf('desk').spot.apiKey, { count: 1, lockedUntil: scenario.time.now() + 895_000 });
    const ask = (key: string) => answerOf(scenario.create('desk', key, orderBody('spot', 'market')));
    const answers = [await ask('k'), await ask('k'), await ask('other')];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [429, 'RATE_LIMITED'],
      // The order may be sent again only after a look, and no look leaves: the refusal is repeated.
      [429, 'RATE_LIMITED'],
      [429, 'RATE_LIMITED'],
    ]);
    expect(Number(answers[2]?.headers?.['retry-after'])).toBeGreaterThan(850);
    expect(scenario.sent.map(({ name }) => name)).toEqual(['AddOrder']);
    // A cancel-all looks for the open orders first.
    const canceled = await answerOf(scenario.cancelAll('desk', 'c', { market_type: 'spot' }));
    expect([canceled.status, canceled.body.code, scenario.sent.length]).toEqual([429, 'RATE_LIMITED', 1]);
    await scenario.run(scenario.time.now() + 900_000);
    const told = await ask('k');
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'filled']);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('on spot that is throttled is not looked for: its client is told when to come back, and it is placed then', async () => {
    await open(['desk']);
    scenario.exchange.spot.control.limits?.({ throttle_ms: 20_000 });
    const ask = () => answerOf(scenario.create('desk', 'k', orderBody('spot', 'market')));
    const refused = await ask();
    expect([refused.status, refused.body.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers?.['retry-after'])).toBeGreaterThan(15);
    expect(scenario.sent.map(({ name }) => name)).toEqual(['AddOrder']);
    await scenario.run(scenario.time.now() + 20_000);
    const told = await ask();
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'filled']);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('a true rejection on futures costs one request more', async () => {
    await open(['desk']);
    const closing = orderBody('swap', 'market', { side: 'sell', reduce_only: true });
    const { body } = await answerOf(scenario.create('desk', 'closes', closing));
    expect(body.code).toBe('ORDER_REJECTED');
    expect(scenario.sent.map(({ name }) => name)).toEqual(['sendorder', 'orders/status']);
  });

  it('on futures whose bytes were repeated too late is told as placed by the first copy', async () => {
    await open(['desk'], {
      exchangeFault: ({ name, nth }) =>
        name === 'sendorder' && nth === 0 ? { kind: 'repeated', ms: 8100 } : undefined,
    });
    const told = await answerOf(scenario.create('desk', 'k', orderBody('swap', 'market')));
    const answers = scenario.deliveries.map(({ answer }) => JSON.stringify(answer)).join();
    expect(answers).toContain('wouldProcessAfterSpecifiedTime');
    expect([told.status, told.body.data?.order?.status]).toEqual([200, 'filled']);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('that is found when its key is used again is told as placed ever after, not as it was refused before', async () => {
    await open(['desk'], {
      exchangeFault: ({ name, nth }) => (name === 'sendorder' && nth === 49 ? secondAnswer : undefined),
    });
    scenario.exchange.futures.control.limits?.({ enabled: true });
    const ask = (index: number): CallResult =>
      scenario.create('desk', `k${index}`, orderBody('swap', 'market', { side: index % 2 === 0 ? 'buy' : 'sell' }));
    for (let index = 0; index < 49; index += 1) {
      const told = ask(index);
      await scenario.run(undefined, () => told.invocation.state !== 'running');
      expect(told.status).toBe(200);
    }
    const refused = ask(49);
    await scenario.run(undefined, () => refused.invocation.state !== 'running');
    expect([refused.status, refused.headers?.['retry-after']]).toEqual([429, expect.anything()]);
    await scenario.run(scenario.time.now() + 20_000);
    for (let repetition = 0; repetition < 2; repetition += 1) {
      const { status, headers, body } = await answerOf(ask(49));
      expect([status, headers?.['idempotent-replayed'], body.data?.order?.status]).toEqual([200, 'true', 'filled']);
    }
    expect(scenario.exchange.orders()).toHaveLength(50);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('whose id another program has used meanwhile for another order is an alarm, and no order of ours', async () => {
    await open(['twinAlpha', 'twinBeta'], {
      exchangeFault: ({ name, nth }) => (name === 'AddOrder' && nth === 0 ? { kind: 'refused' } : undefined),
    });
    const body = orderBody('spot', 'limit', { client_order_id: 'same' });
    expect((await answerOf(scenario.create('twinAlpha', 'same', body))).status).toBe(503);
    expect((await answerOf(scenario.create('twinBeta', 'same', { ...body, quantity: 0.02 }))).status).toBe(200);
    const again = await answerOf(scenario.create('twinAlpha', 'same', body));
    expect([again.status, again.body.data?.order?.status]).toEqual([202, 'unknown']);
    expect(scenario.output.filter((line) => line.includes('"outcome":"NEEDS_REVIEW"'))).toEqual([
      expect.stringMatching(/"level":"ERROR","message":"entry resolved","journal":"orders"/),
    ]);
    expect((await journalOf(accounts.twinAlpha)).map(({ state }) => state)).toEqual(['NEEDS_REVIEW']);
    expect(scenario.exchange.orders()).toHaveLength(1);
  });

  it('of one key is one order, whichever wallet is named the second time', async () => {
    await open(['desk']);
    expect((await answerOf(scenario.create('desk', 'k', orderBody('spot', 'market')))).status).toBe(200);
    const other = await answerOf(scenario.create('desk', 'k', orderBody('swap', 'market')));
    expect([other.status, other.body.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    expect(scenario.exchange.orders()).toHaveLength(1);
  });

  it('that never left is not told again to an account halted since, but that the account is halted', async () => {
    await open(['desk'], { exchangeFault: ({ name }) => (name === 'AddOrder' ? { kind: 'refused' } : undefined) });
    const ask = () => answerOf(scenario.create('desk', 'k', orderBody('spot', 'market')));
    expect((await ask()).status).toBe(503);
    await setState('HALTED');
    const again = await ask();
    expect([again.status, again.body.code]).toEqual([422, 'TRADING_HALTED']);
    expect(again.body.message).toContain('the account is HALTED');
  });

  it('is not amended under the symbol of another', async () => {
    await open(['desk']);
    const mine = { client_order_id: 'mine' };
    await answerOf(scenario.create('desk', 'mine', orderBody('spot', 'limit', mine)));
    const { status, body } = await answerOf(
      scenario.amend('desk', 'a1', { ...mine, symbol: 'ETH/USD', price: 69_000 }),
    );
    expect([status, body.code, body.message]).toEqual([
      400,
      'INVALID_REQUEST',
      'symbol: the id names an order of BTC/USD',
    ]);
    expect(scenario.exchange.orders()).toMatchObject([{ limitPrice: '70000' }]);
  });
});

describe('an amendment', () => {
  afterEach(() => scenario.close());

  it('whose last try for a nonce was executed before it was refused is told as amended', async () => {
    await open(['desk'], {
      nonceWindow: 0n,
      exchangeFault: (sent) => {
        if (sent.name !== 'AmendOrder') return undefined;
        if (sent.nth === 11) return secondAnswer;
        overtake(scenario, sent);
        return undefined;
      },
    });
    const mine = { client_order_id: 'mine' };
    await answerOf(scenario.create('desk', 'mine', orderBody('spot', 'limit', mine)));
    const told = await answerOf(scenario.amend('desk', 'a', { ...mine, symbol: 'BTC/USD', price: 69_000 }));
    expect(told.status).toBe(200);
    expect(scenario.exchange.orders()).toMatchObject([{ limitPrice: '69000' }]);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('of an order whose verdict the table does not take is not sent: the order would not be known again', async () => {
    let [isAway, settles] = [true, 0];
    await open(['desk'], {
      exchangeFault: ({ name }) => {
        if (name === 'sendorder') return { kind: 'drop-after' };
        return isAway ? { kind: 'drop-before' } : undefined;
      },
      awsFault: ({ invocation, operation }) =>
        invocation.startsWith('amend') && operation === 'PutItem' && settles++ < 3 ? 'throttle' : undefined,
    });
    const mine = { client_order_id: 'mine' };
    const placed = await answerOf(scenario.create('desk', 'mine', orderBody('swap', 'limit', mine)));
    expect(placed.status).toBe(202);
    isAway = false;
    const amend = () => answerOf(scenario.amend('desk', 'a', { ...mine, symbol: 'BTC/USD:USD', price: 69_000 }));
    const early = await amend();
    // The fourth write is the audit record of the refused call.
    expect([early.status, early.body.code, settles]).toEqual([409, 'IN_PROGRESS', 4]);
    expect(scenario.exchange.orders()).toMatchObject([{ limitPrice: '70000' }]);
    expect((await amend()).status).toBe(200);
    expect(scenario.exchange.orders()).toMatchObject([{ limitPrice: '69000' }]);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });
});

describe('an amendment on futures', () => {
  afterEach(() => scenario.close());

  it('that filled the order is not told as NOT_FOUND by its second copy, while the histories are behind', async () => {
    await open(['desk'], {
      historyLateMs: 20_000,
      exchangeFault: ({ name, nth }) =>
        name === 'editorder' && nth === 0 ? { kind: 'repeated', ms: 6500 } : undefined,
    });
    const mine = { client_order_id: 'mine' };
    await answerOf(scenario.create('desk', 'mine', orderBody('swap', 'limit', mine)));
    const told = await answerOf(scenario.amend('desk', 'a', { ...mine, symbol: 'BTC/USD:USD', price: 80_500 }));
    expect(told.body.code).not.toBe('NOT_FOUND');
    await scenario.run(scenario.time.now() + 60_000);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });
});

describe('a transfer', () => {
  it.each([0, 8000])(
    'whose nonce was refused behind a copy that moved the money is told as moved, with the ledger %i ms late',
    async (ledgerLateMs) => {
      const transfers = await openTransfers({
        nonceWindow: 0n,
        ledgerLateMs,
        exchangeFault: ({ name }) => (name === 'WalletTransfer' ? secondAnswer : undefined),
      });
      const told = transfers.transfer('spot', 'key');
      await transfers.over(told);
      expect([told.status, told.body.data?.status, transfers.moved('spot')]).toEqual([200, 'completed', 1]);
      await transfers.close();
    },
  );

  it('out of futures that was executed before its second copy was refused is told neither as refused nor as moved', async () => {
    const transfers = await openTransfers({
      exchangeFault: ({ name, nth }) => (name === 'withdrawal' && nth === 0 ? secondAnswer : undefined),
    });
    const told = transfers.transfer('swap', 'key', { amount: '30000' });
    await transfers.over(told);
    const states = (await transfers.journal()).map(({ state }) => state);
    await transfers.close();
    // Another program of the customer may have moved the same amount: the ledger does not tell whose entry it shows.
    expect([told.status, told.body.data?.status, states]).toEqual([202, 'unknown', ['NEEDS_REVIEW']]);
  });

  it('that is refused takes no booking of an earlier one whose answer was lost', async () => {
    let isAway = true;
    const transfers = await openTransfers({
      exchangeFault: ({ name, nth }) => {
        if (name === 'withdrawal' && nth === 0) return { kind: 'drop-after' };
        return name === 'history/account-log' && isAway ? { kind: 'http-503', applied: false } : undefined;
      },
    });
    const lost = transfers.transfer('swap', 'first', { amount: '30000' });
    await transfers.scenario.run(startTime + 1500);
    isAway = false;
    const refused = transfers.transfer('swap', 'second', { amount: '30000' });
    await transfers.over(refused);
    await transfers.over(lost);
    await transfers.settle();
    const again = transfers.transfer('swap', 'second', { amount: '30000' });
    await transfers.over(again);
    expect([refused.status, again.status, again.body.code]).toEqual([202, 422, 'INSUFFICIENT_FUNDS']);
    expect((await transfers.journal()).map(({ state }) => state).toSorted()).toEqual(['ACCEPTED', 'REJECTED']);
    expect(transfers.moved('swap')).toBe(1);
    await transfers.close();
  });

  it('that moved before its second copy was refused is not told as refused because an equal transfer is under way', async () => {
    const transfers = await openTransfers({
      exchangeFault: ({ name, nth }) => {
        if (name !== 'withdrawal') return undefined;
        return [{ kind: 'delay', ms: 8000, applied: true }, secondAnswer][nth] as ExchangeFault | undefined;
      },
    });
    const slow = transfers.transfer('swap', 'first', { amount: '20000' });
    await transfers.scenario.run(startTime + 1500);
    const refused = transfers.transfer('swap', 'second', { amount: '20000' });
    await transfers.over(refused);
    await transfers.over(slow);
    await transfers.settle();
    expect([transfers.moved('swap'), slow.status, refused.status]).toEqual([2, 200, 202]);
    expect((await transfers.journal()).map(({ state }) => state).toSorted()).toEqual(['ACCEPTED', 'NEEDS_REVIEW']);
    await transfers.close();
  });

  it('refused for its rate says when to try again, and its key moves the money then', async () => {
    const transfers = await openTransfers();
    transfers.scenario.exchange.futures.control.limits?.({ enabled: true });
    const ask = async (key: string) => {
      const told = transfers.transfer('swap', key, { amount: '1' });
      await transfers.over(told);
      return told;
    };
    let last = await ask('k0');
    let key = 0;
    while (last.status === 200 && key < 20) last = await ask(`k${++key}`);
    expect([last.status, last.headers['retry-after']]).toEqual([429, expect.anything()]);
    await transfers.scenario.run(transfers.scenario.time.now() + 120_000);
    expect((await ask(`k${key}`)).status).toBe(200);
    expect(transfers.moved('swap')).toBe(key + 1);
    await transfers.close();
  });
});
