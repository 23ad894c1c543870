import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { CheckFailure, type Deployment, type LogLine, skip } from '../../../../infra/deploy/verify/deployment.ts';
import { verify } from '../../../../infra/deploy/verify/verify.ts';

/** An API that answers as a right deployment does. A test replaces an answer by `method path`. */
interface Scripted {
  readonly status: number;
  readonly body: unknown;
}

const right: Readonly<Record<string, Scripted>> = {
  'GET /health': ok({}),
  'GET /delegation/exchange-accounts': ok({ accounts: [] }),
  'GET /oems/execution/events': ok({ events: [] }),
  'GET /oems/execution/portfolio': ok({}),
  'POST /delegation/register-exchange-account': refused(403, 'KEY_REFUSED'),
  'DELETE /delegation/exchange-account': ok({ deleted: true }),
  'GET /oems/markets/symbols': ok({
    symbols: [
      { symbol: 'BTC/USD', price_step: 0.1, quantity_step: 1e-8, min_quantity: 0.00005, min_cost: 0.5 },
      { symbol: 'BTC/USDT', price_step: 0.1, quantity_step: 1, min_quantity: 1, min_cost: 1 },
    ],
  }),
  'GET /oems/markets/ticker': ok({ ticker: { bid: 80_001.3 } }),
  'POST /oems/execution/order': ok({ order: { order_id: 'O-1' } }),
  'GET /oems/execution/open-orders': ok({ orders: [{ order_id: 'O-1' }] }),
  'POST /oems/execution/halt': ok({ complete: true }),
};

let server: Server;
let url = '';
let answers: Record<string, Scripted> = {};
let lines: LogLine[] = [];
let asked: { readonly call: string; readonly body: unknown }[] = [];
let isOpen = false;

