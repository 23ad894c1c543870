import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account } from '../../../../lib/accounts/account.ts';
import { queryPages } from '../../../../lib/aws/query-pages.ts';
import { OemsError } from '../../../../lib/errors.ts';
import type { OrderEntry } from '../../../../lib/exchanges/interfaces/order-entry.ts';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import { beginEntry, entryFrom } from '../../../../lib/journal/journal.ts';
import { followMarket } from '../../../../lib/orders/follow/follow-market.ts';
import { readFollowing, saveFollowings } from '../../../../lib/orders/follow/following.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { orderJournal, readOrderRecord, restingShards } from '../../../../lib/orders/order-store.ts';
import { latestLook } from '../../../../lib/orders/read/list-orders.ts';
import { countResting } from '../../../../lib/orders/resting-orders.ts';
import type { Session } from '../../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { sessionOver } from '../fixture-changes.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

let session: () => Promise<Session>;
vi.mock('../../../../lib/session/open-session.ts', () => ({ openYielding: () => session() }));

const table = useEmbeddedTable();
const minute = 60_000;
const start = Date.UTC(2026, 4, 20, 12);

let clock = start;
let account = recordOf().ref;
vi.mock('../../../../lib/aws/clock.ts', async (original) => ({
  ...(await original<object>()),
  sharedNow: () => clock,
}));
beforeEach(() => {
  clock = start;
  account = recordOf().ref;
});

/** What the exchange shows as open and of orders by id, and how often each was asked. */
function exchange(open: readonly ExchangeOrder[], byId: readonly ExchangeOrder[] = []) {
  const asked = { open: 0, ids: [] as string[][] };
  const orders: Partial<OrderEntry> = {
    open: async () => {
      asked.open += 1;
      return [...open];
    },
    readSome: async (refs) => {
      asked.ids.push(refs.map(({ exchangeOrderId }) => exchangeOrderId));
      return refs.map((ref) => byId.find(({ exchangeOrderId }) => exchangeOrderId === ref.exchangeOrderId) ?? null);
    },
  };
  session = async () => sessionOver(orders);
  return asked;
}

function failing(error: Error): void {
  session = async () => sessionOver({ open: () => Promise.reject(error) });
}

let serial = 0;
/** An accepted order of one account, open when the journal last heard of it. */
async function resting(changes: Partial<OrderRecord> = {}, shown: Partial<ExchangeOrder> | null = {}) {
  serial += 1;
  const exchangeOrderId = `exchange-${serial}`;
  const record = recordOf({ ref: account, sentAt: clock, state: 'ACCEPTED', exchangeOrderId, ...changes });
  const entry = { ...record, described: shown === null ? null : describedOf(record, { exchangeOrderId, ...shown }) };
  await beginEntry(orderJournal, entry);
  return entry;
}

/** The client order ids in the index that the job reads. */
async function followedOrders(): Promise<string[]> {
  const found: string[] = [];
  for (const shard of restingShards)
    for await (const items of queryPages({
      IndexName: 'resting',
      KeyConditionExpression: 'restingShard = :shard',
      ExpressionAttributeValues: { ':shard': { S: shard } },
    }))
      found.push(...items.map((item) => entryFrom<OrderRecord>(item).clientOrderId));
  return found;
}

function shownOf(record: OrderRecord, changes: Partial<ExchangeOrder>): ExchangeOrder {
  return describedOf(record, { exchangeOrderId: record.exchangeOrderId ?? '', ...changes });
}

/** A look of the job over orders that were listed at `listedAt`. */
async function follow(...records: OrderRecord[]): Promise<void> {
  await followSince(clock, ...records);
}

async function followSince(listedAt: number, ...records: OrderRecord[]): Promise<void> {
  const read = { account: () => ({}) as Account, followingOf: await readFollowing(account) };
  const end = await followMarket({ ref: account, marketType: 'swap', records, listedAt }, read);
  if (end !== null) await saveFollowings([end]);
}

/** The time of the look that confirms the order, as the list of orders tells. */
async function confirmedAt(record: OrderRecord): Promise<number | null> {
  return latestLook(await now(record), (await readFollowing(account))('swap')).at;
}

