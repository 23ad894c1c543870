import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AccountRef, Registration } from '../../../lib/accounts/account.ts';
import { createAccount, deleteAccount } from '../../../lib/accounts/account-lifetime.ts';
import { listAccounts } from '../../../lib/accounts/account-list.ts';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { destroyKeys } from '../../../lib/accounts/change-credentials.ts';
import { accountKey, ledgerPartition, orderPartition, transferPartition } from '../../../lib/accounts/partitions.ts';
import { setTradingState } from '../../../lib/accounts/trading-state.ts';
import { newCall, runInCall } from '../../../lib/aws/call-context.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { OemsError } from '../../../lib/errors.ts';
import { readEvents } from '../../../lib/events/read-events.ts';
import { eventTable } from '../../../lib/events/waiting-changes.ts';
import { type EntryState, type JournalEntry, openStates } from '../../../lib/journal/entry.ts';
import { beginEntry, resubmitEntry } from '../../../lib/journal/journal.ts';
import { putEntry } from '../../../lib/ledger/store/ledger-store.ts';
import { amendmentJournal, putAmendLock } from '../../../lib/orders/amend/amendment-store.ts';
import { cancelAllJournal } from '../../../lib/orders/cancel/cancel-all-store.ts';
import { orderJournal, readOrderRecord } from '../../../lib/orders/order-store.ts';
import { purgeHistory } from '../../../lib/registration/purge.ts';
import { removeAccount } from '../../../lib/registration/remove.ts';
import { claimLedgerTransfer, transferJournal } from '../../../lib/transfers/transfer-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { entryOf } from '../ledger/fixture-stored-ledger.ts';
import { amendmentOf, cancelAllOf } from '../orders/fixture-changes.ts';
import { recordOf as orderOf } from '../orders/fixture-records.ts';
import { recordOf as transferOf } from '../transfers/fixture-records.ts';

const table = useEmbeddedTable();
afterEach(() => vi.restoreAllMocks());

const credential = {
  ciphertext: new Uint8Array([1]),
  version: 'v1',
  keyHint: 'abcd',
  verification: 'verified',
  permissions: null,
  canWithdraw: null,
  nonceWindow: null,
  setAt: 1,
} as const;

function newName(): AccountRef {
  return { tenant: randomUUID(), accountId: 'main' };
}
/** Without an id: as accounts were stored before registrations had one. */
async function register(ref: AccountRef, registrationId: string | undefined, version = 'v1'): Promise<Registration> {
  const state = { exchange: 'kraken', tradingState: 'ACTIVE', nonceScales: {}, leverages: {}, createdAt: 1 } as const;
  const registration = { ...ref, registrationId };
  await createAccount({ ...registration, ...state, credentials: { spot: { ...credential, version } } }, {});
  return registration;
}
async function listed({ tenant }: AccountRef): Promise<number> {
  return (await listAccounts(tenant, 10, null)).accounts.length;
}
async function itemsIn(pk: string): Promise<number> {
  const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: pk } } };
  const { Count = 0 } = await dynamodb().send(new QueryCommand({ TableName: 'oems', ConsistentRead: true, ...query }));
  return Count;
}
function historyOf(ref: AccountRef): Promise<number[]> {
  return Promise.all([orderPartition(ref), transferPartition(ref), ledgerPartition(ref)].map(itemsIn));
}

/** Runs `then` once, between the purge's reading of a page and its deletion. */
function behindFirstPage(then: () => Promise<unknown>): void {
  const send = dynamodb().send.bind(dynamodb()) as (command: unknown) => Promise<unknown>;
  let isDone = false;
  vi.spyOn(dynamodb(), 'send').mockImplementation((async (command: unknown) => {
    const answer = await send(command);
    const isPage = command instanceof QueryCommand && command.input.Limit === 25;
    if (isPage && !isDone) {
      isDone = true;
      await then();
    }
    return answer;
  }) as never);
}

