import { currentCall } from '../aws/call-context.ts';
import { logFailure } from '../aws/log-failure.ts';
import { errorsOf } from '../contract/operation-errors.ts';
import { isAudited, type Route } from '../contract/route.ts';
import type { OperationId } from '../contract/routes.ts';
import { OemsError } from '../errors.ts';

/**
 * An operation that changes something at an exchange says of an unexpected failure whether anything has left: KMS and the table fail before the first
 * byte, and the client may repeat such a call without a look. What an earlier call under the same name has sent is not known here.
 */
export async function tellingUnsent<T>(route: Route, id: OperationId, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof OemsError || !changesAtExchange(route, id)) throw error;
    const call = currentCall();
    if (call === undefined || call.sent.isTrue || Date.now() > call.deadline) throw error;
    logFailure(error, call);
    throw new OemsError('EXCHANGE_UNAVAILABLE', unsent, { cause: error });
  }
}

const unsent =
  'KMS, the table or this service failed before this call could send anything; repeat the call. A call with an Idempotency-Key or a client_order_id is repeated with the same one: an earlier call under the name may have been carried out';

function changesAtExchange(route: Route, id: OperationId): boolean {
  return isAudited(route) && errorsOf(id).has('EXCHANGE_UNAVAILABLE');
}