async function now({ ref, clientOrderId }: OrderRecord): Promise<OrderRecord> {
  return (await readOrderRecord(ref, clientOrderId)) as OrderRecord;
}

describe('resting orders', () => {
  it('orders that are open cost one request, and only a changed order costs a write', async () => {
    const [same, part] = [await resting(), await resting()];
    const half = { status: 'partially_filled', filledQuantity: '0.005', remainingQuantity: '0.005' } as const;
    const asked = exchange([shownOf(same, {}), shownOf(part, half)]);
    clock = start + minute;
    await follow(same, part);
    expect(asked).toEqual({ open: 1, ids: [] });
    expect([await now(same), await now(part)]).toMatchObject([
      { described: { status: 'open' } },
      { described: half, describedAt: start + minute },
    ]);
    expect((await now(same)).describedAt).toBeUndefined();
  });

  it('orders that have left the list are read together, and each is told as it ended', async () => {
    const [filled, canceled, open] = [await resting(), await resting(), await resting()];
    const end = { status: 'filled', filledQuantity: '0.01', remainingQuantity: '0', averagePrice: '69999.5' } as const;
    const asked = exchange([shownOf(open, {})], [shownOf(filled, end), shownOf(canceled, { status: 'canceled' })]);
    await follow(filled, canceled, open);
    expect(asked).toEqual({ open: 1, ids: [[filled.exchangeOrderId, canceled.exchangeOrderId]] });
    expect([(await now(filled)).described, (await now(canceled)).described]).toMatchObject([
      end,
      { status: 'canceled' },
    ]);
  });

  it('an order of another store with the same id is another order', async () => {
    const record = await resting();
    const asked = exchange([shownOf(record, { store: 'trigger' })], [shownOf(record, { status: 'filled' })]);
    await follow(record);
    expect(asked.ids).toEqual([[record.exchangeOrderId]]);
  });

  it('an order that was never described is described', async () => {
    const record = await resting({}, null);
    exchange([shownOf(record, {})]);
    await follow(record);
    expect((await now(record)).described).toMatchObject({ status: 'open' });
  });
});

describe('the time that confirms a resting order', () => {
  it('is the time at which the look listed its orders, and the first look alone costs a write', async () => {
    const record = await resting();
    exchange([shownOf(record, {})]);
    clock = start + 20_000;
    await followSince(start, record);
    expect([await confirmedAt(record), (await now(record)).followedFrom]).toEqual([start, start]);
    clock = start + minute;
    await follow(await now(record));
    expect([await confirmedAt(record), (await now(record)).followedFrom]).toEqual([start + minute, start]);
  });

  it('of an order that got its verdict while a look was under way is the next look', async () => {
    const listed = await resting();
    clock = start + 20_000;
    const late = await resting({ sentAt: start - 5000, describedAt: start - 1 });
    exchange([shownOf(listed, {}), shownOf(late, {})]);
    await followSince(start, listed);
    expect([await confirmedAt(listed), await confirmedAt(late)]).toEqual([start, start - 1]);
    clock = start + minute;
    await follow(await now(listed), await now(late));
    expect([await confirmedAt(listed), await confirmedAt(late)]).toEqual([clock, clock]);
  });

  it('is no look of a doubled run that had listed its orders before', async () => {
    const late = await resting();
    exchange([shownOf(late, {})]);
    await follow(late);
    clock = start + 10_000;
    await followSince(start - 1);
    expect(await confirmedAt(late)).toBeNull();
  });
});

