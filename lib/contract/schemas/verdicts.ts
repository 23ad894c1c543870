import * as z from 'zod';
import { deferred } from '../deferred.ts';
import { accountId, clientOrderId } from '../fields.ts';
import { orderShape } from './order-shape.ts';
import { orderId } from './orders.ts';
import { transferShape } from './transfers.ts';

const common = deferred(() => ({
  unproven: z
    .boolean()
    .default(false)
    .describe('The person confirms that the word stands alone, because no key can look; recorded so'),
  note: z.string().max(500).optional().describe('What the person has seen; kept with the verdict'),
}));

export const orderVerdictRequest = deferred(() =>
  z
    .strictObject({
      exchange_account_id: accountId(),
      client_order_id: clientOrderId(),
      verdict: z
        .enum(['placed', 'not_placed'], { error: 'must be placed or not_placed' })
        .describe('What the person says became of the order'),
      order_id: orderId().optional().describe("The exchange's id of an order that was placed"),
      ...common(),
    })
    .refine(({ verdict, order_id }) => (verdict === 'placed') === (order_id !== undefined), {
      error: 'give order_id with the verdict placed, and with no other',
      path: ['order_id'],
    }),
);
const proof = () =>
  z
    .enum(['shown', 'looked', 'unproven'])
    .describe(
      'shown: the exchange shows what was said; looked: a complete look showed nothing; unproven: no key could look',
    );
export const orderVerdictResponse = deferred(() => z.object({ order: orderShape(), proof: proof() }));

export const transferVerdictRequest = deferred(() =>
  z
    .strictObject({
      exchange_account_id: accountId(),
      client_transfer_id: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the id of a transfer')
        .describe('The id of this service, as in the answer to the transfer'),
      verdict: z
        .enum(['completed', 'not_moved'], { error: 'must be completed or not_moved' })
        .describe('What the person says became of the transfer'),
      transfer_id: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the id of a transfer')
        .optional()
        .describe("The exchange's own reference of a transfer that moved the money"),
      ...common(),
    })
    .refine(({ verdict, transfer_id }) => (verdict === 'completed') === (transfer_id !== undefined), {
      error: 'give transfer_id with the verdict completed, and with no other',
      path: ['transfer_id'],
    }),
);
export const transferVerdictResponse = deferred(() => z.object({ transfer: transferShape(), proof: proof() }));
