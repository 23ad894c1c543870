import { beforeEach, expect, it, vi } from 'vitest';
import { sharedNow } from '../../../../lib/aws/clock.ts';
import { OemsError } from '../../../../lib/errors.ts';
import type { FindOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import { forgetTakenKeys, keyTaken, noteTaken } from '../../../../lib/nonce/taken-keys.ts';
import { attemptOrder } from '../../../../lib/orders/submit/send-order.ts';
import { sessionOver } from '../fixture-changes.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

const record = recordOf({ notAfter: sharedNow() + 3_600_000 });
const refused = {
  kind: 'notExecuted',
  reason: 'nonce',
  error: new OemsError('NONCE_REJECTED', 'refused'),
} as const;

beforeEach(forgetTakenKeys);

/** An order that is refused for its nonce, and whose look ends as told. */
async function attempt(find: () => Promise<FindOutcome>, isNamed = true) {
  const orders = { submit: vi.fn().mockResolvedValue(refused), find: vi.fn(find) };
  const session = sessionOver(orders, record.credentialVersion);
  return { outcome: await attemptOrder({ session, isNamed }, record, null), orders };
}

async function findWithTakenKey(): Promise<never> {
  noteTaken(record.credentialVersion);
  throw keyTaken();
}

it('an order whose look finds the key taken by another program was not executed, and is sent and looked for once', async () => {
  const { outcome, orders } = await attempt(findWithTakenKey);
  expect(outcome).toMatchObject({ kind: 'notExecuted', reason: 'nonce', error: { code: 'NONCE_REJECTED' } });
  expect(outcome).toMatchObject({ error: { message: expect.stringMatching(/PUT .*credentials/) } });
  expect([orders.submit.mock.calls.length, orders.find.mock.calls.length]).toEqual([1, 1]);
});

it('an order without a name stays open then: nobody would look for a copy under its name', async () => {
  const { outcome, orders } = await attempt(findWithTakenKey, false);
  expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'NONCE_REJECTED' } });
  expect(outcome).toMatchObject({ error: { message: expect.stringContaining('do not repeat the call before') } });
  expect(orders.submit).toHaveBeenCalledTimes(1);
});

it('an order whose look fails otherwise stays open', async () => {
  const { outcome } = await attempt(() => Promise.reject(new Error('away')));
  expect(outcome).toMatchObject({ kind: 'unknown' });
});

it('a copy that a look shows is told although the key is taken', async () => {
  noteTaken(record.credentialVersion);
  const { outcome } = await attempt(async () => ({ kind: 'found', order: describedOf(record) }));
  expect(outcome).toMatchObject({ kind: 'accepted' });
});
