import { currentCall } from '../aws/call-context.ts';
import { changeShards } from '../outbox/outbox.ts';
import { listChanges } from './list-changes.ts';
import { eventTable, nextTenant } from './waiting-changes.ts';

/** Slots that one tenant gets before the next tenant's turn. */
const slotsPerTurn = 20;
/** Of the run's time, for a slot that is being filled. */
const reserveMs = 10_000;

/**
 * The job: lists the waiting changes of every tenant. The tenants of a shard take turns, so that a tenant with thousands of changes does not hold up
 * the rest of the shard. Changes that a run does not reach wait for the next run.
 */
export async function listAllChanges(): Promise<void> {
  const until = (currentCall()?.deadline ?? Date.now() + 60_000) - reserveMs;
  const ends = await Promise.allSettled(changeShards.map((shard) => listShard(shard, until)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** A failure must not stop the remaining tenants. */
async function listShard(shard: string, until: number): Promise<void> {
  const failures: unknown[] = [];
  for (let isDone = false; !isDone && failures.length === 0 && Date.now() < until; )
    isDone = await listTurns(shard, until, failures);
  if (failures.length > 0) throw failures[0];
}

/** One turn for each tenant. True when nothing of the shard waits any more. */
async function listTurns(shard: string, until: number, failures: unknown[]): Promise<boolean> {
  let isDone = true;
  for (let tenant = await nextTenant(shard, null); tenant !== null; tenant = await nextTenant(shard, tenant)) {
    if (Date.now() >= until) return true;
    const turn = listChanges(eventTable(tenant), { slots: slotsPerTurn, until });
    const isEmpty = await turn.catch((error: unknown) => failures.push(error) < 0);
    isDone = isDone && isEmpty;
  }
  return isDone;
}
