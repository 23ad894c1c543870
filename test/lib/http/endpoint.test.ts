import { inspect } from 'node:util';
import type { Context, APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { currentCall } from '../../../lib/aws/call-context.ts';
import type { Route } from '../../../lib/contract/route.ts';
import { routes } from '../../../lib/contract/routes.ts';
import { OemsError } from '../../../lib/errors.ts';
import { reply } from '../../../lib/http/answer.ts';
import { endpoint, job } from '../../../lib/http/endpoint.ts';
import { idempotencyKeyOf } from '../../../lib/http/identity.ts';
import { parseRequest } from '../../../lib/http/parse-request.ts';
import { linesOf } from '../aws/fixture-emitted.ts';

let lines: Record<string, unknown>[] = [];

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(JSON.parse(String(line))) > 0);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const context = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 29_000 } as Context;
function eventOf(claims: Record<string, unknown> | undefined, parts: Partial<Event> = {}): Event {
  return {
    headers: {},
    queryStringParameters: { exchange_account_id: 'main' },
    isBase64Encoded: false,
    ...parts,
    requestContext: { requestId: 'request-1', ...(claims === undefined ? {} : { authorizer: { jwt: { claims } } }) },
  } as unknown as Event;
}
const reader = { sub: 'acme', scope: 'oems/read' };
const deleted = { exchange_account_id: 'main', deleted: true, purged_records: 0, orders_left_open: 0 } as const;

async function run(handler: ReturnType<typeof endpoint>, event: Event) {
  const { statusCode, body = '', headers } = await handler(event, context);
  return { statusCode, headers, body: JSON.parse(body) as Record<string, unknown> };
}

describe('an endpoint', () => {
  const health = endpoint(routes.getHealth, async () => ({ status: 'ok' as const }));

  it('answers in the envelope of its route', async () => {
    const { statusCode, body } = await run(health, eventOf(undefined, { queryStringParameters: {} }));
    expect([statusCode, body]).toEqual([
      200,
      { isError: false, statusCode: 200, message: 'OK', data: { status: 'ok' } },
    ]);
  });

  it('takes any query, so that a probe can pass by a cache', async () => {
    for (const route of [routes.getHealth, routes.getOpenapi])
      expect(parseRequest(route, eventOf(undefined, { queryStringParameters: { x: '1' } }))).toEqual({});
    expect((await run(health, eventOf(undefined, { queryStringParameters: { x: '1' } }))).statusCode).toBe(200);
  });

  it('can answer with another status and headers', async () => {
    const handler = endpoint(routes.getHealth, async () =>
      reply(202, 'Later', { status: 'ok' as const }, { 'x-a': 'b' }),
    );
    const { statusCode, body, headers } = await run(handler, eventOf(undefined, { queryStringParameters: {} }));
    expect([statusCode, body.message]).toEqual([202, 'Later']);
    expect(headers).toMatchObject({ 'x-a': 'b' });
  });

  it('takes a route of the table only', () => {
    expect(() => endpoint({ ...routes.getHealth }, async () => ({ status: 'ok' as const }))).toThrow(
      'route of the table',
    );
  });
});

