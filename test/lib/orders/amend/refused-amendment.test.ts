import { expect, it } from 'vitest';
import { sharedNow } from '../../../../lib/aws/clock.ts';
import { OemsError } from '../../../../lib/errors.ts';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import { sendAmendment } from '../../../../lib/orders/amend/send-amendment.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';
import { amendmentOf, restingOrder, sessionOver } from '../fixture-changes.ts';

const refusal = new OemsError('ORDER_REJECTED', 'Kraken Futures refused the change');

/** The entry after a refusal, where the exchange describes the order so. */
function refusedBeside(order: ExchangeOrder, entry: OrderRecord | null, change: object = {}) {
  const session = sessionOver({
    amend: async () => ({ kind: 'rejected', error: refusal }) as const,
    read: async () => order,
  });
  const record = amendmentOf({ notAfter: sharedNow() + 8000, ...change });
  return sendAmendment({ session, entry, isNamed: true }, record, null);
}
const journaled = {} as OrderRecord;

it.each([
  ['without the changed price', restingOrder({ price: null }), {}],
  ['without the changed quantity', restingOrder({ quantity: null }), { change: { quantity: '0.02' } }],
  ['as ended nobody knows how', restingOrder({ status: 'unknown' }), {}],
])(
  'a refused amendment of an order that is described %s stays open: the change may have been made',
  async (_case, order, change) => {
    for (const entry of [journaled, null]) {
      const record = await refusedBeside(order, entry, change);
      expect(record).toMatchObject({ state: 'UNKNOWN', lastError: { code: 'ORDER_REJECTED' } });
    }
  },
);

it('a refused amendment of an order that is described with its earlier terms is refused', async () => {
  expect(await refusedBeside(restingOrder(), journaled)).toMatchObject({ state: 'REJECTED' });
});

it('a refused amendment of an order that is described with the changed terms is made', async () => {
  expect(await refusedBeside(restingOrder({ price: '69000' }), journaled)).toMatchObject({ state: 'ACCEPTED' });
});

it('a refused growth of a reduce-only order is refused where the order tells its smaller quantity', async () => {
  const record = await refusedBeside(restingOrder({ reduceOnly: true, quantity: '0.01' }), journaled, {
    change: { quantity: '0.02' },
  });
  expect(record).toMatchObject({ state: 'REJECTED' });
});