describe('an order that has ended at a price that nobody has told', () => {
  const end = { status: 'filled', filledQuantity: '0.01', remainingQuantity: '0', averagePrice: null } as const;
  const isListed = async (record: OrderRecord) => (await followedOrders()).includes(record.clientOrderId);

  it('is told as ended at once, and read again until the price is told', async () => {
    const record = await resting();
    exchange([], [shownOf(record, end)]);
    await follow(record);
    expect([(await now(record)).described, await isListed(record)]).toMatchObject([end, true]);
    const asked = exchange([], [shownOf(record, { ...end, averagePrice: '70000', fees: [] })]);
    clock = start + minute;
    await follow(await now(record));
    expect([(await now(record)).described?.averagePrice, await isListed(record)]).toEqual(['70000', false]);
    expect(asked).toEqual({ open: 0, ids: [[record.exchangeOrderId]] });
  });

  it('is left alone after ten minutes, and never counts as an order that may be open', async () => {
    const record = await resting();
    exchange([], [shownOf(record, end)]);
    await follow(record);
    expect(await countResting(account)).toBe(0);
    clock = start + 10 * minute;
    await follow(await now(record));
    expect(await isListed(record)).toBe(true);
    clock = start + 11 * minute;
    await follow(await now(record));
    expect([await isListed(record), (await now(record)).described?.status]).toEqual([false, 'filled']);
  });
});

describe('an order that has ended with fees that nobody has told', () => {
  const end = { status: 'filled', filledQuantity: '0.01', remainingQuantity: '0', averagePrice: '70000' } as const;
  const fees = [{ asset: 'USD', amount: '0.35' }];
  const isListed = async (record: OrderRecord) => (await followedOrders()).includes(record.clientOrderId);

  it('because it ended inside its own POST, is read in the next look, and then left alone', async () => {
    const record = await resting({ describedAt: start }, end);
    expect(await isListed(record)).toBe(true);
    const asked = exchange([], [shownOf(record, { ...end, fees })]);
    clock = start + minute;
    await follow(record);
    expect([(await now(record)).described?.fees, await isListed(record)]).toEqual([fees, false]);
    expect(asked).toEqual({ open: 0, ids: [[record.exchangeOrderId]] });
  });

  it('is never read where the orders of the market tell their fees themselves, or nobody tells any', async () => {
    const market = { exchange: 'bybit', marketType: 'swap' } as const;
    expect(await isListed(await resting({ ...market, describedAt: start }, end))).toBe(false);
    expect(await isListed(await resting({ exchange: 'an exchange of a later release' }, end))).toBe(false);
  });

  it('waits for the next look where the rate limit of the key has no room', async () => {
    const records = [await resting({ describedAt: start }, end), await resting({ describedAt: start }, end)];
    const priced = await resting({ describedAt: start }, { ...end, averagePrice: null });
    const asked = exchange([]);
    const opened = session;
    session = async () => {
      const { market, ...rest } = await opened();
      return { ...rest, market: { ...market, feesInFills: { ordersPerLook: 1 } } };
    };
    await follow(...records, priced);
    expect(asked.ids).toEqual([[records[0]?.exchangeOrderId, priced.exchangeOrderId]]);
  });

  it('is left alone after ten minutes, also where no look had room for the order', async () => {
    const records = [await resting({ describedAt: start }, end), await resting({ describedAt: start }, end)];
    exchange([]);
    const opened = session;
    session = async () => {
      const { market, ...rest } = await opened();
      return { ...rest, market: { ...market, feesInFills: { ordersPerLook: 1 } } };
    };
    clock = start + 10 * minute;
    await follow(...records);
    expect(await Promise.all(records.map(isListed))).toEqual([true, true]);
    clock = start + 11 * minute;
    await follow(...records);
    expect(await Promise.all(records.map(isListed))).toEqual([false, false]);
  });

  it.each([
    ['an order that goes on', { status: 'unknown' }],
    ['an end without a size', { status: 'filled', filledQuantity: null }],
    ['less than was told before', { status: 'canceled', filledQuantity: '0.004', fees: [] }],
  ] as const)(
    'is left alone after ten minutes, and stays as told, where the exchange tells %s',
    async (_what, told) => {
      const record = await resting({ describedAt: start }, end);
      exchange([], [shownOf(record, { ...end, ...told })]);
      clock = start + minute;
      await follow(record);
      expect(await isListed(record)).toBe(true);
      clock = start + 11 * minute;
      await follow(await now(record));
      expect([(await now(record)).described, await isListed(record)]).toMatchObject([end, false]);
    },
  );

  it('is left alone after ten minutes where no look can be carried out, and the look fails all the same', async () => {
    const record = await resting({ describedAt: start }, end);
    session = async () => sessionOver({ readSome: () => Promise.reject(new OemsError('PERMISSION_DENIED', 'no')) });
    clock = start + minute;
    await follow(record);
    expect(await isListed(record)).toBe(true);
    clock = start + 11 * minute;
    await follow(record);
    expect([await isListed(record), (await readFollowing(account))('swap').failures]).toEqual([false, 2]);
  });
});

