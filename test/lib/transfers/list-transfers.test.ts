import '../../faults/harness/mocks.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as getTransfer } from '../../../functions/api/get-transfer.ts';
import { answered, begun, deskId } from '../../faults/harness/account-calls.ts';
import { startHarness, stopHarness } from '../../faults/harness/start.ts';
import { onMove } from './fixture-cases.ts';
import { openTransfers, type TransferScenario } from './fixture-scenario.ts';

let s: TransferScenario;

beforeAll(startHarness);
afterAll(() => stopHarness());
afterEach(() => s.close());

interface Listed {
  readonly amount: number;
  readonly status: string;
  readonly created_at: string;
  readonly undecided?: { readonly needs_person: boolean };
}

async function list(query: Record<string, string> = {}) {
  const told = await answered(s.scenario, begun(s.scenario, 'list', getTransfer, { query: { ...deskId, ...query } }));
  const { transfers = [], next_cursor: next } = (told.body.data ?? {}) as {
    readonly transfers?: readonly Listed[];
    readonly next_cursor?: string | null;
  };
  return { status: told.status, code: told.body.code, transfers, next };
}

/** Three transfers from spot that are done, then one from futures of which nobody knows what became. */
async function openFour(): Promise<void> {
  s = await openTransfers({ exchangeFault: onMove('swap', { kind: 'drop-before' }) });
  for (const amount of ['1', '2', '3']) {
    await s.over(s.transfer('spot', `done-${amount}`, { amount }));
    await s.scenario.run(s.scenario.time.now() + 1000);
  }
  await s.over(s.transfer('swap', 'lost', { amount: '4' }));
}

describe('GET transfer without a name', () => {
  it('lists the transfers of the account, newest first, and asks no exchange', async () => {
    await openFour();
    const requests = s.scenario.sent.length;
    const { status, transfers, next } = await list();
    expect([status, next, s.scenario.sent.length - requests]).toEqual([200, null, 0]);
    expect(transfers.map((one) => [one.amount, one.status])).toEqual([
      [4, 'unknown'],
      [3, 'completed'],
      [2, 'completed'],
      [1, 'completed'],
    ]);
    expect(transfers.map(({ created_at }) => created_at).toSorted()).toEqual(
      transfers.map(({ created_at }) => created_at).toReversed(),
    );
  });

  it('lists those without a verdict alone, and says whether a person is needed', async () => {
    await openFour();
    expect((await list({ status: 'unknown' })).transfers).toMatchObject([
      { amount: 4, undecided: { needs_person: false } },
    ]);
    await s.settle();
    expect((await list({ status: 'unknown' })).transfers).toMatchObject([
      { amount: 4, undecided: { needs_person: true } },
    ]);
    expect((await list({ status: 'pending' })).transfers).toEqual([]);
    expect((await list({ status: 'completed' })).transfers.every(({ undecided }) => undecided === undefined)).toBe(
      true,
    );
  }, 120_000);

  it.each([{}, { status: 'completed' }])('is read to the end page by page with %j', async (filter) => {
    await openFour();
    const whole = (await list(filter)).transfers;
    const paged: Listed[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await list({ ...filter, limit: '2', ...(cursor ? { cursor } : {}) });
      expect(page.transfers.length).toBeLessThanOrEqual(2);
      paged.push(...page.transfers);
      cursor = page.next;
    } while (cursor);
    expect(paged).toEqual(whole);
  });

  it.each([
    { cursor: 'garbage' },
    { status: 'open' },
    { idempotency_key: 'lost', status: 'unknown' },
    { idempotency_key: 'lost', transfer_id: 'A' },
  ])('refuses %j as a request', async (query) => {
    await openFour();
    expect(await list(query)).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
  });

  it('is empty for an account without transfers, and NOT_FOUND for an account that does not exist', async () => {
    s = await openTransfers();
    expect(await list()).toMatchObject({ status: 200, transfers: [], next: null });
    expect(await list({ exchange_account_id: 'nobody' })).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });
});
