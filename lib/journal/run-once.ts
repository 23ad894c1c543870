import { setTimeout as sleep } from 'node:timers/promises';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import { OemsError } from '../errors.ts';
import { cannotResubmit } from './cannot-resubmit.ts';
import { isSameKey, type JournalEntry, type KeyHolder, openStates } from './entry.ts';
import { beginEntry, resubmitEntry, settleOrSay } from './journal.ts';
import { keyConflict, type RequestTerms } from './key-conflict.ts';
import { type LostRequests, lostEntry } from './lost-entry.ts';
import { lookAgain, lookLeaseMs, type Reconciliation, reportEntry, resolveEntry } from './resolve.ts';

/** The facts that a call knows about its request before the exchange does. */
export interface Draft {
  readonly fingerprint: string;
}

/** The inputs of a call: a session with the exchange, and the client's request. */
export interface Call<S extends KeyHolder> {
  readonly session: S;
  /** The client gave the request a key, so an earlier call may have sent the request. */
  readonly isNamed: boolean;
}

/** A kind of request that must be executed once or not at all. The functions of a command run in this order. */
export interface Command<C extends Call<KeyHolder>, D extends Draft, R extends JournalEntry> {
  /** Names the request in messages and log lines. */
  readonly what: 'order' | 'amendment' | 'cancellation' | 'transfer';
  readonly reconciliation: Reconciliation<R, C['session']>;
  /** The client's message when the same key was used with another fingerprint. */
  readonly conflict: string;
  /** The client's terms in an entry, for the same message. */
  readonly terms: (entry: D | R) => RequestTerms;
  /** The entry as far as the call knows it. Throws for a request that no retry can save. */
  readonly draft: (call: C) => D;
  /** The entry to journal, after every check. An error leaves nothing written and nothing sent. */
  readonly prepare: (call: C, draft: D) => Promise<R>;
  /** Sends the journaled request and returns the entry with the answer. Every end but a crash is an entry. */
  readonly send: (call: C, record: R) => Promise<R>;
  /** The entry of an earlier call with the same key. */
  readonly read: (draft: D) => Promise<R | null>;
  /** The arrived request, `absent` after a complete look, or null when the look proves nothing. */
  readonly lookBeforeResubmit: (session: C['session'], existing: R) => Promise<R | 'absent' | null>;
  /** `prepare` asks the exchange, so an error is no denial: an earlier call is replayed as if nothing had failed. */
  readonly preparesFromExchange: boolean;
  /** A replay of an open entry looks for the verdict itself. */
  readonly looksOnReplay: boolean;
  /** Absent for a command that may be executed a second time without harm. */
  readonly lost?: LostRequests<C['session'], R>;
}

/** A command under way. */
interface Run<C extends Call<KeyHolder>, D extends Draft, R extends JournalEntry> {
  readonly command: Command<C, D, R>;
  readonly call: C;
  readonly draft: D;
}

/** The end of a command: the journal's entry, and whether an earlier call sent the request. */
export interface Execution<R extends JournalEntry> {
  readonly record: R;
  readonly replayed: boolean;
}

/**
 * The life of a command, through every failure. The order of the writes is the safety: the journal says IN_FLIGHT before the first byte
 * leaves. From then on the request is sent again only after a rejection before execution (nonce, rate limit) and a look. A crash after
 * IN_FLIGHT leaves an entry that the resolver finds. A crash before IN_FLIGHT has sent nothing.
 */
export async function runOnce<C extends Call<KeyHolder>, D extends Draft, R extends JournalEntry>(
  command: Command<C, D, R>,
  call: C,
): Promise<Execution<R>> {
  const draft = command.draft(call);
  const run = { command, call, draft };
  let record: R;
  try {
    record = authored(await command.prepare(call, draft));
  } catch (denied) {
    return replayDespite(run, denied);
  }
  const lost = call.isNamed ? await lostEntry(command, call.session, draft, record) : null;
  if (lost === 'unclear') throw cannotResubmit(command.what, true);
  if (lost !== null) return replay(run, record, lost);
  const existing = await beginEntry(command.reconciliation.journal, record);
  return existing === null ? execute(run, record) : replay(run, record, existing);
}

/** The author is journaled with the request: no order leaves without a name. */
function authored<R extends JournalEntry>(record: R): R {
  const author = currentCall()?.author ?? null;
  return author === null ? record : { ...record, author };
}