describe('an order that the exchange does not show', () => {
  it('is unknown, and never told as open or ended', async () => {
    const record = await resting();
    exchange([]);
    await follow(record);
    expect((await now(record)).described).toMatchObject({ status: 'unknown', quantity: '0.01' });
  });

  it('is asked for again in the next minutes: one wrong answer does not hide that the order has filled', async () => {
    const record = await resting();
    exchange([]);
    await follow(record);
    clock = start + minute;
    exchange([], [shownOf(record, { status: 'filled', filledQuantity: '0.01', averagePrice: '70000' })]);
    await follow(await now(record));
    expect((await now(record)).described).toMatchObject({ status: 'filled', filledQuantity: '0.01' });
  });

  it('is asked for every quarter of an hour after five minutes, and is found again in the list of open orders at once', async () => {
    const record = await resting();
    const asked = exchange([]);
    await follow(record);
    for (let passed = 1; passed <= 15; passed += 1) {
      clock = start + passed * minute;
      await follow(await now(record));
    }
    // At once, five times in the next minutes, and once after a quarter of an hour.
    expect(asked).toMatchObject({ open: 16, ids: { length: 7 } });
    exchange([shownOf(record, {})]);
    clock = start + 16 * minute;
    await follow(await now(record));
    expect((await now(record)).described?.status).toBe('open');
  });

  it('stays pending where the order was never described', async () => {
    const record = await resting({}, null);
    exchange([]);
    await follow(record);
    expect((await now(record)).described).toBeNull();
  });
});

describe('a market that cannot be looked at', () => {
  const of = async () => (await readFollowing(account))('swap');

  it('waits as long as the exchange says, and longer after each failure', async () => {
    const record = await resting();
    failing(new OemsError('RATE_LIMITED', 'locked out', { retryAfterSeconds: 900 }));
    const before = await of();
    await follow(record);
    expect(await of()).toEqual({ ...before, failures: 1, retryAt: start + 900_000 });
    const asked = exchange([shownOf(record, {})]);
    clock = start + 899_000;
    await follow(record);
    expect(asked.open).toBe(0);
    clock = start + 900_000;
    await follow(record);
    expect(await of()).toEqual({ followedAt: start + 900_000, failures: 0, retryAt: 0 });
    clock = start + 20 * minute;
    failing(new OemsError('PERMISSION_DENIED', 'no access'));
    for (const pause of [1, 2, 4, 8, 16, 32, 60, 60]) {
      await follow(record);
      expect((await of()).retryAt).toBe(clock + pause * minute);
      clock = clock + pause * minute;
    }
    expect((await of()).followedAt).toBe(start + 900_000);
  });

  it('keeps the open orders true where the key may not see how orders end', async () => {
    const [open, gone] = [await resting(), await resting()];
    exchange([shownOf(open, { status: 'partially_filled', filledQuantity: '0.001' })]);
    const listing = session;
    session = async () => {
      const opened = await listing();
      const denied = () => Promise.reject(new OemsError('PERMISSION_DENIED', 'no history'));
      return { ...opened, orders: { ...opened.orders, readSome: denied } };
    };
    await follow(open, gone);
    expect([(await now(open)).described?.status, (await now(gone)).described?.status]).toEqual([
      'partially_filled',
      'open',
    ]);
    expect((await of()).failures).toBe(1);
  });

  it('an error of our own is thrown, and is no failure of the exchange', async () => {
    const record = await resting();
    exchange([shownOf(record, { status: 'partially_filled' })]);
    const before = await of();
    table.server().faults.arm({ operation: 'UpdateItem', kind: 'throttle', times: 20 });
    await expect(follow(record)).rejects.toThrow();
    expect(await of()).toEqual(before);
  });
});
