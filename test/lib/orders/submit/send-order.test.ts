import { expect, it, vi } from 'vitest';
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

it('a taken id leaves the order open while the exchange shows no order under the id', async () => {
  expect(await placed(idIsTaken, { kind: 'absent' })).toEqual({ kind: 'unknown', error: taken });
});

it('an id taken by this very order means that the order was accepted', async () => {
  expect(await placed(idIsTaken, { kind: 'found', order: ours })).toMatchObject({ kind: 'accepted', order: ours });
});

it('an id taken by a different order, or by a rejected order, is a rejection', async () => {
  const other = { ...ours, side: ours.side === 'buy' ? 'sell' : 'buy' } as const;
  expect(await placed(idIsTaken, { kind: 'found', order: other })).toEqual(idIsTaken);
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
  for (const order of others) expect(await placed(idIsTaken, { kind: 'found', order })).toEqual(idIsTaken);
});

const rejection = { kind: 'rejected', error: new OemsError('ORDER_REJECTED', 'would not reduce') } as const;

it('a rejection under a key without nonces is believed after a look that shows no such order', async () => {
  expect(await placed(rejection, { kind: 'absent' })).toBe(rejection);
  expect(await placed(rejection, { kind: 'found', order: { ...ours, status: 'rejected' } })).toBe(rejection);
  const other = { ...ours, side: ours.side === 'buy' ? 'sell' : 'buy' } as const;
  expect(await placed(rejection, { kind: 'found', order: other })).toBe(rejection);
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
  expect(await placed(limited, new Error('limited as well'), false)).toBe(limited);
});