describe('a removal', () => {
  it.each(['first', undefined])('of the registration %s takes its entry and its record', async (id) => {
    const account = await register(newName(), id);
    await removeAccount(account, false);
    await expect(readAccount(account)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect([await itemsIn(`TENANT#${account.tenant}`), await itemsIn(`ACCOUNT#${account.tenant}#main`)]).toEqual([
      0, 0,
    ]);
  });

  it('asks what is open before the keys go: a refusal leaves keys, entry and record', async () => {
    const account = await register(newName(), 'first');
    const refusal = new OemsError('STILL_OPEN', 'an order is open');
    for (const purge of [false, true]) {
      const removal = removeAccount(account, purge, { requireClosed: () => Promise.reject(refusal) });
      await expect(removal).rejects.toBe(refusal);
    }
    expect(await readAccount(account)).toMatchObject({
      tradingState: 'ACTIVE',
      credentials: { spot: { version: 'v1' } },
    });
    expect(await listed(account)).toBe(1);
  });

  it.each([
    ['first', 'second'],
    [undefined, 'second'],
    ['first', undefined],
  ])('of the registration %s leaves %s, which has its name, whole', async (gone, stands) => {
    const ref = newName();
    await register(ref, stands);
    const old = { ...ref, registrationId: gone, credentials: {} };
    await expect(destroyKeys(old)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await deleteAccount(old);
    expect(await readAccount(ref)).toMatchObject({ tradingState: 'ACTIVE', credentials: { spot: { version: 'v1' } } });
    expect(await listed(ref)).toBe(1);
  });

  it('takes the entry too when a second registration came too late', async () => {
    const account = await register(newName(), 'first');
    await expect(register(account, 'second', 'v2')).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await removeAccount(account, false);
    expect(await itemsIn(`TENANT#${account.tenant}`)).toBe(0);
  });

  it('is done although the answers of the table were cut off', async () => {
    const account = await register(newName(), 'first');
    for (const operation of ['UpdateItem', 'DeleteItem'])
      table.server().faults.arm({ operation, kind: 'timeout-applied' });
    await removeAccount(account, false);
    expect(await listed(account)).toBe(0);
  });
});

/** Runs `then` just before each of the first `times` deletions of the account's record. */
function beforeDeletion(ref: AccountRef, times: number, then: () => Promise<unknown>): void {
  const send = dynamodb().send.bind(dynamodb()) as (command: unknown) => Promise<unknown>;
  let left = times;
  vi.spyOn(dynamodb(), 'send').mockImplementation((async (command: unknown) => {
    const key = command instanceof DeleteItemCommand ? command.input.Key : undefined;
    const isDeletion = key?.pk?.S === accountKey(ref).pk.S && key?.sk?.S === accountKey(ref).sk.S;
    if (isDeletion && left > 0) {
      left -= 1;
      await then();
    }
    return send(command);
  }) as never);
}

async function told({ tenant }: AccountRef): Promise<string[]> {
  const { events } = await readEvents(tenant, { cursor: undefined, limit: 100, accountId: undefined });
  return events.map(({ event }) => event.type);
}

describe('the changes that wait in an account', () => {
  it('are listed before the account goes, each once, wherever the list stands', async () => {
    for (const isMarked of [false, true]) {
      const account = await register(newName(), 'first');
      await setTradingState(account, 'REDUCE_ONLY');
      if (isMarked) await eventTable(account.tenant).mark(accountKey(account), 1, null);
      await setTradingState(account, 'HALTED');
      expect((await removeAccount(account, false)).purged).toBe(0);
      await expect(readAccount(account)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await told(account)).toEqual(['trading_state_changed', 'trading_halted']);
    }
  });

  it('are listed although the first answers of the table were cut off', async () => {
    const account = await register(newName(), 'first');
    await setTradingState(account, 'REDUCE_ONLY');
    for (const operation of ['UpdateItem', 'PutItem', 'DeleteItem'])
      table.server().faults.arm({ operation, kind: 'timeout-applied' });
    await removeAccount(account, false);
    expect([await told(account), await listed(account)]).toEqual([['trading_state_changed'], 0]);
  });

  it('are listed when they come at the last moment', async () => {
    const account = await register(newName(), 'first');
    beforeDeletion(account, 1, () => setTradingState(account, 'REDUCE_ONLY'));
    await removeAccount(account, false);
    await expect(readAccount(account)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await told(account)).toEqual(['trading_state_changed']);
  });

  it('keep the account while new ones come without an end, and a repeated call deletes the account', async () => {
    const account = await register(newName(), 'first');
    const states = ['REDUCE_ONLY', 'HALTED', 'REDUCE_ONLY'] as const;
    let turn = 0;
    beforeDeletion(account, 3, () => setTradingState(account, states[turn++] ?? 'HALTED'));
    await expect(removeAccount(account, false)).rejects.toMatchObject({
      code: 'IN_PROGRESS',
      message: expect.stringContaining('repeat the call'),
    });
    expect((await removeAccount(account, false)).purged).toBe(0);
    expect(await told(account)).toEqual(['trading_state_changed', 'trading_halted', 'trading_state_changed']);
  });

  it('are not told after a purge, also when they come at the last moment', async () => {
    const account = await register(newName(), 'first');
    await setTradingState(account, 'REDUCE_ONLY');
    beforeDeletion(account, 1, () => setTradingState(account, 'REDUCE_ONLY'));
    await removeAccount(account, true);
    await expect(readAccount(account)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await told(account)).toEqual([]);
  });

  it('keep the record of their account until they are listed', async () => {
    const ref = newName();
    await register(ref, 'first');
    await setTradingState(ref, 'REDUCE_ONLY');
    expect(await deleteAccount({ ...ref, registrationId: 'first' })).toBe('changes wait');
    expect(await readAccount(ref)).toMatchObject({ tradingState: 'REDUCE_ONLY' });
    expect(await told(ref)).toEqual(['trading_state_changed']);
    expect(await deleteAccount({ ...ref, registrationId: 'first' })).toBe('deleted');
  });

  it('of a registration of the same name stay with that registration', async () => {
    const ref = newName();
    await register(ref, 'second');
    await setTradingState(ref, 'REDUCE_ONLY');
    expect(await deleteAccount({ ...ref, registrationId: 'first' })).toBe('deleted');
    expect(await readAccount(ref)).toMatchObject({ tradingState: 'REDUCE_ONLY' });
    expect(await told(ref)).toEqual(['trading_state_changed']);
  });
});

describe('a purge', () => {
  const keepHistory = async (ref: AccountRef): Promise<void> => {
    const state = 'ACCEPTED';
    const amendment = amendmentOf({ ref, state });
    for (let index = 0; index < 30; index += 1) await beginEntry(orderJournal, orderOf({ ref, state }));
    await beginEntry(amendmentJournal, amendment);
    await putAmendLock(amendment, null);
    await beginEntry(cancelAllJournal, cancelAllOf({ ref, state }));
    await beginEntry(transferJournal, transferOf({ ref, state }));
    await claimLedgerTransfer(transferOf({ ref, state }), 'movement');
    for (let index = 0; index < 30; index += 1)
      await putEntry({ ref, exchange: 'kraken', stream: 'spot' }, entryOf({ id: String(index) }));
  };

  it('deletes every journal and the ledger, page by page, and counts; without it they stay', async () => {
    const kept = await register(newName(), 'first');
    const purged = await register(newName(), 'first');
    for (const account of [kept, purged]) await keepHistory(account);
    const removals = [await removeAccount(kept, false), await removeAccount(purged, true)];
    expect(removals.map((removal) => removal.purged)).toEqual([0, 65]);
    expect([await historyOf(kept), await historyOf(purged)]).toEqual([
      [33, 2, 30],
      [0, 0, 0],
    ]);
  });

  it('of an account that is gone takes everything that the account has left, and then there is nothing', async () => {
    const account = await register(newName(), 'first');
    await keepHistory(account);
    await setTradingState(account, 'HALTED');
    await removeAccount(account, false);
    const neighbour = { ...account, accountId: 'main2' };
    await keepHistory(neighbour);
    expect((await removeAccount(account, true)).purged).toBe(65);
    expect([await historyOf(account), await historyOf(neighbour)]).toEqual([
      [0, 0, 0],
      [33, 2, 30],
    ]);
    const all = { cursor: undefined, limit: 100, accountId: undefined };
    expect((await readEvents(account.tenant, all)).events).toEqual([]);
    await expect(removeAccount(account, true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(removeAccount(neighbour, false)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of an account that is gone is refused while an outcome is open', async () => {
    const account = newName();
    await beginEntry(orderJournal, orderOf({ ref: account, state: 'UNKNOWN' }));
    await expect(removeAccount(account, true)).rejects.toMatchObject({ code: 'IN_PROGRESS' });
    expect(await historyOf(account)).toEqual([1, 0, 0]);
  });

  it('of an account that is gone ends once an account is registered under the id', async () => {
    const account = newName();
    await keepHistory(account);
    behindFirstPage(() => register(account, 'second'));
    await expect(removeAccount(account, true)).rejects.toMatchObject({ code: 'IN_PROGRESS' });
    expect((await historyOf(account)).reduce((sum, count) => sum + count)).toBeGreaterThan(0);
    expect(await listed(account)).toBe(1);
  });

  it('reports an unfinished purge with the remedy when time runs out', async () => {
    const account = await register(newName(), 'first');
    await keepHistory(account);
    const inTime = <T>(ms: number, run: () => Promise<T>): Promise<T> =>
      runInCall(newCall('request', 'delete-exchange-account', Date.now() + ms), run);
    const tooLong = inTime(1900, () => removeAccount(account, true));
    await expect(tooLong).rejects.toMatchObject({ code: 'IN_PROGRESS', message: expect.stringContaining('too long') });
    const notDone = inTime(1900, () => purgeHistory(account));
    await expect(notDone).rejects.toMatchObject({
      code: 'IN_PROGRESS',
      message: expect.stringContaining('repeat the call'),
    });
    expect(await historyOf(account)).toEqual([33, 2, 30]);
    expect((await inTime(60_000, () => removeAccount(account, true))).purged).toBe(65);
  });

  it('counts an entry as deleted when the table did not confirm the deletion', async () => {
    const account = await register(newName(), 'first');
    await beginEntry(orderJournal, orderOf({ ref: account, state: 'ACCEPTED' }));
    table.server().faults.arm({ operation: 'DeleteItem', kind: 'timeout-applied' });
    expect((await removeAccount(account, true)).purged).toBe(1);
  });

  type Begin = (ref: AccountRef, state: EntryState) => Promise<JournalEntry | null>;
  const journals: Record<string, Begin> = {
    order: (ref, state) => beginEntry(orderJournal, orderOf({ ref, state })),
    amendment: (ref, state) => beginEntry(amendmentJournal, amendmentOf({ ref, state })),
    'cancel-all': (ref, state) => beginEntry(cancelAllJournal, cancelAllOf({ ref, state })),
    transfer: (ref, state) => beginEntry(transferJournal, transferOf({ ref, state })),
  };
  const refused = { code: 'IN_PROGRESS', message: expect.stringContaining('delete without purge') };

  describe.each(Object.entries(journals))('with an open %s', (_journal, begin) => {
    it.each(openStates)('in %s is refused before anything is changed', async (state) => {
      const account = await register(newName(), 'first');
      await begin(account, state);
      await expect(removeAccount(account, true)).rejects.toMatchObject(refused);
      expect(await readAccount(account)).toMatchObject({ tradingState: 'ACTIVE', credentials: { spot: {} } });
      expect((await removeAccount(account, false)).purged).toBe(0);
    });

    it('that it meets on its way leaves it and the account', async () => {
      const account = await register(newName(), 'first');
      await begin(account, 'IN_FLIGHT');
      await expect(purgeHistory(account)).rejects.toMatchObject(refused);
      expect((await historyOf(account)).toSorted()).toEqual([0, 0, 1]);
      expect(await listed(account)).toBe(1);
    });
  });

  it('keeps the neighbours of an open entry, which may be needed to settle the entry', async () => {
    const account = await register(newName(), 'first');
    const amendment = amendmentOf({ ref: account });
    await beginEntry(amendmentJournal, amendment);
    await putAmendLock(amendment, null);
    await expect(purgeHistory(account)).rejects.toMatchObject(refused);
    expect(await historyOf(account)).toEqual([2, 0, 0]);
  });

  it.each([
    ['again by a new attempt', 'another', 'ACCEPTED'],
    ['by the same attempt, and is open', undefined, 'UNKNOWN'],
  ] as const)('does not delete a line that was written %s since it was read', async (_how, attempt, state) => {
    const account = await register(newName(), 'first');
    const read = orderOf({ ref: account, state: 'NOT_SENT' });
    await beginEntry(orderJournal, read);
    const now = { ...read, state, attempt: attempt ?? read.attempt };
    behindFirstPage(() => resubmitEntry(orderJournal, now, read.attempt));
    await expect(removeAccount(account, true)).rejects.toMatchObject(refused);
    expect(await readOrderRecord(account, read.clientOrderId)).toEqual(now);
  });

  it('ends with NOT_FOUND when the id is free or has another account', async () => {
    for (const next of [null, 'second']) {
      const account = await register(newName(), 'first');
      await beginEntry(orderJournal, orderOf({ ref: account, state: 'ACCEPTED' }));
      behindFirstPage(async () => {
        await deleteAccount(account);
        if (next !== null) await register(account, next);
      });
      await expect(removeAccount(account, true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect([await historyOf(account), await listed(account)]).toEqual([[1, 0, 0], next === null ? 0 : 1]);
      vi.restoreAllMocks();
    }
  });
});
