import { randomUUID } from 'node:crypto';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import { isKeyDenied, OemsError } from '../errors.ts';
import { callEndsAfterMs, type Decision, isUndecided, type JournalEntry } from './entry.ts';
import { type Journal, settleEntry } from './journal.ts';

/** The word of a person on an entry that nobody else can settle. */
export interface Word {
  readonly by: Decision['by'];
  readonly word: Decision['word'];
  /** The person decides without a look: the key is gone, or proves nothing. */
  readonly isUnproven: boolean;
  readonly note?: string | undefined;
}

export function decisionOf({ by, word, note }: Word, proof: Decision['proof']): Decision {
  return { id: randomUUID(), by, at: sharedNow(), word, proof, ...(note === undefined ? {} : { note }) };
}

/** What a person decides about, and how the word is held against the exchange. */
export interface Deciding<R extends JournalEntry> {
  readonly journal: Journal<R>;
  readonly read: () => Promise<R | null>;
  /** The entry with the verdict and the decision. Throws for a word that the exchange contradicts. */
  readonly held: (record: R) => Promise<R>;
  /** The entry has this very word of a person already. */
  readonly isRepeated: (record: R) => boolean;
  readonly missing: () => Promise<OemsError>;
}

/** Reads between two writers that come at once. */
const mostRounds = 3;

/**
 * Writes the word of a person, held against the exchange. The write succeeds from an open state only: of a person and the resolver exactly one
 * settles the entry, and no word undoes a verdict.
 */
export async function decideEntry<R extends JournalEntry>(deciding: Deciding<R>): Promise<R> {
  const { journal, read, held, isRepeated, missing } = deciding;
  for (let round = 0; round < mostRounds; round += 1) {
    const record = await read();
    if (record === null) throw await missing();
    if (isRepeated(record)) return record;
    requireOpen(record);
    const decided = await held(record);
    const settled = await settleEntry(journal, decided, { lookAt: sharedNow() }, record.state);
    if (settled.decision?.id !== decided.decision?.id) continue;
    report(journal.name, settled);
    return settled;
  }
  throw new OemsError('IN_PROGRESS', 'another call settles the entry at the same time; repeat the call', {
    retryAfterSeconds: 5,
  });
}

function requireOpen({ state, sentAt }: JournalEntry): void {
  if (!isUndecided({ state }))
    throw new OemsError(
      'ALREADY_EXISTS',
      'there is a verdict already, and no word replaces a verdict; read it with GET',
    );
  if (state === 'IN_FLIGHT' && sharedNow() < sentAt + callEndsAfterMs)
    throw new OemsError('IN_PROGRESS', 'the call that sent the request may still be under way', {
      retryAfterSeconds: 35,
    });
}

/** The names of the person stand in the entry, and not in the log. */
function report(journal: string, { ref, state, decision, sentAt }: JournalEntry): void {
  const { tenant, accountId: account } = ref;
  const what = {
    message: 'verdict of a person',
    journal,
    tenant,
    account,
    outcome: state,
    step: decision?.proof ?? '',
  };
  log({ level: 'WARN', ...what, ageMs: sharedNow() - sentAt }, currentCall());
}

/** A look is impossible: the word stands alone, and the person must say `unproven`. */
export function requireUnproven({ isUnproven }: Word, why: string): void {
  if (isUnproven) return;
  const message = `${why}, so nothing proves the verdict; look at the exchange, then repeat the call with unproven: true`;
  throw new OemsError('INVALID_REQUEST', `unproven: ${message}`, { details: [{ field: 'unproven', message }] });
}

/** No key can look: the account is gone, has no key of the market, or the exchange refuses the key for good. */
export function isKeyGone(error: unknown): boolean {
  return error instanceof OemsError && (error.code === 'NOT_FOUND' || isKeyDenied(error));
}

/** A word that nothing was executed waits until the request can arrive no more. */
export function mayArrive(): OemsError {
  return new OemsError('IN_PROGRESS', 'the request may still arrive at the exchange', { retryAfterSeconds: 60 });
}
