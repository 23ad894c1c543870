import type { AccountRef } from '../../accounts/account.ts';
import { orderPartition, refFromPartition } from '../../accounts/partitions.ts';
import { settleAll } from '../../aws/all-to-the-end.ts';
import { currentCall } from '../../aws/call-context.ts';
import { sharedNow, sharedTimeOf } from '../../aws/clock.ts';
import { queryPages } from '../../aws/query-pages.ts';
import { readableItems } from '../../aws/readable-items.ts';
import type { Item } from '../../aws/table-item.ts';
import { entryFrom } from '../../journal/journal.ts';
import type { OrderRecord } from '../order.ts';
import { restingShards } from '../order-store.ts';
import { type AccountAt, accountsInTurn } from './accounts-in-turn.ts';
import { followMarket, type RestingOrders } from './follow-market.ts';
import { type Followed, mostFollowings, saveFollowings } from './following.ts';

/**
 * The job: every resting order of the journal follows the exchange. The exchanges are followed in parallel, so a failing exchange delays no
 * order of a working exchange. Accounts that a run does not reach in time come early in the next run, because each run begins at a
 * different account.
 */
export async function followOrders(): Promise<void> {
  const resting = (await settleAll(restingShards.map(restingIn))).flat();
  const accountAt = accountsInTurn(accountsOf(rotated(resting)));
  const byMarket = Map.groupBy(resting, ({ records }) => records[0]?.exchange ?? '');
  const runs = [...byMarket.values()].map((own) => followAll(rotated(own), accountAt));
  const ends = await Promise.allSettled(runs);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

function accountsOf(resting: readonly RestingOrders[]): AccountRef[] {
  return [...new Map(resting.map(({ ref }) => [orderPartition(ref), ref])).values()];
}

async function restingIn(shard: string): Promise<RestingOrders[]> {
  const beforeQuery = Date.now();
  const records: OrderRecord[] = [];
  const query = {
    IndexName: 'resting',
    KeyConditionExpression: 'restingShard = :shard',
    ExpressionAttributeValues: { ':shard': { S: shard } },
  };
  for await (const items of queryPages(query)) records.push(...readableItems(items, entryFrom<OrderRecord>, ownerOf));
  const listedAt = sharedTimeOf(beforeQuery);
  const groups = Map.groupBy(records, ({ ref, marketType }) => JSON.stringify([ref.tenant, ref.accountId, marketType]));
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    return first === undefined ? [] : [{ ref: first.ref, marketType: first.marketType, records: own, listedAt }];
  });
}

function ownerOf(item: Item): { readonly tenant: string; readonly account: string } {
  const { tenant, accountId: account } = refFromPartition(item.pk?.S ?? '');
  return { tenant, account };
}

const periodMs = 60_000;

/** Begins at a different place each minute. */
function rotated<T>(all: readonly T[]): readonly T[] {
  const start = (Math.floor(sharedNow() / periodMs) * 7919) % Math.max(1, all.length);
  return [...all.slice(start), ...all.slice(0, start)];
}

/** Looks side by side at one exchange: most of a look is waiting, and each account has a key with limits of its own. A connection pool has 64 places. */
const atOnce = 40;
/** Of the run's time, for looks under way. */
const reserveMs = 15_000;

/** A failure must not stop the remaining accounts. The ends of looks are written down many at a time. */
async function followAll(resting: readonly RestingOrders[], accountAt: AccountAt): Promise<void> {
  const left = resting.values();
  const failures: unknown[] = [];
  const ended: Followed[] = [];
  const work = async () => {
    for (const next of left) {
      if (Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - reserveMs) return;
      try {
        const end = await followMarket(next, await accountAt(next.ref));
        if (end !== null) ended.push(end);
        if (ended.length >= mostFollowings) await saveFollowings(ended.splice(0, mostFollowings));
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (ended.length > 0) await saveFollowings(ended).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