describe('identity', () => {
  const seen: string[] = [];
  const handler = endpoint(routes.deleteExchangeAccount, async (_query, { tenant }) => {
    seen.push(tenant);
    return deleted;
  });
  const admin = { sub: 'acme', scope: 'oems/read oems/admin' };

  it('comes from the token', async () => {
    expect((await run(handler, eventOf(admin))).statusCode).toBe(200);
    expect(seen.splice(0)).toEqual(['acme']);
  });

  it('comes from the claim the deployment names', async () => {
    vi.stubEnv('OEMS_TENANT_CLAIM', 'org');
    expect((await run(handler, eventOf({ ...admin, org: 'their-org' }))).statusCode).toBe(200);
    expect(seen.splice(0)).toEqual(['their-org']);
  });

  it.each([
    ['a text in scp', { sub: 'acme', scp: 'oems/read oems/admin' }],
    ['a list in scp, as API Gateway writes a list', { sub: 'acme', scp: '[oems/read oems/admin]' }],
  ])('scopes are read from %s', async (_title, claims) => {
    expect((await run(handler, eventOf(claims))).statusCode).toBe(200);
    expect(seen.splice(0)).toEqual(['acme']);
  });

  it('comes from the scope of the tenant where the deployment names a prefix, and never from the client id', async () => {
    vi.stubEnv('OEMS_TENANT_SCOPE', 'tenant/');
    const client = { sub: 'client-1', client_id: 'client-1' };
    const answer = (scope: string) => run(handler, eventOf({ ...client, scope }));
    expect((await answer('oems/admin tenant/acme')).statusCode).toBe(200);
    expect(seen.splice(0)).toEqual(['acme']);
    for (const scope of ['oems/admin', 'oems/admin tenant/', 'oems/admin tenant/acme tenant/umbrella'])
      expect((await answer(scope)).body).toMatchObject({ statusCode: 401, code: 'UNAUTHENTICATED' });
    expect(seen).toEqual([]);
  });

  it.each([
    ['no claims', undefined],
    ['no tenant', { scope: 'oems/admin' }],
    ['an empty tenant', { sub: '', scope: 'oems/admin' }],
    ['half a character', { sub: '\ud800', scope: 'oems/admin' }],
    ['a tenant too long for a key', { sub: '界'.repeat(120), scope: 'oems/admin' }],
    ['a list of tenants, as API Gateway writes a list', { sub: '[acme umbrella]', scope: 'oems/admin' }],
    ['a tenant that is no text', { sub: ['acme'], scope: 'oems/admin' }],
  ])('%s is UNAUTHENTICATED, and the function does not run', async (_title, claims) => {
    expect((await run(handler, eventOf(claims))).body).toMatchObject({ statusCode: 401, code: 'UNAUTHENTICATED' });
    expect(seen).toEqual([]);
  });

  it.each(['', 'oems/read', 'oems/administrator', 'xoems/admin', 'oems/read,oems/admin'])(
    'scope %j is not enough behind a wrongly wired gateway either',
    async (scope) => {
      expect((await run(handler, eventOf({ sub: 'acme', scope }))).body).toMatchObject({
        statusCode: 403,
        code: 'PERMISSION_DENIED',
      });
      expect(seen).toEqual([]);
    },
  );

  it('is settled before the request is looked at: nobody learns the schema without a token', async () => {
    const event = eventOf(undefined, { queryStringParameters: { nonsense: '1' } });
    expect((await run(handler, event)).body).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('errors', () => {
  const failing = (error: unknown) =>
    endpoint(routes.getExchangeAccount, async () => {
      throw error;
    });

  it('that are ours leave with their code', async () => {
    const { statusCode, body } = await run(failing(new OemsError('NOT_FOUND', 'not here')), eventOf(reader));
    expect([statusCode, body.code, body.message]).toEqual([404, 'NOT_FOUND', 'not here']);
  });

  it('that are not leave as INTERNAL', async () => {
    const { statusCode, body } = await run(failing(new Error('secret text')), eventOf(reader));
    expect([statusCode, body.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify([body, lines])).not.toContain('secret text');
  });

  it('of an answer that does not fit its schema leave as INTERNAL', async () => {
    const handler = endpoint(routes.getHealth, (async () => ({ status: 'sick' })) as never);
    const { statusCode } = await run(handler, eventOf(undefined, { queryStringParameters: {} }));
    expect(statusCode).toBe(500);
  });
});

describe('a call', () => {
  it('is logged once, with its identity and outcome', async () => {
    const handler = endpoint(routes.deleteExchangeAccount, async () => deleted);
    await run(handler, eventOf({ sub: 'acme', client_id: 'client-1', scope: 'oems/admin' }));
    const called = lines.filter(({ message }) => message === 'call');
    expect(called).toHaveLength(1);
    expect(called[0]).toMatchObject({
      message: 'call',
      tenant: 'acme',
      subject: 'acme',
      client: 'client-1',
      outcome: 'success',
      statusCode: 200,
      requestId: 'request-1',
      operation: 'delete-exchange-account',
    });
  });

  it('keeps its secrets to itself: the next call in the same container starts without them', async () => {
    const sizes: (number | undefined)[] = [];
    const handler = endpoint(routes.deleteExchangeAccount, async () => {
      sizes.push(currentCall()?.secrets.size);
      currentCall()?.secrets.add('secret');
      return deleted;
    });
    const event = eventOf({ sub: 'acme', scope: 'oems/admin' });
    await Promise.all([run(handler, event), run(handler, event)]);
    expect(sizes).toEqual([0, 0]);
  });

  it('has a deadline before the gateway gives up and before Lambda does', async () => {
    const left: number[] = [];
    const handler = endpoint(routes.getHealth, async () => {
      left.push((currentCall()?.deadline ?? 0) - Date.now());
      return { status: 'ok' as const };
    });
    const event = eventOf(undefined, { queryStringParameters: {} });
    await handler(event, context);
    await handler(event, { ...context, getRemainingTimeInMillis: () => 5000 });
    expect(left[0]).toBeLessThanOrEqual(28_000);
    expect(left[0]).toBeGreaterThan(27_000);
    expect(left[1]).toBeLessThanOrEqual(4500);
  });

  it('has the less time the longer its container took to start: the gateway counts from the arrival of the request', async () => {
    const left: number[] = [];
    const handler = endpoint(routes.getHealth, async () => {
      left.push((currentCall()?.deadline ?? 0) - Date.now());
      return { status: 'ok' as const };
    });
    for (const startedMs of [4000, 3_600_000, -5000]) {
      const event = eventOf(undefined, { queryStringParameters: {} });
      const requestContext = { ...event.requestContext, timeEpoch: Date.now() - startedMs };
      await handler({ ...event, requestContext }, context);
    }
    expect(left[0]).toBeLessThanOrEqual(25_000);
    for (const ms of left) expect(ms).toBeGreaterThan(24_000);
    // A clock that is off is no start.
    for (const ms of left.slice(1)) expect(ms).toBeGreaterThan(27_000);
  });
});

describe('the Idempotency-Key header', () => {
  const keys: (string | undefined)[] = [];
  const handler = endpoint(routes.cancelAllOrders, async (_query, { idempotencyKey }) => {
    keys.push(idempotencyKey);
    throw new OemsError('NOT_FOUND', 'exchange account not found');
  });
  const withKey = (key: string) =>
    run(handler, eventOf({ sub: 'acme', scope: 'oems/trade' }, { headers: { 'idempotency-key': key } }));

  it('reaches the operation', async () => {
    await withKey('retry-1');
    expect(keys.splice(0)).toEqual(['retry-1']);
  });

  it.each(['', ' ', 'a b', 'a#b', 'x'.repeat(65), 'a,b', 'ü'])('%j is refused by its name', async (key) => {
    const { body } = await withKey(key);
    expect(body).toMatchObject({ code: 'INVALID_REQUEST', details: [{ field: 'Idempotency-Key' }] });
    expect(keys).toEqual([]);
  });
});

describe('an Idempotency-Key', () => {
  const event = eventOf({ sub: 'acme', scope: 'oems/admin' }, { headers: { 'idempotency-key': 'retry-1' } });
  const told = (route: Route) => {
    try {
      return idempotencyKeyOf(route, event as Parameters<typeof idempotencyKeyOf>[1]);
    } catch (error) {
      return (error as OemsError).code;
    }
  };
  const all = Object.entries<Route>(routes);

  it('is taken by every operation that keeps keys, by every read, and by every call that stops trading', () => {
    const takes = all.filter(([, { idempotent, method, safety }]) => idempotent || safety || method === 'GET');
    expect(takes.filter(([, route]) => told(route) !== 'retry-1')).toEqual([]);
  });

  it('is refused by every other operation that changes something, because it would protect nothing', () => {
    const refusing = all.filter(([, route]) => told(route) === 'INVALID_REQUEST').map(([id]) => id);
    const changes = all.filter(([, { idempotent, method, safety }]) => !(idempotent || safety || method === 'GET'));
    expect(refusing).toEqual(changes.map(([id]) => id));
    expect(refusing).toEqual(expect.arrayContaining(['setLeverage', 'setMarginMode', 'setCredentials']));
    expect(refusing).not.toContain('haltTrading');
  });
});

describe('a job', () => {
  it('runs in a call of its own and fails loudly', async () => {
    const operations: (string | undefined)[] = [];
    await job('tidy', async () => void operations.push(currentCall()?.operation))({}, context);
    expect(operations).toEqual(['tidy']);
    await expect(
      job('tidy', async () => {
        throw new Error('no');
      })({}, context),
    ).rejects.toThrow('tidy failed: Error at ');
  });

  it('that fails logs the error before the job throws, and neither tells the message: Lambda stores what a job throws', async () => {
    const failing = job('tidy', async () => {
      currentCall()?.secrets.add('4711');
      throw new TypeError('the secret is 4711', { cause: new Error('4711') });
    });
    let thrown: unknown;
    const lines = await linesOf(() =>
      failing({}, context).catch((error: unknown) => {
        thrown = error;
      }),
    );
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'ERROR', message: 'unexpected error', operation: 'tidy', UnexpectedErrors: 1 },
    ]);
    expect([inspect(thrown), ...lines].join()).not.toContain('4711');
    expect(inspect(thrown)).toContain('TypeError at ');
  });
});

describe('the budget of a tenant', () => {
  it('is charged before the request is read, so that wrong requests are counted too', async () => {
    vi.stubEnv('OEMS_TENANT_BUDGET', '1/2');
    const handler = endpoint(routes.getExchangeAccount, async () => Promise.reject(new OemsError('NOT_FOUND', 'none')));
    const wrong = eventOf({ sub: 'of-the-budget', scope: 'oems/read' }, { queryStringParameters: { colour: 'red' } });
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await run(handler, wrong)).statusCode);
    expect(statuses).toEqual([400, 400, 429]);
    const { body, headers } = await run(handler, wrong);
    expect(body).toMatchObject({ code: 'RATE_LIMITED', requestId: 'request-1' });
    expect(headers).toMatchObject({ 'retry-after': '1', ratelimit: '"tenant";r=0;t=1' });
  });
});
