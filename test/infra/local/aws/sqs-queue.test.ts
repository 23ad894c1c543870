import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueue, type LocalQueue } from '../../../../infra/local/aws/sqs-queue.ts';

let deadLetters: LocalQueue;
let queue: LocalQueue;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  deadLetters = createQueue({ name: 'dead' });
  queue = createQueue({ name: 'work', visibilitySeconds: 60, redrive: { deadLetters, maxReceiveCount: 3 } });
});
afterEach(() => vi.useRealTimers());

function pass(seconds: number): void {
  void vi.advanceTimersByTime(seconds * 1000);
}
function bodies(most = 10): string[] {
  return queue.receive(most).map(({ body }) => body);
}

describe('a message of a local queue', () => {
  it('a message is received by a single receiver, oldest first, and stays until deletion', () => {
    for (const body of ['a', 'b', 'c']) queue.send(body);
    expect(bodies(2)).toEqual(['a', 'b']);
    expect(bodies()).toEqual(['c']);
    expect(bodies()).toEqual([]);
    expect(queue.counts()).toEqual({ visible: 0, delayed: 0, inFlight: 3 });
  });

  it('a message comes back after every visibility timeout until deletion', () => {
    queue.send('a');
    queue.receive(1);
    pass(59.999);
    expect(bodies()).toEqual([]);
    pass(0.001);
    expect(queue.receive(1)).toMatchObject([{ body: 'a', receiveCount: 2, sentAt: 1_800_000_000_000 }]);
  });

  it('a deleted message does not come back', () => {
    queue.send('a');
    for (const { receiptHandle } of queue.receive(1)) queue.remove(receiptHandle);
    pass(600);
    expect(bodies()).toEqual([]);
    expect(queue.counts()).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
  });

  it('the handle of an earlier delivery cannot delete a message that was delivered again', () => {
    queue.send('a');
    const [first] = queue.receive(1);
    pass(60);
    const [second] = queue.receive(1);
    queue.remove(first?.receiptHandle ?? '');
    expect(queue.counts().inFlight).toBe(1);
    queue.remove(second?.receiptHandle ?? '');
    expect(queue.counts().inFlight).toBe(0);
  });

  it('the latest handle deletes a message after the visibility timeout if nothing received the message again', () => {
    queue.send('a');
    const [late] = queue.receive(1);
    pass(61);
    expect(queue.counts().visible).toBe(1);
    queue.remove(late?.receiptHandle ?? '');
    expect(bodies()).toEqual([]);
  });

  it('a delayed message cannot be received before the delay is over', () => {
    queue.send('late', 900);
    queue.send('soon', 5);
    expect(queue.counts()).toEqual({ visible: 0, delayed: 2, inFlight: 0 });
    expect(queue.nextAt()).toBe(1_800_000_005_000);
    pass(5);
    expect(bodies()).toEqual(['soon']);
    pass(894);
    expect(bodies()).toEqual(['soon']);
    pass(1);
    expect(bodies()).toEqual(['late']);
  });

  it('a message above the receive limit becomes a dead letter with the same id', () => {
    const { messageId } = queue.send('poison');
    const buried: string[] = [];
    queue.watch(({ kind, message }) => kind === 'buried' && buried.push(message.messageId));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(bodies()).toEqual(['poison']);
      pass(60);
    }
    expect(deadLetters.counts().visible).toBe(0);
    expect(bodies()).toEqual([]);
    expect(buried).toEqual([messageId]);
    expect(deadLetters.receive(1)).toMatchObject([{ messageId, body: 'poison', sentAt: 1_800_000_000_000 }]);
    expect(queue.nextAt()).toBeNull();
  });

  it('the message after a dead letter is delivered in the same receive', () => {
    queue.send('poison');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      queue.receive(1);
      pass(60);
    }
    queue.send('good');
    expect(bodies(1)).toEqual(['good']);
  });
});

describe('a disturbed queue', () => {
  it('a disturbed queue delivers in any order', () => {
    queue.disturb({ next: (count) => count - 1 });
    for (const body of ['a', 'b', 'c']) queue.send(body);
    expect(bodies()).toEqual(['c', 'b', 'a']);
  });

  it('a disturbed queue delivers a message twice, even after a deletion in between', () => {
    const once = [true, false];
    queue.disturb({ twice: () => once.shift() ?? false });
    const { messageId } = queue.send('a');
    const [first] = queue.receive(1);
    queue.remove(first?.receiptHandle ?? '');
    const [second] = queue.receive(1);
    expect([first?.messageId, second?.messageId]).toEqual([messageId, messageId]);
    expect(second?.receiptHandle).not.toBe(first?.receiptHandle);
    queue.remove(second?.receiptHandle ?? '');
    expect(queue.nextAt()).toBeNull();
  });
});

describe('a watcher', () => {
  it('a watcher sees sent messages with the delay, and deleted messages, until the watch ends', () => {
    const told: unknown[] = [];
    const stop = queue.watch(({ kind, message, delaySeconds }) => told.push([kind, message.body, delaySeconds]));
    queue.send('a', 7);
    pass(7);
    for (const { receiptHandle } of queue.receive(1)) queue.remove(receiptHandle);
    stop();
    queue.send('b');
    expect(told).toEqual([
      ['sent', 'a', 7],
      ['deleted', 'a', undefined],
    ]);
  });
});
