import { expect, it, vi } from 'vitest';
import { sharedNow } from '../../../../lib/aws/clock.ts';
import { OemsError } from '../../../../lib/errors.ts';
import type { OrderRef } from '../../../../lib/exchanges/model/order.ts';
import type { FindOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import { submitReducing } from '../../../../lib/orders/submit/submit-order.ts';
import { openSession } from '../../../../lib/session/open-session.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { sessionOver } from '../fixture-changes.ts';
import { describedOf, prepared, recordOf } from '../fixture-records.ts';

vi.mock(import('../../../../lib/session/open-session.ts'), async (original) => ({
  ...(await original()),
  openSession: vi.fn(),
}));
useEmbeddedTable();

const intent = {
  ref: { tenant: 'alpha', accountId: 'desk' },
  marketType: 'swap',
  symbol: 'BTC/USD:USD',
  side: 'buy',
  type: 'market',
  quantity: '0.01',
  postOnly: false,
  reduceOnly: true,
  idempotencyKey: 'k',
} as const;

/** An exchange whose list of ended orders is behind: only its fills show an order that filled at once. */
async function findInFillsAlone(
  { clientOrderId }: OrderRef,
  _since: number,
  { inFills }: { readonly inFills: boolean },
): Promise<FindOutcome> {
  if (!inFills) return { kind: 'absent' };
  const request = { ...recordOf().request, ...intent, clientOrderId: clientOrderId ?? '' };
  const order = describedOf(recordOf({ clientOrderId: request.clientOrderId, request }), {
    status: 'filled',
    price: null,
    reduceOnly: true,
    createdAt: sharedNow(),
  });
  return { kind: 'found', order };
}

it('a key used again after a rate limit finds an order that only its fills show, and sends nothing', async () => {
  const error = new OemsError('RATE_LIMITED', 'too fast');
  const submit = vi.fn().mockResolvedValue({ kind: 'notExecuted', reason: 'rate-limit', error });
  const orders = { prepare: async () => prepared, submit, find: findInFillsAlone };
  vi.mocked(openSession).mockImplementation(async () => sessionOver(orders));
  expect(await submitReducing(intent)).toMatchObject({ state: 'NOT_SENT' });
  expect(await submitReducing(intent)).toMatchObject({ state: 'ACCEPTED', described: { status: 'filled' } });
  expect(submit).toHaveBeenCalledTimes(1);
});
