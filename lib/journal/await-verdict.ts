import { setTimeout as sleep } from 'node:timers/promises';
import { currentCall } from '../aws/call-context.ts';
import { OemsError } from '../errors.ts';
import type { JournalEntry } from './entry.ts';

const pollMs = 150;
const longestWaitMs = 20_000;

/** The call that sent it, or the resolver, will write the verdict. UNKNOWN is an answer; IN_FLIGHT is not yet one. Throws IN_PROGRESS. */
export async function awaitVerdict<L extends JournalEntry>(
  what: string,
  open: L,
  read: () => Promise<L | null>,
): Promise<L> {
  const until = Math.min(Date.now() + longestWaitMs, (currentCall()?.deadline ?? 0) - 1000);
  let line: L | null = open;
  while (line?.state === 'IN_FLIGHT' && Date.now() < until) {
    await sleep(pollMs);
    line = await read();
  }
  if (line !== null && line.state !== 'IN_FLIGHT') return line;
  throw new OemsError('IN_PROGRESS', `${what} with this key is still under way; ask again with the same key`, {
    retryAfterSeconds: 5,
  });
}
