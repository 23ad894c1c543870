import { cancelAllOrders } from '../../orders/cancel/cancel-all-orders.ts';
import { cancelEverywhere } from '../../orders/cancel/cancel-everywhere.ts';
import { cancelNamed } from '../../orders/cancel/cancel-named.ts';
import type { CancelRequest } from '../requests/cancel-all-request.ts';
import { presentCanceledAll } from './cancel-all.ts';
import { presentCanceledEverywhere } from './canceled-everywhere.ts';
import { presentCanceledNamed } from './canceled-named.ts';

/** Carries the call out, and answers as its kind does. */
export async function answerTo(request: CancelRequest) {
  if (request.kind === 'named') return presentCanceledNamed(request.intent, await cancelNamed(request.intent));
  if (request.kind === 'one market') return presentCanceledAll(await cancelAllOrders(request.intent));
  const { ref, idempotencyKey } = request.intent;
  return presentCanceledEverywhere(ref.accountId, await cancelEverywhere(ref, idempotencyKey));
}