/** Every end is written down. An error on the way leaves the entry open, never forgotten. */
async function execute<C extends Call<KeyHolder>, D extends Draft, R extends JournalEntry>(
  { command, call }: Run<C, D, R>,
  record: R,
): Promise<Execution<R>> {
  if (!openStates.includes(record.state)) return { record, replayed: false };
  const answered = await command.send(call, record);
  const { tenant, accountId: account } = record.ref;
  log({ level: 'INFO', message: command.what, tenant, account, outcome: answered.state }, currentCall());
  return { record: await concludeEntry(command.reconciliation, call.session, answered), replayed: false };
}

/** The end of the call that sent the request: writes the answer and, without a verdict, looks until the call must end. */
export async function concludeEntry<R extends JournalEntry, S extends KeyHolder>(
  how: Reconciliation<R, S>,
  session: S,
  answered: R,
): Promise<R> {
  const lease = sharedNow() + lookLeaseMs;
  const record = await settleOrSay(how.journal, answered, { lookAt: lease, leasedUntil: lease });
  if (openStates.includes(record.state))
    return resolveEntry(how, session, record, currentCall()?.deadline ?? Date.now());
  if (record.state === 'NEEDS_REVIEW') reportEntry(how, record);
  return record;
}

/** A replay reports the earlier verdict even when a new request like it would be denied by now. */
async function replayDespite<C extends Call<KeyHolder>, D extends Draft, R extends JournalEntry>(
  run: Run<C, D, R>,
  denied: unknown,
): Promise<Execution<R>> {
  const { command, call, draft } = run;
  const existing = call.isNamed ? await command.read(draft) : null;
  if (existing === null) throw denied;
  if (command.preparesFromExchange) return report(run, existing);
  if (existing.fingerprint !== draft.fingerprint || existing.state === 'NOT_SENT') throw denied;
  return { record: existing, replayed: true };
}

function replay<C extends Call<KeyHolder>, D extends Draft, R extends JournalEntry>(
  run: Run<C, D, R>,
  record: R,
  existing: R,
): Promise<Execution<R>> {
  return existing.state === 'NOT_SENT' && existing.fingerprint === run.draft.fingerprint
    ? resubmit(run, record, existing)
    : report(run, existing);
}

/** The client has used the key before: reports the verdict of that request, or waits for the call that is sending the request. */
async function report<C extends Call<KeyHolder>, D extends Draft, R extends JournalEntry>(
  run: Run<C, D, R>,
  existing: R,
): Promise<Execution<R>> {
  const { command, call, draft } = run;
  if (existing.fingerprint !== draft.fingerprint)
    throw keyConflict(command.conflict, command.terms(existing), command.terms(draft));
  const told = await verdictOn(run, existing);
  const record = command.looksOnReplay ? await lookAgain(command.reconciliation, call.session, told) : told;
  return { record, replayed: true };
}

const pollMs = 150;
const longestWaitMs = 20_000;

/** The call that sent the request, or the resolver, will write the verdict. UNKNOWN is an answer. IN_FLIGHT is no answer yet. */
async function verdictOn<C extends Call<KeyHolder>, D extends Draft, R extends JournalEntry>(
  { command, draft }: Run<C, D, R>,
  existing: R,
): Promise<R> {
  const until = Math.min(Date.now() + longestWaitMs, (currentCall()?.deadline ?? 0) - 1000);
  let record: R | null = existing;
  while (record?.state === 'IN_FLIGHT' && Date.now() < until) {
    await sleep(pollMs);
    record = await command.read(draft);
  }
  if (record !== null && record.state !== 'IN_FLIGHT') return record;
  const message = `the ${command.what} with this key is still under way; ask again with the same key`;
  throw new OemsError('IN_PROGRESS', message, { retryAfterSeconds: 5 });
}

/** The answers that we saw say "not executed". The network may have delivered a second copy of the request: hence the look. */
async function resubmit<C extends Call<KeyHolder>, D extends Draft, R extends JournalEntry>(
  run: Run<C, D, R>,
  record: R,
  existing: R,
): Promise<Execution<R>> {
  const { command, call } = run;
  const arrived = await command.lookBeforeResubmit(call.session, existing);
  if (arrived === null) throw cannotResubmit(command.what, isSameKey(call.session, existing), existing.error);
  const again = { ...record, firstSentAt: existing.firstSentAt ?? existing.sentAt };
  const taken = await resubmitEntry(
    command.reconciliation.journal,
    arrived === 'absent' ? again : arrived,
    existing.attempt,
  );
  if (taken !== null) return replay(run, record, taken);
  if (arrived === 'absent') return execute(run, again);
  reportEntry(command.reconciliation, arrived);
  return { record: arrived, replayed: true };
}
