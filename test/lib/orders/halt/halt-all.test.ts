import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountRef } from '../../../../lib/accounts/account.ts';
import { accountNotFound } from '../../../../lib/accounts/account-store.ts';
import { currentCall, newCall, runInCall } from '../../../../lib/aws/call-context.ts';
import { OemsError } from '../../../../lib/errors.ts';
import { presentHalts } from '../../../../lib/http/present/halt.ts';
import type { Halt, HaltedAccount } from '../../../../lib/orders/halt/halt.ts';
import { haltAll } from '../../../../lib/orders/halt/halt-all.ts';

const budgetMs = 28_000;
let pages: (readonly string[] | Error)[] = [];
let later: readonly string[] = [];
let listings = 0;
let write: (ref: AccountRef) => Promise<void>;
let carryOut: (accountId: string) => Promise<void>;
let events: string[] = [];

vi.mock('../../../../lib/accounts/account-list.ts', () => ({
  accountIdsOf: async function* () {
    listings += 1;
    if (listings > 1) return void (yield [...pages.filter((page) => !(page instanceof Error)).flat(), ...later]);
    for (const page of pages) {
      if (page instanceof Error) throw page;
      yield page;
    }
  },
}));
vi.mock('../../../../lib/accounts/account-store.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../../../../lib/accounts/account-store.ts')>()),
  readAccount: async ({ accountId }: AccountRef) => {
    if (accountId.startsWith('ghost')) throw accountNotFound();
    return {};
  },
}));
vi.mock('../../../../lib/orders/halt/halt.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../../../../lib/orders/halt/halt.ts')>()),
  writeHalted: async (ref: AccountRef) => {
    await write(ref);
    events.push(`state ${ref.accountId}`);
    return { account: { ...ref, exchange: 'kraken', tradingState: 'HALTED' }, at: Date.now() };
  },
  haltTrading: async (ref: AccountRef) => {
    await write(ref);
    return halted(ref.accountId);
  },
  haltHalted: ({ account }: HaltedAccount) => halted(account.accountId),
}));

async function halted(accountId: string): Promise<Halt> {
  events.push(`halt ${accountId}`);
  await carryOut(accountId);
  return {
    accountId,
    exchange: 'kraken',
    cancellations: [],
    ordersInFlight: 0,
    tradingState: 'HALTED',
    wallets: [],
    closed: [],
    closingFailures: [],
    reasons: [],
    haltId: `halt-${accountId}`,
    carriedOn: false,
  };
}

function named(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `account-${String(index).padStart(3, '0')}`);
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** In a call of 28 s, by a clock that jumps from one timer to the next. */
async function run() {
  const call = newCall('request', 'halt-trading', Date.now() + budgetMs);
  const running = runInCall(call, () => haltAll('alpha', true));
  running.catch(() => undefined);
  await vi.runAllTimersAsync();
  return presentHalts(await running);
}

beforeEach(() => {
  vi.useFakeTimers();
  [pages, later, listings, events] = [[['a', 'b', 'c']], [], 0, []];
  write = async () => undefined;
  carryOut = async () => undefined;
});
afterEach(() => vi.useRealTimers());

type All = Awaited<ReturnType<typeof run>>;
function accountsOf(answer: All) {
  return 'accounts' in answer ? answer.accounts : [];
}

describe('a halt of all accounts', () => {
  it('halts the state of every account before the first cancellation', async () => {
    pages = [named(100), named(150).slice(100)];
    const answer = await run();
    expect(events.findIndex((event) => event.startsWith('halt'))).toBe(150);
    expect(answer).toMatchObject({ complete: true, count: 150, reasons: [] });
    expect(accountsOf(answer).map(({ exchange_account_id: id }) => id)).toEqual(named(150));
  });

  it('shows the failure of one account, and carries out every other halt', async () => {
    carryOut = async (accountId) => {
      if (accountId === 'b') throw new Error('a bug with a secret');
    };
    const answer = await run();
    expect(answer.complete).toBe(false);
    expect(accountsOf(answer)).toMatchObject([
      { exchange_account_id: 'a', complete: true },
      { exchange_account_id: 'b', complete: false, trading_state: 'HALTED', orders_in_flight: null },
      { exchange_account_id: 'c', complete: true },
    ]);
    const [, failed] = accountsOf(answer);
    expect(failed?.reasons).toEqual([
      expect.stringMatching(/^internal error: no new order is sent, and nothing was canceled/),
    ]);
  });

  it('tries again where the state could not be written, and says that orders may still be placed where it cannot', async () => {
    let refusals = 1;
    write = async ({ accountId }) => {
      if (accountId === 'c' || (accountId === 'b' && refusals-- > 0))
        throw new OemsError('INTERNAL', 'the table is down');
    };
    const [, b, c] = accountsOf(await run());
    expect(b).toMatchObject({ trading_state: 'HALTED', complete: true });
    expect(c).toMatchObject({ trading_state: null, complete: false });
    expect(c?.reasons[0]).toMatch(/new orders may still be placed/);
  });

  it('leaves out an entry of the list that has no account', async () => {
    pages = [['a', 'ghost']];
    write = async ({ accountId }) => {
      if (accountId === 'ghost') throw accountNotFound();
    };
    expect(await run()).toMatchObject({ count: 1, complete: true });
  });

  it('is complete where the tenant has no account', async () => {
    pages = [[]];
    expect(await run()).toEqual({ accounts: [], count: 0, complete: true, reasons: [] });
  });

  it('halts the accounts of the pages that could be read, and is not complete', async () => {
    pages = [['a'], new Error('the table is down')];
    expect(await run()).toMatchObject({ count: 1, complete: false, reasons: [expect.stringContaining('to its end')] });
  });

  it('fails where no account could be listed', async () => {
    pages = [new Error('the table is down')];
    await expect(run()).rejects.toThrow('the table is down');
  });

  it('is not complete beside an account that was registered meanwhile', async () => {
    later = ['new', 'ghost'];
    expect(await run()).toMatchObject({
      complete: false,
      reasons: ['new was registered meanwhile and is not halted: repeat the halt'],
    });
  });
});

describe('the time of a halt of all accounts', () => {
  it('50 accounts, of which 20 wait for a silent exchange to the end, are all answered in time', async () => {
    pages = [named(50)];
    const began = Date.now();
    carryOut = async (accountId) => {
      const isSilent = Number(accountId.slice(-3)) < 20;
      await sleep(isSilent ? (currentCall()?.deadline ?? 0) - Date.now() : 5000);
    };
    const answer = await run();
    expect(Date.now() - began).toBeLessThan(budgetMs);
    expect(accountsOf(answer).filter(({ complete }) => complete)).toHaveLength(50);
  });

  it('an account for which no time is left is halted in state, and says that nothing was canceled', async () => {
    pages = [named(300)];
    carryOut = () => sleep(8000);
    const answer = await run();
    expect(answer).toMatchObject({ count: 300, complete: false });
    const left = accountsOf(answer).filter(({ complete }) => !complete);
    expect(left).toHaveLength(120);
    expect(left[0]).toMatchObject({
      trading_state: 'HALTED',
      cancellations: [],
      reasons: [expect.stringMatching(/no time left/)],
    });
  });

  it('a repeated call reaches other accounts first', async () => {
    pages = [named(300)];
    const order = async () => {
      [listings, events] = [0, []];
      await run();
      return events.filter((event) => event.startsWith('halt'));
    };
    expect(await order()).not.toEqual(await order());
  });
});
