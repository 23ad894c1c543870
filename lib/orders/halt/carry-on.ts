import type { Account, AccountRef, PendingHalt } from '../../accounts/account.ts';
import { refFromPartition } from '../../accounts/partitions.ts';
import { claimHalt, haltShards, latestDue } from '../../accounts/pending-halt.ts';
import { inParallel } from '../../aws/all-to-the-end.ts';
import { currentCall, runInCall } from '../../aws/call-context.ts';
import { sharedNow } from '../../aws/clock.ts';
import { log } from '../../aws/log.ts';
import { queryPages } from '../../aws/query-pages.ts';
import type { Item } from '../../aws/table-item.ts';
import { OemsError } from '../../errors.ts';
import { countReasons, verdictOn } from './halt.ts';
import { stopAccount } from './stop-account.ts';
import { tellEnd } from './tell-end.ts';

/** Rounds side by side: most of a round is waiting. A connection pool has 64 places for each host, and other journals need some. */
const width = 40;
/** The longest round. A round that dies is begun again after its pause. */
const roundMs = 45_000;
/** A halt that is pending for longer needs a person. */
const openAfterMs = 10 * 60_000;

/** A pending halt in the index; the index lags behind the table. */
interface ListedHalt {
  readonly ref: AccountRef;
  readonly halt: Pick<PendingHalt, 'id' | 'rounds' | 'askedAt'>;
  /** Epoch ms. */
  readonly dueAt: number;
}

/**
 * The job: every due halt has one more round, until a complete look shows nothing open. Safe beside itself and after a death: a condition guards
 * each claim, and every step of a round can be repeated. A failure of a shard or an account stops no other.
 */
export async function carryOnHalts(): Promise<void> {
  const shards = await Promise.allSettled(haltShards.map(pendingIn));
  const pending = shards.flatMap((shard) => (shard.status === 'fulfilled' ? shard.value : []));
  const failures = shards.flatMap((shard) => (shard.status === 'rejected' ? [shard.reason] : []));
  if (failures.length === 0) reportPending(pending);
  const due = pending.filter(isDue).toSorted((one, other) => one.dueAt - other.dueAt);
  await inParallel(due, width, (one) => carryOn(one).catch((error: unknown) => failures.push(error)));
  if (failures.length > 0) throw failures[0];
}

function isDue({ dueAt, halt }: ListedHalt): boolean {
  const now = sharedNow();
  return dueAt <= now || dueAt > latestDue(halt.rounds, now);
}

async function pendingIn(shard: string): Promise<ListedHalt[]> {
  const found: ListedHalt[] = [];
  const pages = queryPages({
    IndexName: 'pending',
    KeyConditionExpression: 'pendingShard = :shard',
    ExpressionAttributeValues: { ':shard': { S: shard } },
    // The index holds the sealed keys too; the projection leaves the keys out.
    ProjectionExpression: 'pk, pendingAfter, haltId, haltRounds, haltAskedAt',
  });
  for await (const items of pages) found.push(...items.map(listed));
  return found;
}

function listed({ pk, pendingAfter, haltId, haltRounds, haltAskedAt }: Item): ListedHalt {
  const halt = { id: haltId?.S ?? '', rounds: Number(haltRounds?.N), askedAt: Number(haltAskedAt?.N) };
  return { ref: refFromPartition(pk?.S ?? ''), halt, dueAt: Number(pendingAfter?.N) };
}

/** One line a minute, with zero too: an alarm on the gauge lasts as long as a halt is pending. */
function reportPending(pending: readonly ListedHalt[]): void {
  const before = sharedNow() - openAfterMs;
  const open = pending.filter(({ halt }) => halt.askedAt < before).length;
  log(
    {
      level: open > 0 ? 'WARN' : 'INFO',
      message: 'pending halts',
      attempts: pending.length,
      metrics: { HaltsOpen: open },
    },
    currentCall(),
  );
}

async function carryOn({ ref, halt }: ListedHalt): Promise<void> {
  const call = currentCall();
  const until = Date.now() + roundMs;
  if (call !== undefined && until > call.deadline) return;
  const account = await claimHalt(ref, halt);
  if (account?.halt === undefined) return;
  const claimed = { ...account, halt: account.halt };
  await (call === undefined ? round(claimed) : runInCall({ ...call, deadline: until }, () => round(claimed)));
}

async function round(account: Account & { readonly halt: PendingHalt }): Promise<void> {
  const { halt } = account;
  const mayAct = (now: Account) => requireSame(halt, now);
  const { closesPositions, askedAt: at } = halt;
  const reasons = countReasons(verdictOn(await stopAccount({ account, at, closesPositions, mayAct })));
  const ended = reasons === 0 ? await tellEnd(account) : null;
  report(account, reasons, ended !== null);
}

/** Nothing is canceled any more once the account may trade again: the orders could be new. */
function requireSame({ id }: PendingHalt, { halt }: Account): void {
  if (halt?.id !== id) throw new OemsError('IN_PROGRESS', 'the halt has ended meanwhile');
}

function report({ tenant, accountId: account, halt }: Account, reasons: number, isEnded: boolean): void {
  const outcome = isEnded ? 'complete' : `${reasons} reasons left`;
  const ageMs = sharedNow() - (halt?.askedAt ?? 0);
  const what = { message: 'halt carried on', tenant, account, outcome, ageMs, attempts: halt?.rounds ?? 0 };
  log({ level: isEnded ? 'INFO' : 'WARN', ...what }, currentCall());
}
