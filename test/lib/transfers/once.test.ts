import '../../faults/harness/mocks.ts';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { setTradingState } from '../../../lib/accounts/trading-state.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { env } from '../../../lib/aws/env.ts';
import type { TransferRecord } from '../../../lib/transfers/transfer.ts';
import { transferJournal } from '../../../lib/transfers/transfer-store.ts';
import { answered, setKeys } from '../../faults/harness/account-calls.ts';
import type { ScenarioTerms } from '../../faults/harness/scenario.ts';
import { startHarness, stopHarness } from '../../faults/harness/start.ts';
import { keysOf } from '../../faults/scenes/kraken-keys.ts';
import { onMove } from './fixture-cases.ts';
import { type Leg, moveCall, openTransfers, ref, type TransferScenario } from './fixture-scenario.ts';

let s: TransferScenario;
async function open(terms: ScenarioTerms = {}): Promise<void> {
  s = await openTransfers(terms);
}
/** One call from its request to its answer. */
async function ask(leg: Leg, key?: string, terms: Parameters<TransferScenario['transfer']>[2] = {}) {
  const told = s.transfer(leg, key, terms);
  await s.over(told);
  return told;
}
async function states() {
  return (await s.journal()).map(({ state }) => state).toSorted();
}
function sentMoves() {
  return s.scenario.sent.filter(({ name }) => Object.values<string>(moveCall).includes(name)).length;
}
function afterMove({ label }: { label: string }, when: string) {
  return when === 'after' && /exchange (WalletTransfer|withdrawal|transfer)\b/.test(label);
}

beforeAll(startHarness);
afterAll(() => stopHarness());
afterEach(() => s.close());

