import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it, vi } from 'vitest';
import { newCall, runInCall } from '../../../../lib/aws/call-context.ts';
import { forgetTableClock, observeTableDate } from '../../../../lib/aws/clock.ts';
import { beginEntry } from '../../../../lib/journal/journal.ts';
import { describeOrder } from '../../../../lib/orders/describe-order.ts';
import type { RestingOrders } from '../../../../lib/orders/follow/follow-market.ts';
import { followOrders } from '../../../../lib/orders/follow/follow-orders.ts';
import { type Followed, readFollowing } from '../../../../lib/orders/follow/following.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { orderJournal } from '../../../../lib/orders/order-store.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

const stage = vi.hoisted(() => ({
  look: (_resting: unknown): Promise<unknown> => Promise.resolve(null),
  answered: (): void => {},
}));
vi.mock(import('../../../../lib/aws/query-pages.ts'), async (original) => {
  const { queryPages } = await original();
  return {
    async *queryPages(...query) {
      for await (const items of queryPages(...query)) {
        stage.answered();
        yield items;
      }
    },
  };
});
vi.mock('../../../../lib/orders/follow/follow-market.ts', () => ({
  followMarket: (resting: unknown) => stage.look(resting),
}));

const table = useEmbeddedTable();
let looks: RestingOrders[] = [];
const placed: OrderRecord[] = [];
beforeEach(async () => {
  looks = [];
  stage.answered = () => {};
  stage.look = async (resting) => {
    looks.push(resting as RestingOrders);
    return null;
  };
  // Orders of the test before must not be followed in this test.
  for (const record of placed.splice(0)) await describeOrder(record, describedOf(record, { status: 'canceled' }), 0);
});

async function rest(accountId: string, changes: Partial<OrderRecord> = {}): Promise<OrderRecord> {
  const record = recordOf({ ref: { tenant: 'alpha', accountId }, state: 'ACCEPTED', ...changes });
  await beginEntry(orderJournal, record);
  placed.push(record);
  return record;
}

function namesOf(all: readonly RestingOrders[]): string[] {
  return all.map(({ ref, marketType, records }) => `${ref.accountId} ${marketType} ${records.length}`).toSorted();
}

it('every market of every account with resting orders is looked at once', async () => {
  for (let index = 0; index < 60; index += 1) await rest(`account-${index % 20}`);
  await rest('account-3', { marketType: 'spot', exchange: 'kraken' });
  await rest('account-4', { state: 'REJECTED' });
  await followOrders();
  const swaps = Array.from({ length: 20 }, (_, index) => `account-${index} swap 3`);
  expect(namesOf(looks)).toEqual([...swaps, 'account-3 spot 1'].toSorted());
});

it('an account that fails stops no account beside it, and fails the job', async () => {
  for (let index = 0; index < 60; index += 1) await rest(`account-${index}`);
  const looked: string[] = [];
  stage.look = async (resting) => {
    if (looked.push((resting as RestingOrders).ref.accountId) === 2) throw new Error('the table');
    await sleep(5);
    return null;
  };
  await expect(followOrders()).rejects.toThrow('the table');
  expect(looked).toHaveLength(60);
});

it('accounts are read many in one request, and looks are written down many in one request', async () => {
  for (let index = 0; index < 60; index += 1)
    await rest(`account-${index % 30}`, { marketType: index < 30 ? 'spot' : 'swap' });
  stage.look = async (resting): Promise<Followed> => {
    const { ref, marketType, listedAt } = resting as RestingOrders;
    return { ref, marketType, following: { followedAt: listedAt, failures: 0, retryAt: 0 } };
  };
  table.server().faults.resetCounts();
  await followOrders();
  expect(table.server().faults.counts()).toEqual({ Query: 4, BatchGetItem: 1, BatchWriteItem: 3 });
  for (let index = 0; index < 30; index += 1) {
    const followingOf = await readFollowing({ tenant: 'alpha', accountId: `account-${index}` });
    for (const marketType of ['spot', 'swap'] as const) expect(followingOf(marketType).followedAt).not.toBeNull();
  }
});

it('no account is looked at when the time of the run is over', async () => {
  await rest('late');
  await runInCall(newCall('run', 'follow-orders', Date.now() + 1000), followOrders);
  expect(looks).toEqual([]);
});

it.each([300_000, -300_000])(
  'a look of a container that has just started is dated by the clock of the table, %d ms apart',
  async (aheadMs) => {
    await rest('account-of-clocks');
    forgetTableClock();
    const learn = (now: number) => observeTableDate(new Date(now - aheadMs).toUTCString(), now, now);
    stage.answered = () => learn(Date.now());
    const startedAt = Date.now();
    await followOrders();
    forgetTableClock();
    const [look] = looks;
    expect(Math.abs((look?.listedAt ?? 0) - (startedAt - aheadMs))).toBeLessThan(5000);
  },
);
