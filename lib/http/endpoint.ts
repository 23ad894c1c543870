import middy from '@middy/core';
import type {
  Context,
  APIGatewayProxyEventV2WithJWTAuthorizer as Event,
  APIGatewayProxyStructuredResultV2 as Result,
} from 'aws-lambda';
import { type CallContext, currentCall, newCall, runInCall, type Urgency } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { logFailure } from '../aws/log-failure.ts';
import type { Input, Output } from '../contract/deferred.ts';
import { errorsOf } from '../contract/operation-errors.ts';
import { isAudited, type Route } from '../contract/route.ts';
import { kebabCase, type OperationId, routes } from '../contract/routes.ts';
import { errorText } from '../error-text.ts';
import { OemsError } from '../errors.ts';
import { answerOf, errorAnswer, isReply, type Reply, reply } from './answer.ts';
import { withAudit } from './audited-call.ts';
import { markCursor, openCursor } from './cursor-mark.ts';
import { type Call, callerOf, idempotencyKeyOf, requireScope, tenantOf } from './identity.ts';
import { parseRequest } from './parse-request.ts';
import { decimalsOf } from './preference.ts';
import { chargeTenant } from './tenant-budget.ts';

/** The time of one call; API Gateway gives up 30 s after it has taken the request, and a cold start is a part of the 30 s. */
const budgetMs = 28_000;
/** For the way back to API Gateway. */
const wayBackMs = 1000;
const gatewayMs = 30_000;
/** A longer start than this is a clock that is off, and no start. */
const longestStartMs = 10_000;

type Run<R extends Route> = (
  request: Output<R['request']>,
  call: Call,
) => Promise<Input<R['response']> | Reply<Input<R['response']>>>;

/** The frame of every HTTP function: identity, parse, run, strip to the schema, map errors. No other code knows HTTP. */
export function endpoint<R extends Route>(route: R, run: Run<R>) {
  const id = operationOf(route);
  const terms: CallTerms = { operation: kebabCase(id), urgency: route.method === 'GET' ? 'read' : 'command' };
  const callerIn = (event: Event, tenant: string) => ({
    tenant,
    ...callerOf(event),
    decimals: decimalsOf(event),
    errors: errorsOf(id),
  });
  const handle = middy<Event, Result, Error, Context>()
    .onError((request) => {
      const caller = callerIn(request.event, tenantIn(request.event));
      request.response = errorAnswer(request.error, callOf(request.event, request.context, terms), caller);
    })
    .handler(async (event, context) => {
      if (route.scope !== null) requireScope(event, route.scope);
      const tenant = route.scope === null ? '' : tenantOf(event);
      chargeTenant(route, tenant);
      const question = { operation: id, tenant, request: parseRequest(route, event) as Output<R['request']> };
      const request = openCursor(question);
      const { requestId } = event.requestContext;
      const idempotencyKey = idempotencyKeyOf(route, event);
      const call = { tenant, requestId, idempotencyKey, caller: callerOf(event) };
      const told = await withAudit({ route, operation: id, event, tenant, request }, async () => {
        const answer = await tellingUnsent(route, id, () => run(request, call));
        return isReply(answer) ? answer : reply(200, route.message, answer);
      });
      return answerOf(route, markCursor(told, question), callOf(event, context, terms), callerIn(event, tenant));
    });
  return (event: Event, context: Context): Promise<Result> =>
    runInCall(callOf(event, context, terms), () => handle(event, context) as Promise<Result>);
}

function operationOf(route: Route): OperationId {
  const id = (Object.keys(routes) as OperationId[]).find((key) => routes[key] === route);
  if (id === undefined) throw new Error('endpoint() takes a route of the table');
  return id;
}

type CallTerms = Pick<CallContext, 'operation' | 'urgency'>;

function callOf(event: Event, context: Context, { operation, urgency }: CallTerms): CallContext {
  return (
    currentCall() ??
    newCall(
      event.requestContext.requestId,
      operation,
      Date.now() + Math.min(budgetMs, gatewayMs - wayBackMs - startOf(event), context.getRemainingTimeInMillis() - 500),
      urgency,
    )
  );
}

/** Ms that a request has waited for the code to start, by the time at which API Gateway took the request. */
function startOf({ requestContext: { timeEpoch } }: Event): number {
  const waited = Date.now() - timeEpoch;
  return waited > 0 && waited <= longestStartMs ? waited : 0;
}

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

/** For the log of a refused call, whose tenant may be unknown. */
function tenantIn(event: Event): string {
  try {
    return tenantOf(event);
  } catch {
    return '';
  }
}

/** Lambda logs and the failure destination stores the message of an error, which may quote a request: only class and place leave. */
function scrubbed(name: string, error: unknown): Error {
  const failure = new Error(`${name} failed: ${errorText(error)}`);
  failure.stack = failure.message;
  return failure;
}

/** The frame of a scheduled function. */
export function job(name: string, run: (event: unknown) => Promise<void>, urgency: Urgency = 'job') {
  return async (event: unknown, context: Context): Promise<void> => {
    const call = newCall(context.awsRequestId, name, Date.now() + context.getRemainingTimeInMillis() - 1000, urgency);
    await runInCall(call, async () => {
      try {
        await run(event);
      } catch (error) {
        logFailure(error, call);
        throw scrubbed(name, error);
      }
      log({ level: 'INFO', message: 'job done' }, call);
    });
  };
}