describe('a withdrawal that is answered with success and no id', () => {
  async function openWithoutIds(): Promise<void> {
    await open();
    s.scenario.exchange.futures.control.money?.({ withdrawal_uid: 'left-out' });
  }

  it('is completed within the call under the id of its booking', async () => {
    await openWithoutIds();
    const told = await ask('swap', 'key');
    expect([told.status, told.body.data]).toMatchObject([
      200,
      { status: 'completed', transfer_id: expect.any(String) },
    ]);
    expect([s.moved('swap'), sentMoves(), await states()]).toEqual([1, 1, ['ACCEPTED']]);
  });

  it('is never sent again while the log is late, and gets its own booking of two equal ones', async () => {
    await openWithoutIds();
    await s.scenario.exchange.futures.control.ledger?.({ late: { ms: 90_000 } });
    const told = [s.transfer('swap', 'a'), s.transfer('swap', 'b')];
    for (const one of told) await s.over(one);
    expect(told.map(({ status }) => status)).toEqual([202, 202]);
    await s.settle();
    expect([s.moved('swap'), sentMoves(), await states()]).toEqual([2, 2, ['ACCEPTED', 'ACCEPTED']]);
    const ids = (await s.journal()).map(({ exchangeTransferId }) => exchangeTransferId);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('a transfer that the exchange acknowledges without a name', () => {
  it('is completed under the name of its booking, so that no identical transfer can claim the booking', async () => {
    await open();
    const told = [await ask('side', 'key-1'), await ask('side', 'key-2')];
    expect(told.map(({ status, body }) => [status, body.data?.status])).toEqual(Array(2).fill([200, 'completed']));
    const names = (await s.journal()).map(({ exchangeTransferId }) => exchangeTransferId);
    expect(new Set(names.filter((name) => name !== null)).size).toBe(2);
    expect([s.moved('side'), sentMoves()]).toEqual([2, 2]);
  });

  it('has no outcome while the ledger is late, is completed later and is never sent again', async () => {
    await open({ ledgerLateMs: 60_000 });
    const told = await ask('side', 'key');
    expect([told.status, told.body.data?.status, told.body.data?.transfer_id]).toEqual([202, 'unknown', null]);
    await s.settle();
    expect((await ask('side', 'key')).body.data?.status).toBe('completed');
    expect([s.moved('side'), sentMoves(), await states()]).toEqual([1, 1, ['ACCEPTED']]);
  });
});

describe.each(['spot', 'swap', 'side'] as const)('an Idempotency-Key on a transfer from %s', (leg) => {
  it('many calls at once with one key move the money once and get the same answer', async () => {
    await open();
    const told = Array.from({ length: 20 }, () => s.transfer(leg, 'key'));
    for (const one of told) await s.over(one);
    expect([s.moved(leg), sentMoves(), told.filter(({ status }) => status !== 200)]).toEqual([1, 1, []]);
    expect(new Set(told.map(({ body }) => JSON.stringify({ ...body.data, replayed: true }))).size).toBe(1);
    expect(told.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(19);
  });

  it('many calls with one key move the money once when the answer is lost, and few of the calls look', async () => {
    await open({ exchangeFault: onMove(leg, { kind: 'drop-before' }) });
    const told = Array.from({ length: 20 }, () => s.transfer(leg, 'key'));
    for (const one of told) await s.over(one);
    expect([s.moved(leg), sentMoves()]).toEqual([0, 1]);
    expect(s.scenario.sent.length).toBeLessThan(25);
  });

  it('a retry gets the stored answer and sends nothing', async () => {
    await open();
    const first = await ask(leg, 'key');
    const requests = s.scenario.sent.length;
    const second = await ask(leg, 'key');
    expect([second.status, s.scenario.sent.length]).toEqual([200, requests]);
    expect(second.body.data).toEqual({ ...first.body.data, replayed: true });
    expect([first, second].map(({ headers }) => headers['idempotent-replayed'])).toEqual([undefined, 'true']);
  });

  it('a retry after a rejection gets the rejection', async () => {
    await open();
    const told = [await ask(leg, 'key', { amount: '99999999' }), await ask(leg, 'key', { amount: '99999999' })];
    for (const { status, body } of told) expect([status, body.code]).toEqual([422, 'INSUFFICIENT_FUNDS']);
    expect([sentMoves(), await states()]).toEqual([1, ['REJECTED']]);
  });

  it('a key with a different body is IDEMPOTENCY_CONFLICT and moves nothing', async () => {
    await open();
    await ask(leg, 'key');
    const { status, body } = await ask(leg, 'key', { amount: '101' });
    expect([status, body.code, s.moved(leg)]).toEqual([409, 'IDEMPOTENCY_CONFLICT', 1]);
    expect(body.message).toMatch(/; this call differs in amount \(\S+ before, 101 now\)$/);
  });

  it('a key whose call has died is IN_PROGRESS until the job has settled the transfer', async () => {
    await open();
    await ask(leg, 'key', { crash: afterMove });
    const early = await ask(leg, 'key');
    expect([early.status, early.body.code, early.headers['retry-after']]).toEqual([409, 'IN_PROGRESS', '5']);
    await s.settle();
    const late = await ask(leg, 'key');
    expect([late.status, late.body.data?.status, s.moved(leg)]).toEqual([200, 'completed', 1]);
  });

  it('a transfer without a connection may be sent again', async () => {
    await open({ exchangeFault: onMove(leg, { kind: 'refused' }) });
    const told = [await ask(leg, 'key'), await ask(leg, 'key')];
    expect(told.map(({ status }) => status)).toEqual([503, 200]);
    expect([s.moved(leg), await states()]).toEqual([1, ['ACCEPTED']]);
  });

  it.each([
    ['is a conflict once another exchange key was set, because no look can find a copy', 'fund', 409, 0],
    ['moves the money once after the same exchange key was set again', 'desk', 200, 1],
  ] as const)('a resubmission %s', async (_title, owner, status, moved) => {
    await open({ exchangeFault: onMove(leg, { kind: 'refused' }) });
    expect((await ask(leg, 'key')).status).toBe(503);
    const { spot, swap } = keysOf(owner);
    const keys = { apiKey: spot.apiKey, secret: spot.secret, futuresApiKey: swap.apiKey, futuresSecret: swap.secret };
    await answered(s.scenario, setKeys(s.scenario, keys, false, { allow_withdraw: true }));
    const told = await ask(leg, 'key');
    expect([told.status, s.moved(leg)]).toEqual([status, moved]);
    if (owner !== 'desk') expect(told.body.code).toBe('IDEMPOTENCY_CONFLICT');
  });
});

/** To this service a transfer without a journal entry is the transfer of another program. */
async function moveElsewhere(leg: Leg): Promise<void> {
  expect((await ask(leg, 'elsewhere')).status).toBe(200);
  const made = (await s.journal()).find(({ state }) => state === 'ACCEPTED');
  const { pk, sk } = transferJournal.keyOf(made as TransferRecord);
  await dynamodb().send(new DeleteItemCommand({ TableName: env.table, Key: { pk, sk } }));
}

describe('an entry that another program has made', () => {
  it('is not the transfer that never left: the retry sends that transfer', async () => {
    await open({ exchangeFault: onMove('swap', { kind: 'refused' }) });
    expect((await ask('swap', 'key')).status).toBe(503);
    await moveElsewhere('swap');
    const told = await ask('swap', 'key');
    expect([told.status, s.moved('swap'), await states()]).toEqual([200, 2, ['ACCEPTED']]);
  });

  it('is not the transfer without a key that was refused while nobody could look', async () => {
    let isRefused = true;
    await open({
      exchangeFault: ({ name }) => {
        if (isRefused && name === 'WalletTransfer') return { kind: 'limited' };
        return isRefused && name === 'Ledgers' ? { kind: 'drop-before' } : undefined;
      },
    });
    const told = await ask('spot');
    expect([told.status, told.body.data?.status]).toEqual([202, 'unknown']);
    isRefused = false;
    await s.scenario.run(s.scenario.time.now() + 10_000);
    await moveElsewhere('spot');
    await s.settle();
    expect([s.moved('spot'), await states()]).toEqual([1, ['NEEDS_REVIEW']]);
  });
});

describe('a transfer', () => {
  it('a transfer without a key is a new request each time', async () => {
    await open();
    await ask('spot');
    await ask('spot');
    expect([s.moved('spot'), new Set((await s.journal()).map(({ transferId }) => transferId)).size]).toEqual([2, 2]);
  });

  it('a halt does not stop a transfer: the trading state governs orders', async () => {
    await open();
    await setTradingState(ref, 'HALTED');
    expect((await ask('spot', 'key')).status).toBe(200);
  });

  it('an open transfer answers 202 with status unknown, and is never sent again', async () => {
    await open({ exchangeFault: ({ name }) => ({ kind: name === 'withdrawal' ? 'drop-before' : 'http-503' }) });
    const told = [await ask('swap', 'key'), await ask('swap', 'key')];
    for (const { status, body } of told) expect([status, body.data?.status]).toEqual([202, 'unknown']);
    expect(sentMoves()).toBe(1);
  });

  it('a transfer that needs review is logged as an error', async () => {
    await open({ exchangeFault: onMove('swap', { kind: 'drop-before' }) });
    await ask('swap', 'key');
    await s.settle();
    const line = s.scenario.output.find((text) => text.includes('"outcome":"NEEDS_REVIEW"')) ?? '{}';
    expect([await states(), JSON.parse(line)]).toMatchObject([
      ['NEEDS_REVIEW'],
      { level: 'ERROR', account: ref.accountId },
    ]);
  });
});

describe('a lost transfer from spot', () => {
  /** How often the money moved, and the state of the entry, when the request reaches Kraken `ms` late. */
  async function endOfLate(nonceWindow: bigint, ms: number) {
    await open({ nonceWindow, exchangeFault: onMove('spot', { kind: 'late', ms }) });
    await ask('spot', 'key');
    await s.settle();
    return [s.moved('spot'), await states()];
  }

  it.each([
    [60_000n, 20_000],
    [60_000n, 40_000],
    [60_000n, 59_000],
    [10_000n, 9_000],
  ])(
    'a lost transfer stays open while a nonce window of %s still admits the transfer %s ms later',
    async (nonceWindow, ms) => {
      expect(await endOfLate(nonceWindow, ms)).toEqual([1, ['ACCEPTED']]);
    },
  );

  it.each([
    [0n, 9_000],
    [10_000n, 13_000],
    [10_000n, 120_000],
    [60_000n, 130_000],
  ])(
    'a lost transfer never arrived when a nonce window of %s keeps the transfer out: %s ms later Kraken refuses the request',
    async (nonceWindow, ms) => {
      expect(await endOfLate(nonceWindow, ms)).toEqual([0, ['NEVER_ARRIVED']]);
    },
  );

  it('a lost transfer gets its verdict within the sending call when the window is the advised width', async () => {
    await open({ exchangeFault: onMove('spot', { kind: 'drop-before' }) });
    const { status, body } = await ask('spot', 'key');
    expect([status, body.code, body.data?.status]).toEqual([409, 'NOT_PLACED', 'not_placed']);
  });
});

describe('a refused nonce', () => {
  const push = (ms: number, window: number) =>
    s.scenario.exchange.spot.control.key?.({
      api_key: keysOf('desk').spot.apiKey,
      nonce: String(s.scenario.time.now() + ms),
      nonce_window: window,
    });

  it('a nonce slightly behind is not overtaken: the transfer was sent once, and the ledger proves that nothing moved', async () => {
    await open();
    push(3_000, 0);
    const { status, body } = await ask('spot', 'key');
    expect([status, body.data?.status]).toEqual([202, 'unknown']);
    await s.settle();
    expect([s.moved('spot'), sentMoves(), await states()]).toEqual([0, 1, ['NEVER_ARRIVED']]);
  });

  it('an entry made after the call with the refused nonce had ended is not the transfer, and a person decides', async () => {
    await open();
    push(3_000, 0);
    expect((await ask('spot', 'key')).status).toBe(202);
    await s.scenario.run(s.scenario.time.now() + 60_000);
    await moveElsewhere('spot');
    await s.settle();
    expect([s.moved('spot'), await states()]).toEqual([1, ['NEEDS_REVIEW']]);
  });

  it('a nonce an hour behind is NONCE_REJECTED, and a later retry with the same key moves the money once', async () => {
    await open();
    push(3_600_000, 0);
    const refused = await ask('spot', 'key');
    expect([refused.status, refused.body.code, s.moved('spot')]).toEqual([503, 'NONCE_REJECTED', 0]);
    await s.scenario.run(s.scenario.time.now() + 3_700_000);
    const { status } = await ask('spot', 'key');
    expect([status, s.moved('spot'), await states()]).toEqual([200, 1, ['ACCEPTED']]);
  });

  it('a look precedes the retry after a refused nonce: a copy may have moved the money', async () => {
    await open({ exchangeFault: onMove('spot', { kind: 'duplicate-second-answer' }) });
    const first = s.transfer('spot', 'key');
    await s.scenario.run(undefined, () => s.moved('spot') === 1);
    push(3_600_000, 0);
    await s.over(first);
    expect([first.body.code, await states()]).toEqual(['NONCE_REJECTED', ['NOT_SENT']]);
    await s.scenario.run(s.scenario.time.now() + 3_700_000);
    const second = await ask('spot', 'key');
    expect([second.status, s.moved('spot'), await states()]).toEqual([200, 1, ['ACCEPTED']]);
  });

  it('a nonce refusal of the second copy is not the fate of the first copy', async () => {
    await open({ exchangeFault: onMove('spot', { kind: 'duplicate-second-answer' }) });
    const { status } = await ask('spot', 'key');
    expect([status, s.moved('spot'), await states()]).toEqual([200, 1, ['ACCEPTED']]);
  });
});
