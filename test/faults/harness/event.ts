import type { Context, APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';

export interface EventTerms {
  readonly tenant: string;
  readonly body?: Record<string, unknown>;
  readonly query?: Record<string, string>;
  readonly idempotencyKey?: string | undefined;
  /** The person or program of the token; the tenant's own name when left out. */
  readonly subject?: string;
}

let serial = 0;

/** What API Gateway would hand the function. */
export function apiEvent({ tenant, body, query, idempotencyKey, subject = tenant }: EventTerms): Event {
  serial += 1;
  const claims = { sub: subject, tenant, scope: 'oems/read oems/trade oems/admin' };
  const event: Partial<Event> & { requestContext: unknown } = {
    headers: { ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }) },
    requestContext: { requestId: `r${serial}`, authorizer: { jwt: { claims, scopes: [] } } } as never,
    isBase64Encoded: false,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return event as Event;
}

/** `deadline` by the local clock, like the remaining time that Lambda counts down. */
export function lambdaContext(deadline: number): Context {
  serial += 1;
  return {
    awsRequestId: `i${serial}`,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  } as Partial<Context> as Context;
}