beforeAll(async () => {
  server = createServer(
    (request, response) =>
      void respond(request).then(({ status, body }) => {
        const requestId = `request-${asked.length}`;
        lines.push({ message: 'call', requestId });
        response.writeHead(status, { 'apigw-requestid': requestId }).end(JSON.stringify(body));
      }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  answers = {};
  lines = [{ message: 'job done' }];
  asked = [];
  isOpen = false;
});

function ok(data: unknown): Scripted {
  return { status: 200, body: { isError: false, data } };
}

function refused(status: number, code: string): Scripted {
  return { status, body: { isError: true, code, message: `words of ${code}` } };
}

async function respond(request: IncomingMessage): Promise<Scripted> {
  let text = '';
  for await (const chunk of request) text += chunk;
  const call = `${request.method} ${request.url?.split('?')[0]}`;
  const body: unknown = text === '' ? {} : JSON.parse(text);
  asked.push({ call, body });
  const { authorization } = request.headers;
  if (!isOpen && call !== 'GET /health' && authorization !== 'Bearer header.claims.signature')
    return refused(401, 'UNAUTHENTICATED');
  return answers[call] ?? registered(call, body) ?? right[call] ?? refused(404, 'NOT_FOUND');
}

/** The account of the operator has a right key. */
function registered(call: string, body: unknown): Scripted | undefined {
  const { params } = body as { readonly params?: { readonly apiKey?: string } };
  return call === 'POST /delegation/register-exchange-account' && params?.apiKey === 'right' ? ok({}) : undefined;
}

const account = { exchange: 'kraken', params: { apiKey: 'right', secret: 'right' } };

async function run(changes: Partial<Deployment> = {}, keys: typeof account | null = account) {
  const said: string[] = [];
  const deployment: Deployment = {
    stage: 'prod',
    url,
    token: async () => 'header.claims.signature',
    logLines: async () => lines,
    hasMetric: async () => true,
    alarmMail: async () => ['night@example.com'],
    differences: async () => '',
    ...changes,
  };
  const verdict = await verify(deployment, { account: keys, pauseMs: 0 }, (line) => said.push(line));
  return { verdict, said, failed: said.filter((line) => line.startsWith('FAIL')).join('\n') };
}

it('a right deployment passes every check, and nothing of the checks stays', async () => {
  const { verdict, failed } = await run();
  expect(failed).toBe('');
  expect(verdict).toEqual({ passed: 13, failed: 0, skipped: 0 });
  expect(asked.at(-1)).toMatchObject({ call: 'DELETE /delegation/exchange-account' });
});

it('the order has the smallest size of its market at half the price, rests only, and is canceled by a halt', async () => {
  await run();
  const order = asked.find(({ call }) => call === 'POST /oems/execution/order')?.body;
  expect(order).toMatchObject({ symbol: 'BTC/USD', side: 'buy', order_type: 'limit', post_only: true });
  expect(order).toMatchObject({ price: 40_000.6, quantity: 0.00005, exchange_account_id: 'verify-deployment' });
  expect(order).not.toHaveProperty('params');
});

it('a smallest cost above the smallest quantity makes the quantity', async () => {
  answers['GET /oems/markets/symbols'] = ok({
    symbols: [{ symbol: 'BTC/USD', price_step: 0.1, quantity_step: 0.0001, min_quantity: 0.0001, min_cost: 10 }],
  });
  await run();
  expect(asked.find(({ call }) => call === 'POST /oems/execution/order')?.body).toMatchObject({ quantity: 0.0003 });
});

it('without keys no order is placed, and the checks say so', async () => {
  const { verdict, said } = await run({}, null);
  expect(verdict).toEqual({ passed: 10, failed: 0, skipped: 3 });
  expect(said.join('\n')).toContain('skip order');
  expect(asked.map(({ call }) => call)).not.toContain('POST /oems/execution/order');
});

const faults: readonly (readonly [string, string, () => Partial<Deployment> | undefined])[] = [
  ['an API that is not there', 'health', () => ({ url: 'http://127.0.0.1:1' })],
  ['a token of another issuer', 'token', () => ({ token: async () => 'header.claims.foreign' })],
  ['an authorizer that lets strangers in', 'no token', openToStrangers],
  ['an index without a right', 'table and indexes', () => answer('GET /oems/execution/portfolio', 500, 'INTERNAL')],
  ['lines that are nested in another record', 'log line', () => ({ logLines: async () => [{ message: lines }] })],
  ['a schedule that never starts', 'resolver', forgetLines],
  ['functions without a way out', 'exchange', () => madeUpKey(503, 'EXCHANGE_UNAVAILABLE')],
  ['an exchange that takes any key', 'exchange', () => madeUpKey(200, 'NONE')],
  ['metrics that are not read', 'metric', () => ({ hasMetric: async () => false })],
  ['a halt that is not complete', 'order', () => tell('POST /oems/execution/halt', { complete: false })],
  ['an order that nobody sees', 'order', () => tell('GET /oems/execution/open-orders', { orders: [] })],
  ['an order that is refused', 'order', () => answer('POST /oems/execution/order', 422, 'ORDER_REJECTED')],
  ['an address that is not confirmed', 'alarm mail', () => ({ alarmMail: () => fail('not confirmed') })],
  ['a stack that was changed by hand', 'differences', () => ({ differences: async () => 'cdk diff: 1 resource' })],
];

function openToStrangers(): undefined {
  isOpen = true;
}

function forgetLines(): undefined {
  lines = [];
}

function tell(call: string, data: unknown): undefined {
  answers[call] = ok(data);
}

function answer(call: string, status: number, code: string): undefined {
  answers[call] = refused(status, code);
}

function madeUpKey(status: number, code: string): undefined {
  answer('POST /delegation/register-exchange-account', status, code);
}

async function fail(what: string): Promise<never> {
  throw new CheckFailure(what, 'confirm the mail');
}

it.each(faults)('%s fails the check "%s"', async (_, check, breakIt) => {
  const { verdict, said } = await run(breakIt() ?? {});
  const line = said.find((one) => one.startsWith(`FAIL ${check.padEnd(18)}`));
  expect(line, said.join('\n')).toBeDefined();
  expect(verdict.failed).toBeGreaterThan(0);
});

it('a check that cannot be had is left out, and is no failure', async () => {
  const { verdict } = await run({ alarmMail: async () => skip('no mail here') });
  expect(verdict).toEqual({ passed: 12, failed: 0, skipped: 1 });
});
