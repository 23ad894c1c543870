import { beforeEach, describe, expect, it, vi } from 'vitest';
import { unlimitedTimes } from '../../../lib/exchanges/model/key-report.ts';
import { findElsewhere } from '../../../lib/orders/find-elsewhere.ts';
import { findSentOrder } from '../../../lib/orders/find-order.ts';
import { forgetKeyTimes } from '../../../lib/session/key-times.ts';
import { sessionOver } from './fixture-changes.ts';
import { recordOf } from './fixture-records.ts';

beforeEach(forgetKeyTimes);
const record = recordOf();

/** A session that finds nothing, and whose key is told by the exchange as given. */
function blank(checkKey: () => Promise<unknown>, mayHideHistory = true) {
  const orders = { find: vi.fn().mockResolvedValue({ kind: 'absent' }) };
  const session = sessionOver(orders, record.credentialVersion);
  return { ...session, key: { ...session.key, mayHideHistory }, checkKey } as typeof session;
}
const told = (times: unknown) => async () => ({ times });

describe('a look that finds nothing', () => {
  it.each([
    ['a key without limits', told(unlimitedTimes), true],
    ['a key that reads from a later moment', told({ ...unlimitedTimes, readsFrom: record.sentAt }), false],
    ['a key that reads until a moment in the past', told({ ...unlimitedTimes, readsUntil: record.sentAt }), false],
    ['a key whose limits are not told', told(null), false],
    ['a key about which the exchange cannot be asked', () => Promise.reject(new Error('away')), false],
  ])('%s', async (_title, checkKey, proves) => {
    const found = await findSentOrder(blank(checkKey), record, { inFills: true });
    expect(found).toEqual(proves ? { kind: 'absent' } : null);
  });

  it('is asked of the exchange once for the looks of a moment, and not where no key hides anything', async () => {
    const checkKey = vi.fn(told(unlimitedTimes));
    await findSentOrder(blank(checkKey), record);
    await findSentOrder(blank(checkKey), record);
    expect(checkKey).toHaveBeenCalledTimes(1);
    await findSentOrder(blank(checkKey, false), record);
    expect(checkKey).toHaveBeenCalledTimes(1);
  });

  it('proves nothing with a key that was limited since the last answer about the key', async () => {
    let times = unlimitedTimes;
    const checkKey = async () => ({ times });
    expect(await findSentOrder(blank(checkKey), record, { inFills: true })).toEqual({ kind: 'absent' });
    times = { ...unlimitedTimes, readsUntil: record.sentAt };
    expect(await findSentOrder(blank(checkKey), record, { inFills: true })).toBeNull();
  });

  it('is no NOT_FOUND for an order placed elsewhere, with a key that hides a part', async () => {
    const limited = blank(told({ ...unlimitedTimes, readsFrom: Date.now() }));
    const look = findElsewhere(limited, { clientOrderId: 'theirs' }, 0, undefined);
    await expect(look).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});
