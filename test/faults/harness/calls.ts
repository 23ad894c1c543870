import type { APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { handler as amendOrder } from '../../../functions/api/amend-order.ts';
import { handler as cancelAllOrders } from '../../../functions/api/cancel-all-orders.ts';
import { handler as cancelOrder } from '../../../functions/api/cancel-order.ts';
import { handler as createOrder } from '../../../functions/api/create-order.ts';
import { handler as getOrder } from '../../../functions/api/get-order.ts';
import { handler as resolveOrders } from '../../../functions/jobs/resolve-orders.ts';
import { type AccountName, accounts } from './accounts.ts';
import { apiEvent, lambdaContext } from './event.ts';
import { type Crash, type Invocation, inInvocation, type VirtualTime } from './time.ts';

/** What a client was told, when it was told anything. */
export interface CallResult {
  readonly invocation: Invocation;
  readonly account: AccountName;
  readonly operation: 'create' | 'get' | 'cancel' | 'amend' | 'cancel-all';
  /** The order the call was about: its idempotency key, or its client order id; of an amendment or a cancel-all its idempotency key. */
  readonly key: string;
  /** The fields of a create, an amendment, a cancel-all. */
  readonly request: Record<string, unknown>;
  readonly startedAt: number;
  answeredAt: number;
  status: number | null;
  headers: Result['headers'];
  body: AnswerBody;
  /** Ids of every order that was open at the exchanges when the answer was given. */
  openThen: readonly string[];
  readonly done: Promise<void>;
}

export interface ReportedOrder {
  readonly order_id: string | null;
  readonly client_order_id: string | null;
  readonly status: string;
  readonly quantity: number | null;
  readonly filled_quantity: number | null;
  readonly side: string | null;
}
export interface AnswerBody {
  readonly code?: string;
  readonly message?: string;
  readonly data?: {
    readonly order?: ReportedOrder;
    readonly canceled?: number;
    readonly complete?: boolean;
    readonly replayed?: true;
    readonly wallets?: readonly {
      readonly market_type: string;
      readonly outcome: string;
      readonly canceled: number | null;
    }[];
    readonly orders?: readonly { readonly outcome: string; readonly reason: string | null }[];
  };
}

/** What the calls of a scenario share. */
export interface Context {
  /** What a new container does not hold after a death. */
  readonly forget: () => void;
  readonly time: VirtualTime;
  readonly told: CallResult[];
  readonly invocations: Invocation[];
  /** Every line the functions logged, and every body they answered. */
  readonly output: string[];
  readonly openOrders: () => readonly string[];
  /** Broken at the moment it happened: something was still under way when a function returned. */
  readonly violations: string[];
}

export interface Calls {
  create(account: AccountName, key: string, body: Record<string, unknown>, crash?: Crash): CallResult;
  get(account: AccountName, clientOrderId: string, crash?: Crash): CallResult;
  cancel(account: AccountName, clientOrderId: string, crash?: Crash): CallResult;
  amend(account: AccountName, key: string, body: Record<string, unknown>, crash?: Crash): CallResult;
  cancelAll(account: AccountName, key: string, query: Record<string, string>, crash?: Crash): CallResult;
  resolve(crash?: Crash): Invocation;
}

/** The functions as clients and the schedule call them. */
export function callsOn(scenario: Context): Calls {
  return {
    create: (account, key, body, crash) =>
      call(scenario, { account, operation: 'create', key, request: body, crash }, () => {
        const { tenant, accountId } = accounts[account];
        const idempotencyKey = body.client_order_id === undefined ? key : undefined;
        const event = apiEvent({ tenant, body: { exchange_account_id: accountId, ...body }, idempotencyKey });
        return (deadline) => createOrder(event, lambdaContext(deadline));
      }),
    get: (account, key, crash) =>
      call(
        scenario,
        { account, operation: 'get', key, request: {}, crash },
        () => (deadline) => getOrder(refEvent(account, key), lambdaContext(deadline)),
      ),
    cancel: (account, key, crash) =>
      call(
        scenario,
        { account, operation: 'cancel', key, request: {}, crash },
        () => (deadline) => cancelOrder(refEvent(account, key), lambdaContext(deadline)),
      ),
    amend: (account, key, body, crash) =>
      call(scenario, { account, operation: 'amend', key, request: body, crash }, () => {
        const { tenant, accountId } = accounts[account];
        const event = apiEvent({ tenant, body: { exchange_account_id: accountId, ...body }, idempotencyKey: key });
        return (deadline) => amendOrder(event, lambdaContext(deadline));
      }),
    cancelAll: (account, key, query, crash) =>
      call(scenario, { account, operation: 'cancel-all', key, request: query, crash }, () => {
        const { tenant, accountId } = accounts[account];
        const event = apiEvent({ tenant, query: { exchange_account_id: accountId, ...query }, idempotencyKey: key });
        return (deadline) => cancelAllOrders(event, lambdaContext(deadline));
      }),
    resolve: (crash = noCrash) => {
      const invocation = begin(scenario, `resolve${scenario.invocations.length}`, 120_000, crash);
      void inInvocation(invocation, () => resolveOrders({}, lambdaContext(Date.now() + 120_000))).then(
        () => finish(scenario, invocation),
        () => finish(scenario, invocation),
      );
      return invocation;
    },
  };
}

function refEvent(account: AccountName, clientOrderId: string) {
  return apiEvent({
    tenant: accounts[account].tenant,
    query: { exchange_account_id: accounts[account].accountId, client_order_id: clientOrderId },
  });
}

export const noCrash: Crash = () => false;

/** Lambda ends a function that has used up its time, whatever it is doing. */
export function begin(scenario: Context, name: string, timeoutMs: number, crash: Crash): Invocation {
  const invocation: Invocation = {
    name,
    hops: [],
    waiting: new Map(),
    crash,
    state: 'running',
    endedAt: Number.POSITIVE_INFINITY,
    onDeath: scenario.forget,
  };
  scenario.invocations.push(invocation);
  scenario.time.begin(invocation);
  scenario.time.note(`${name} begins`);
  scenario.time.at(scenario.time.now() + timeoutMs, () => scenario.time.die(invocation));
  return invocation;
}

export function finish(scenario: Context, invocation: Invocation): void {
  if (invocation.state !== 'running') return;
  invocation.state = 'ended';
  invocation.endedAt = scenario.time.now();
  scenario.time.end(invocation);
  scenario.time.note(`${invocation.name} returns`);
  if (invocation.waiting.size > 0)
    scenario.violations.push(
      `I9 ${invocation.name} returned while under way: ${[...invocation.waiting.values()].join(', ')}`,
    );
}

/** Of every function that calls an exchange. */
export const apiTimeoutMs = 29_000;

interface CallTerms extends Pick<CallResult, 'account' | 'operation' | 'key' | 'request'> {
  readonly crash: Crash | undefined;
}

function call(
  scenario: Context,
  { account, operation, key, request, crash = noCrash }: CallTerms,
  prepare: () => (deadline: number) => Promise<Result>,
): CallResult {
  const handle = prepare();
  const name = `${operation}${scenario.invocations.length}(${account} ${key})`;
  const invocation = begin(scenario, name, apiTimeoutMs, crash);
  const run = inInvocation(invocation, () => handle(Date.now() + apiTimeoutMs));
  const told: CallResult = {
    invocation,
    account,
    operation,
    key,
    request,
    startedAt: scenario.time.now(),
    answeredAt: Number.POSITIVE_INFINITY,
    status: null,
    headers: {},
    body: {},
    openThen: [],
    done: run.then((result) => {
      finish(scenario, invocation);
      if (invocation.state !== 'ended') return;
      told.answeredAt = scenario.time.now();
      told.openThen = operation === 'cancel-all' ? scenario.openOrders() : [];
      told.status = result.statusCode ?? 0;
      told.headers = result.headers;
      told.body = JSON.parse(String(result.body)) as AnswerBody;
      scenario.output.push(String(result.body));
      scenario.time.note(`${name}: ${told.status} ${told.body.code ?? told.body.data?.order?.status}`);
    }),
  };
  scenario.told.push(told);
  return told;
}
