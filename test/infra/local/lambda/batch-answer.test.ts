import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../../infra/local/aws/sqs-message.ts';
import { failedIn } from '../../../../infra/local/lambda/batch-answer.ts';

function delivery(messageId: string): Delivery {
  return {
    ...{ messageId, body: '{}', sentAt: 0, receiveCount: 1, firstReceivedAt: 0, receiptHandle: `handle ${messageId}` },
  };
}
const batch = ['a', 'b', 'c'].map(delivery);
function failures(answer: unknown, reports = true) {
  return [...failedIn({ ok: true, payload: JSON.stringify(answer) ?? 'null' }, batch, reports)];
}
function naming(...names: unknown[]) {
  return { batchItemFailures: names.map((itemIdentifier) => ({ itemIdentifier })) };
}

// Lambda developer guide, "Implementing partial batch responses", success and failure conditions.
describe('the failed messages of a batch', () => {
  it.each([
    ['no list', {}],
    ['the value null', null],
    ['an empty list', naming()],
    ['a list that is null', { batchItemFailures: null }],
  ])('every message succeeds if the answer is or has %s', (_name, answer) => {
    expect(failures(answer)).toEqual([]);
  });

  it('only named messages fail', () => {
    expect(failures(naming('b'))).toEqual(['b']);
  });

  it.each([
    ['an unknown id', naming('b', 'stranger')],
    ['an empty id', naming('')],
    ['an id that is null', naming(null)],
    ['an entry without itemIdentifier', { batchItemFailures: [{ messageId: 'b' }] }],
    ['a text in place of the list', { batchItemFailures: 'b' }],
  ])('every message fails if the answer has %s', (_name, answer) => {
    expect(failures(answer)).toEqual(['a', 'b', 'c']);
  });

  it('every message fails if the function fails', () => {
    const crash = { ok: false, errorType: 'Runtime.ExitError', errorMessage: 'exit status 1' } as const;
    expect([...failedIn(crash, batch, true)]).toEqual(['a', 'b', 'c']);
  });

  it('no message fails if the event source does not read the answer', () => {
    expect(failures(naming('b'), false)).toEqual([]);
  });
});
