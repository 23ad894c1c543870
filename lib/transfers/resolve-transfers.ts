import { setTimeout as sleep } from 'node:timers/promises';
import { type OpenExchange, openExchange } from '../accounts/open-exchange.ts';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import { openStates } from '../journal/line.ts';
import { afterLookUp, lookForTransfer, nextLookUpAt } from './look-up.ts';
import type { TransferRecord } from './transfer.ts';
import { duePendingTransfers, leaseTransfer, pendingTransferShards, settleTransfer } from './transfer-store.ts';

/** Kept to write the verdict down and answer. */
const reserveMs = 1500;
const leaseMs = 60_000;
const perShard = 25;

/** Looks for an open transfer, again and again until its fate is known or `until` (epoch ms) comes near; journals every verdict. */
export const resolveTransfer = async (
  opened: OpenExchange,
  open: TransferRecord,
  until: number,
): Promise<TransferRecord> => {
  let record = open;
  for (let round = 0; openStates.includes(record.state); round += 1) {
    const seen = afterLookUp(record, await lookForTransfer(opened, record), sharedNow());
    const nextAt = nextLookUpAt(seen, sharedNow(), round);
    const goesOn = nextAt <= until - reserveMs;
    // While this goes on nobody else need look.
    record = differs(seen, record) ? await settleTransfer(seen, goesOn ? nextAt + leaseMs / 2 : nextAt) : seen;
    if (!openStates.includes(record.state) || !goesOn) break;
    await sleep(nextAt - sharedNow());
  }
  report(record);
  return record;
};

const differs = (a: TransferRecord, b: TransferRecord): boolean =>
  a.state !== b.state || a.absentSince !== b.absentSince || a.nonce !== b.nonce;

/** A transfer that only a person can settle is an alarm. */
const report = ({ ref, state }: TransferRecord): void => {
  const level = state === 'MANUAL' ? 'ERROR' : 'INFO';
  const { tenant, accountId: account } = ref;
  log({ level, message: 'transfer resolved', account, tenant, outcome: state }, currentCall());
};

/** The job: settles every due open transfer; safe beside itself and after a crash, because a lease and a condition guard each step. */
export const resolveDueTransfers = async (): Promise<void> => {
  const due = await Promise.allSettled(
    pendingTransferShards.map((shard) => duePendingTransfers(shard, sharedNow(), perShard)),
  );
  const lines = due.flatMap((shard) => (shard.status === 'fulfilled' ? shard.value : []));
  // Settled, each of them: one failure must neither stop the others nor leave them running when the function has returned.
  const ends = await Promise.allSettled(lines.map(resolveDue));
  const failure = [...due, ...ends].find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
};

const resolveDue = async (due: TransferRecord): Promise<void> => {
  const leased = await leaseTransfer(due, sharedNow(), leaseMs);
  if (leased === null) return;
  try {
    const opened = await openExchange(leased.ref, leased.via);
    await resolveTransfer(opened, leased, Math.min(currentCall()?.deadline ?? 0, Date.now() + leaseMs / 2));
  } catch {
    // The key is gone or the exchange away: that proves nothing; time alone may make it a person's matter.
    const now = sharedNow();
    report(await settleTransfer(afterLookUp(leased, null, now), now + leaseMs));
  }
};
