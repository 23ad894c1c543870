import { describe, expect, it } from 'vitest';
import { createQueue } from '../../../../infra/local/aws/sqs-queue.ts';
import type { Invocation } from '../../../../infra/local/lambda/function-thread.ts';
import { pullNow } from '../../../../infra/local/stack/pull-now.ts';
import { ledgerPartition } from '../../../../lib/accounts/partitions.ts';

const done: Invocation = { ok: true, payload: 'null' };
function body(kind: string, accountId = 'main') {
  return JSON.stringify({ kind, tenant: '"kind":"rates"', accountId });
}

/** A queue with messages that are tried on command of the test. */
function bench(
  dispatch: (send: (kind: string, delaySeconds?: number) => string) => void,
  failing: readonly string[] = [],
) {
  const queue = createQueue({ name: 'pulls' });
  const listeners = new Set<(messageId: string, isDone: boolean) => void>();
  const ids: string[] = [];
  const send = (kind: string, delaySeconds = 0): string => {
    const { messageId } = queue.send(body(kind), delaySeconds);
    ids.push(messageId);
    return messageId;
  };
  const watch = (listener: (messageId: string, isDone: boolean) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const answer = (patienceMs: number) =>
    pullNow({
      queues: [queue],
      sources: [{ watch }],
      dispatch: async () => {
        dispatch(send);
        return done;
      },
      failing: async () => new Set(failing),
      patienceMs,
    }).then(({ body: text }) => JSON.parse(text.toString()) as Record<string, number>);
  const tell = (id: string | undefined, isDone: boolean) => {
    for (const listener of listeners) listener(id ?? '', isDone);
  };
  return { answer, tell, ids, listeners };
}

describe('a round of pulls', () => {
  it('a round of pulls ends after the first try of every message and then stops watching', async () => {
    const { answer, tell, ids, listeners } = bench((send) => {
      send('account');
      send('account');
      send('rates');
    });
    const told = answer(60_000);
    await new Promise(setImmediate);
    tell(ids[0], true);
    tell(ids[1], false);
    tell('of somebody else', true);
    tell(ids[2], true);
    expect(await told).toEqual({ accounts: 2, rates: 1, succeeded: 2, failed: 1, waiting: 0, dead_letters: 0 });
    expect(listeners.size).toBe(0);
  });

  it('a round of pulls does not wait for delayed messages of the schedule', async () => {
    const { answer } = bench((send) => send('account', 600));
    expect(await answer(60_000)).toMatchObject({ accounts: 0, waiting: 0 });
  });

  it('a round of pulls reports untried messages when the patience runs out', async () => {
    const { answer, tell, ids } = bench((send) => {
      send('account');
      send('account');
      queueMicrotask(() => tell(ids[0], true));
    });
    expect(await answer(20)).toMatchObject({ accounts: 2, succeeded: 1, failed: 0, waiting: 1 });
  });

  it('a pull that the exchange refuses has failed, although its message is done', async () => {
    const refused = ledgerPartition({ tenant: '"kind":"rates"', accountId: 'main' });
    const { answer, tell, ids } = bench(
      (send) => {
        send('account');
        send('rates');
      },
      [refused],
    );
    const told = answer(60_000);
    await new Promise(setImmediate);
    for (const id of ids) tell(id, true);
    expect(await told).toMatchObject({ accounts: 1, rates: 1, succeeded: 1, failed: 1 });
  });

  it('a round of pulls without an account ends at once', async () => {
    const { answer } = bench(() => undefined);
    expect(await answer(60_000)).toMatchObject({ accounts: 0, rates: 0, waiting: 0 });
  });
});
