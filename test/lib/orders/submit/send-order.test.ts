import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sharedNow } from '../../../../lib/aws/clock.ts';
import { OemsError } from '../../../../lib/errors.ts';
import type { FindOutcome, SubmitOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import { putAmendLock } from '../../../../lib/orders/amend/amendment-store.ts';
import { attemptOrder } from '../../../../lib/orders/submit/send-order.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { amendmentOf, sessionOver } from '../fixture-changes.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

useEmbeddedTable();

const taken = new OemsError('ORDER_REJECTED', 'the id is taken');
const refusedNonce = new OemsError('NONCE_REJECTED', 'the nonce was refused');
const record = recordOf({ notAfter: sharedNow() + 3_600_000 });
const ours = describedOf(record);

/** An exchange that refuses the order and shows this of it. */
function placed(outcome: SubmitOutcome, found: FindOutcome | Error, isNamed = true): Promise<SubmitOutcome> {
  const find = found instanceof Error ? vi.fn().mockRejectedValue(found) : vi.fn().mockResolvedValue(found);
  const orders = { submit: vi.fn().mockResolvedValue(outcome), find };
  const session = sessionOver(orders, record.credentialVersion);
  return attemptOrder({ session, isNamed }, record, null);
}
const idIsTaken = { kind: 'idTaken', error: taken } as const;
const refusedId = { kind: 'idTaken', error: { code: taken.code, details: [{ field: 'client_order_id' }] } };

it('a taken id leaves the order open while the exchange shows no order under the id', async () => {
  expect(await placed(idIsTaken, { kind: 'absent' })).toEqual({ kind: 'unknown', error: taken });
});

it('an id taken by this very order means that the order was accepted', async () => {
  expect(await placed(idIsTaken, { kind: 'found', order: ours })).toMatchObject({ kind: 'accepted', order: ours });
});

it('an id taken by a different order, or by a rejected order, is a rejection', async () => {
  const other = { ...ours, side: ours.side === 'buy' ? 'sell' : 'buy' } as const;
  expect(await placed(idIsTaken, { kind: 'found', order: other })).toMatchObject(refusedId);
  expect(await placed(idIsTaken, { kind: 'found', order: { ...ours, status: 'rejected' } })).toEqual(idIsTaken);
});

it('after a refused nonce the order under the id is the order that was sent', async () => {
  const other = { ...ours, quantity: '77' };
  const outcome = await placed(
    { kind: 'notExecuted', reason: 'nonce', error: refusedNonce },
    { kind: 'found', order: other },
  );
  expect(outcome).toMatchObject({ kind: 'accepted', order: other });
});

it('an id taken by this very order means that the order was accepted, even when an amendment has changed the order', async () => {
  const exchangeOrderId = 'amended';
  await putAmendLock(amendmentOf({ ref: record.ref, marketType: record.marketType, exchangeOrderId }), null);
  const amended = { ...ours, exchangeOrderId, price: '69000', quantity: '0.02' };
  expect(await placed(idIsTaken, { kind: 'found', order: amended })).toMatchObject({
    kind: 'accepted',
    order: amended,
  });
  const others = [
    { ...amended, exchangeOrderId: 'never amended' },
    { ...amended, createdAt: record.sentAt - 60_001 },
    { ...amended, side: 'sell' as const },
  ];
  for (const order of others) expect(await placed(idIsTaken, { kind: 'found', order })).toMatchObject(refusedId);
});

const rejection = { kind: 'rejected', error: new OemsError('ORDER_REJECTED', 'would not reduce') } as const;

it('a rejection under a key without nonces is believed after a look that shows no such order', async () => {
  expect(await placed(rejection, { kind: 'absent' })).toBe(rejection);
  expect(await placed(rejection, { kind: 'found', order: { ...ours, status: 'rejected' } })).toBe(rejection);
  const other = { ...ours, side: ours.side === 'buy' ? 'sell' : 'buy' } as const;
  expect(await placed(rejection, { kind: 'found', order: other })).toBe(rejection);
});

it('a full list of orders is believed after a look under a key without nonces: a first copy may have taken the last place', async () => {
  const full = { kind: 'notExecuted', reason: 'not-now', error: new OemsError('RATE_LIMITED', 'full') } as const;
  expect(await placed(full, { kind: 'absent' })).toBe(full);
  expect(await placed(full, { kind: 'found', order: ours })).toMatchObject({ kind: 'accepted', order: ours });
  expect(await placed(full, new Error('no answer'))).toEqual({ kind: 'unknown', error: full.error });
});

it('a rejection of a copy is not the fate of the order that the exchange shows', async () => {
  expect(await placed(rejection, { kind: 'found', order: ours })).toMatchObject({ kind: 'accepted', order: ours });
});

it('a rejection behind which the look fails leaves the order open', async () => {
  expect(await placed(rejection, new Error('no answer'))).toEqual({ kind: 'unknown', error: rejection.error });
});

it('only an order without a key is looked for after a rate limit, because no client can ask again', async () => {
  const error = new OemsError('RATE_LIMITED', 'wait');
  const limited = { kind: 'notExecuted', reason: 'rate-limit', error } as const;
  const shown = { kind: 'found', order: ours } as const;
  expect(await placed(limited, shown, true)).toBe(limited);
  expect(await placed(limited, shown, false)).toMatchObject({ kind: 'accepted', order: ours });
  expect(await placed(limited, { kind: 'absent' }, false)).toBe(limited);
  // The refusal may answer the second copy, and the look has shown nothing.
  expect(await placed(limited, new Error('limited as well'), false)).toEqual({ kind: 'unknown', error });
  // A lockout begins anew with every request.
  const lockout = {
    ...limited,
    error: new OemsError('RATE_LIMITED', 'locked out', { retryAfterSeconds: 900 }),
  } as const;
  expect(await placed(lockout, shown, false)).toBe(lockout);
});

describe('a rejection after a quick look', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  /** The submission and the quick look take this long. A later look knows the order that the quick look may miss. */
  async function outcomeAfter(submitMs: number, lookMs: number, quick: FindOutcome) {
    const sent = { ...recordOf(), sentAt: sharedNow(), notAfter: sharedNow() + 8000 };
    const looks: unknown[] = [];
    const orders = {
      submit: async () => {
        vi.setSystemTime(Date.now() + submitMs);
        return rejection;
      },
      find: async (_ref: unknown, _since: unknown, terms: { readonly isRecent?: boolean } = {}) => {
        looks.push(terms);
        if (!terms.isRecent) return { kind: 'found', order: { ...ours, createdAt: sent.sentAt } } as const;
        vi.setSystemTime(Date.now() + lookMs);
        return quick;
      },
    };
    const session = sessionOver(orders, sent.credentialVersion);
    const { kind } = await attemptOrder({ session, isNamed: true }, sent, null);
    return [kind, looks];
  }
  const quickLook = { isRecent: true };
  const absent = { kind: 'absent' } as const;
  const copy = { kind: 'found', order: { ...ours, status: 'rejected' } } as const;

  it.each([
    ['absence', absent],
    ['a refused copy', copy],
  ])('%s is believed of a look that ended while the order would still show', async (_what, quick) => {
    expect(await outcomeAfter(1000, 1000, quick)).toEqual(['rejected', [quickLook]]);
  });

  it.each([
    ['absence', absent],
    ['a refused copy', copy],
  ])('%s is not believed of a look that ended later: a complete look follows', async (_what, quick) => {
    expect(await outcomeAfter(1000, 4500, quick)).toEqual(['accepted', [quickLook, {}]]);
  });

  it('a rejection that came late is looked up completely at once', async () => {
    expect(await outcomeAfter(3500, 0, absent)).toEqual(['accepted', [{}]]);
  });
});

it('a refused timestamp is not sent again within the call: the first bytes may become valid meanwhile', async () => {
  const outcome = { kind: 'notExecuted', reason: 'nonce', error: refusedNonce } as const;
  const submit = vi.fn().mockResolvedValue(outcome);
  const orders = { submit, find: async () => ({ kind: 'absent' }) as const };
  const timestamps = { nonce: { kind: 'timestamp', toleranceMs: 30_000 } } as const;
  const session = sessionOver(orders, record.credentialVersion);
  const key = { ...session.key, ...timestamps };
  expect(await attemptOrder({ session: { ...session, key }, isNamed: true }, record, null)).toBe(outcome);
  expect(submit).toHaveBeenCalledTimes(1);
});
