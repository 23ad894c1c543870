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

describe('a message', () => {
  it('is received by one at a time, oldest first, and stays until it is deleted', () => {
    for (const body of ['a', 'b', 'c']) queue.send(body);
    expect(bodies(2)).toEqual(['a', 'b']);
    expect(bodies()).toEqual(['c']);
    expect(bodies()).toEqual([]);
    expect(queue.counts()).toEqual({ visible: 0, delayed: 0, inFlight: 3 });
  });

  it('comes back when its visibility timeout is over, as often as nobody deletes it', () => {
    queue.send('a');
    queue.receive(1);
    pass(59.999);
    expect(bodies()).toEqual([]);
    pass(0.001);
    expect(queue.receive(1)).toMatchObject([{ body: 'a', receiveCount: 2, sentAt: 1_800_000_000_000 }]);
  });

  it('that is deleted does not come back', () => {
    queue.send('a');
    for (const { receiptHandle } of queue.receive(1)) queue.remove(receiptHandle);
    pass(600);
    expect(bodies()).toEqual([]);
    expect(queue.counts()).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
  });

  it('cannot be deleted by the handle of an earlier delivery: it is in other hands by then', () => {
    queue.send('a');
    const [first] = queue.receive(1);
    pass(60);
    const [second] = queue.receive(1);
    queue.remove(first?.receiptHandle ?? '');
    expect(queue.counts().inFlight).toBe(1);
    queue.remove(second?.receiptHandle ?? '');
    expect(queue.counts().inFlight).toBe(0);
  });

  it('can be deleted after its time by who had it last, while nobody else has it', () => {
    queue.send('a');
    const [late] = queue.receive(1);
    pass(61);
    expect(queue.counts().visible).toBe(1);
    queue.remove(late?.receiptHandle ?? '');
    expect(bodies()).toEqual([]);
  });

  it('with a delay cannot be received before', () => {
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

  it('that was tried often enough is a dead letter in place of one more delivery, under its old id', () => {
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

  it('behind a dead letter is delivered in its place', () => {
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
  it('delivers in any order', () => {
    queue.disturb({ next: (count) => count - 1 });
    for (const body of ['a', 'b', 'c']) queue.send(body);
    expect(bodies()).toEqual(['c', 'b', 'a']);
  });

  it('delivers a message twice, even when it is deleted in between', () => {
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
  it('is told what is sent, with its delay, and what is deleted, until it stops', () => {
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
