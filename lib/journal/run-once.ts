import { setTimeout as sleep } from 'node:timers/promises';
import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { OemsError } from '../errors.ts';
import { isSameKey, type JournalEntry, type KeyHolder, openStates } from './entry.ts';
import { beginEntry, resubmitEntry } from './journal.ts';
import { concludeEntry, lookAgain, type Reconciliation, reportEntry } from './resolve.ts';

/** One request that must be executed once or not at all. `S` is a session with the exchange. */
export interface Command<R extends JournalEntry, S extends KeyHolder> {
  /** Names the request in messages and log lines. */
  readonly what: 'order' | 'amendment' | 'cancellation' | 'transfer';
  readonly session: S;
  readonly reconciliation: Reconciliation<R, S>;
  readonly fingerprint: string;
  /** The client's message when the same key was used with another fingerprint. */
  readonly conflict: string;
  /** The client gave the request a key, so an earlier call may have sent the request. */
  readonly isNamed: boolean;
  /** The entry of an earlier call with the same key. */
  readonly read: () => Promise<R | null>;
  /** The entry to journal, after every check. An error of `prepare` leaves nothing written and nothing sent. */
  readonly prepare: () => Promise<R>;
  /** `prepare` asks the exchange, so an error is no denial: an earlier call is replayed as if nothing had failed. */
  readonly preparesFromExchange?: boolean;
  /** Sends the journaled request and returns the entry with the answer. Every end but a crash is an entry. */
  readonly send: (record: R) => Promise<R>;
  /** A replay of an open entry looks for the verdict itself. */
  readonly looksOnReplay: boolean;
  /** The arrived request, `absent` after a complete look, or null when the look proves nothing. */
  readonly lookBeforeResubmit: (existing: R) => Promise<R | 'absent' | null>;
}

/** The end of a command: the journal's entry, and whether an earlier call sent the request. */
export interface Execution<R extends JournalEntry> {
  readonly record: R;
  readonly replayed: boolean;
}

/**
 * The life of a command, whatever fails. The order of the writes is the safety: the journal says IN_FLIGHT before the first byte leaves.
 * From then on the request is sent again only after a rejection before execution (nonce, rate limit) and a look. A crash after IN_FLIGHT
 * leaves an entry that the resolver finds. A crash before IN_FLIGHT has sent nothing.
 */
export async function runOnce<R extends JournalEntry, S extends KeyHolder>(
  command: Command<R, S>,
): Promise<Execution<R>> {
  let record: R;
  try {
    record = await command.prepare();
  } catch (denied) {
    return replayDespite(command, denied);
  }
  const existing = await beginEntry(command.reconciliation.journal, record);
  return existing === null ? execute(command, record) : replay(command, record, existing);
}

/** Every end is written down. An error on the way leaves the entry open, never forgotten. */
async function execute<R extends JournalEntry, S extends KeyHolder>(
  command: Command<R, S>,
  record: R,
): Promise<Execution<R>> {
  if (!openStates.includes(record.state)) return { record, replayed: false };
  const { what, reconciliation, session } = command;
  const answered = await command.send(record);
  const { tenant, accountId: account } = record.ref;
  log({ level: 'INFO', message: what, tenant, account, outcome: answered.state }, currentCall());
  return { record: await concludeEntry(reconciliation, session, answered), replayed: false };
}

/** A replay reports the earlier verdict even when a new request like it would be denied by now. */
async function replayDespite<R extends JournalEntry, S extends KeyHolder>(
  command: Command<R, S>,
  denied: unknown,
): Promise<Execution<R>> {
  const existing = command.isNamed ? await command.read() : null;
  if (existing === null) throw denied;
  if (command.preparesFromExchange) return report(command, existing);
  if (existing.fingerprint !== command.fingerprint || existing.state === 'NOT_SENT') throw denied;
  return { record: existing, replayed: true };
}

function replay<R extends JournalEntry, S extends KeyHolder>(
  command: Command<R, S>,
  record: R,
  existing: R,
): Promise<Execution<R>> {
  return existing.state === 'NOT_SENT' && existing.fingerprint === command.fingerprint
    ? resubmit(command, record, existing)
    : report(command, existing);
}

/** The client has used the key before: reports the verdict of that request, or waits for the call that is sending the request. */
async function report<R extends JournalEntry, S extends KeyHolder>(
  command: Command<R, S>,
  existing: R,
): Promise<Execution<R>> {
  if (existing.fingerprint !== command.fingerprint) throw new OemsError('IDEMPOTENCY_CONFLICT', command.conflict);
  const record = await verdictOn(command, existing);
  const { reconciliation, session } = command;
  return { record: command.looksOnReplay ? await lookAgain(reconciliation, session, record) : record, replayed: true };
}

const pollMs = 150;
const longestWaitMs = 20_000;

/** The call that sent the request, or the resolver, will write the verdict. UNKNOWN is an answer. IN_FLIGHT is no answer yet. */
async function verdictOn<R extends JournalEntry, S extends KeyHolder>(command: Command<R, S>, existing: R): Promise<R> {
  const until = Math.min(Date.now() + longestWaitMs, (currentCall()?.deadline ?? 0) - 1000);
  let record: R | null = existing;
  while (record?.state === 'IN_FLIGHT' && Date.now() < until) {
    await sleep(pollMs);
    record = await command.read();
  }
  if (record !== null && record.state !== 'IN_FLIGHT') return record;
  const message = `the ${command.what} with this key is still under way; ask again with the same key`;
  throw new OemsError('IN_PROGRESS', message, { retryAfterSeconds: 5 });
}

/** The answers that we saw say "not executed". The network may have delivered another copy of the request, so a look comes first. */
async function resubmit<R extends JournalEntry, S extends KeyHolder>(
  command: Command<R, S>,
  record: R,
  existing: R,
): Promise<Execution<R>> {
  const arrived = await command.lookBeforeResubmit(existing);
  if (arrived === null) throw cannotResubmit(command.what, isSameKey(command.session, existing));
  const next = arrived === 'absent' ? record : arrived;
  const taken = await resubmitEntry(command.reconciliation.journal, next, existing.attempt);
  if (taken !== null) return replay(command, record, taken);
  if (arrived === 'absent') return execute(command, record);
  reportEntry(command.reconciliation, arrived);
  return { record: arrived, replayed: true };
}

/** Absence under another key proves nothing, now or later: a client that would repeat the call for ever must be told. */
function cannotResubmit(what: string, isUnderSameKey: boolean): OemsError {
  return isUnderSameKey
    ? new OemsError(
        'EXCHANGE_UNAVAILABLE',
        'the exchange does not show what became of the earlier attempt; nothing was sent, repeat the call',
      )
    : new OemsError(
        'IDEMPOTENCY_CONFLICT',
        `the earlier attempt was signed with an exchange key that has been replaced since, so nobody can tell whether it arrived; nothing was sent: look at the exchange for the ${what}, then repeat the call under a new name`,
      );
}
