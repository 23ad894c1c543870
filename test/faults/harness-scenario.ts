import type { APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { handler as cancelOrder } from '../../functions/api/cancel-order.ts';
import { handler as createOrder } from '../../functions/api/create-order.ts';
import { handler as getOrder } from '../../functions/api/get-order.ts';
import { handler as resolveOrders } from '../../functions/jobs/resolve-orders.ts';
import { forgetOpened } from '../../lib/accounts/vault.ts';
import { observeTableDate } from '../../lib/aws/clock.ts';
import { exchanges } from '../../lib/exchanges/exchanges.ts';
import { loadExchange } from '../../lib/exchanges/load-exchange.ts';
import { forgetMarkets, refreshMarkets } from '../../lib/exchanges/markets.ts';
import { type AccountName, accounts, clearJournal, registerAccounts, resetAccounts } from './harness-accounts.ts';
import { type AwsCall, type AwsFaultKind, type AwsWire, connectAws, startAws } from './harness-aws.ts';
import { apiEvent, lambdaContext } from './harness-event.ts';
import { connectExchanges, type Sent } from './harness-exchange.ts';
import type { ExchangeFault } from './harness-exchange-faults.ts';
import {
  type Crash,
  closeTime,
  type Invocation,
  inInvocation,
  openTime,
  startTime,
  type VirtualTime,
  virtualTimers,
} from './harness-time.ts';
import { futuresOrigin, openVenues, spotOrigin, type Venues } from './harness-venues.ts';

export interface ScenarioTerms {
  readonly seed?: number;
  /** How far our clock is ahead of true time, and the exchange's. */
  readonly ourSkewMs?: number;
  readonly exchangeSkewMs?: number;
  readonly nonceWindow?: bigint;
  /** What a new container does not hold after a death; everything, unless calls run side by side. */
  readonly forget?: () => void;
  readonly exchangeFault?: (sent: Sent) => ExchangeFault | undefined;
  readonly awsFault?: (call: AwsCall) => AwsFaultKind | undefined;
}

/** What a client was told, when it was told anything. */
export interface Told {
  readonly invocation: Invocation;
  readonly account: AccountName;
  readonly operation: 'create' | 'get' | 'cancel';
  /** The order the call was about: its idempotency key, or its client order id. */
  readonly key: string;
  /** The fields of a create. */
  readonly wish: Record<string, unknown>;
  readonly startedAt: number;
  answeredAt: number;
  status: number | null;
  headers: Result['headers'];
  body: ToldBody;
  readonly done: Promise<void>;
}

export interface ToldOrder {
  readonly order_id: string | null;
  readonly client_order_id: string | null;
  readonly status: string;
  readonly quantity: number | null;
  readonly filled_quantity: number | null;
  readonly side: string | null;
}
export interface ToldBody {
  readonly code?: string;
  readonly message?: string;
  readonly data?: { readonly order?: ToldOrder };
}

export interface Scenario {
  readonly forget: () => void;
  readonly time: VirtualTime;
  readonly venues: Venues;
  readonly told: Told[];
  readonly sent: Sent[];
  readonly aws: AwsWire;
  readonly invocations: Invocation[];
  /** Every line the functions logged, and every body they answered. */
  readonly output: string[];
  /** Broken at the moment it happened: something was still under way when a function returned. */
  readonly violations: string[];
  create(account: AccountName, key: string, body: Record<string, unknown>, crash?: Crash): Told;
  get(account: AccountName, clientOrderId: string, crash?: Crash): Told;
  cancel(account: AccountName, clientOrderId: string, crash?: Crash): Told;
  resolve(crash?: Crash): Invocation;
  /** Runs virtual time until `until`, until `done`, or until nothing more happens. */
  run(until?: number, done?: () => boolean): Promise<void>;
  close(): Promise<void>;
}

let stop: (() => Promise<void>) | null = null;

/** Once per file: AWS, the registered accounts, and the markets in the table. */
export const startHarness = async (): Promise<void> => {
  process.env.OEMS_KRAKEN_SPOT_URL = spotOrigin;
  process.env.OEMS_KRAKEN_FUTURES_URL = futuresOrigin;
  const aws = await startAws();
  const original = process.stdout.write;
  process.stdout.write = (line: unknown) => logged.push(String(line)) > 0;
  stop = async () => {
    process.stdout.write = original;
    await aws.close();
  };
  const time = openTime(1, 0);
  const venues = openVenues(time.now, 1, 10_000n);
  connectExchanges({ protocols: protocolsOf(venues), sent: [], fault: () => undefined });
  await registerAccounts();
  for (const row of Object.values(exchanges.kraken.products)) {
    await refreshMarkets(row, await loadExchange(row));
  }
  venues.close();
  closeTime();
};

export const stopHarness = async (): Promise<void> => stop?.();

const protocolsOf = ({ spot, futures }: Venues) => ({ [spotOrigin]: spot, [futuresOrigin]: futures });

const logged: string[] = [];

/** A container that has just started holds nothing. */
export const startCold = (): void => {
  forgetMarkets();
  forgetOpened();
};

export const openScenario = async (names: readonly AccountName[], terms: ScenarioTerms = {}): Promise<Scenario> => {
  const { seed = 1, ourSkewMs = 0, exchangeSkewMs = 0, nonceWindow = 10_000n } = terms;
  await resetAccounts(names);
  const time = openTime(seed, ourSkewMs);
  observeTableDate(new Date(startTime).toUTCString(), startTime + ourSkewMs);
  const venues = openVenues(() => time.now() + exchangeSkewMs, seed, nonceWindow);
  const sent: Sent[] = [];
  const aws: AwsWire = {
    fault: (call) => terms.awsFault?.(call),
    calls: [],
    tableRequests: [],
    tableAnswers: [],
    now: time.now,
  };
  connectExchanges({ protocols: protocolsOf(venues), sent, fault: (one) => terms.exchangeFault?.(one) });
  connectAws(aws);
  logged.length = 0;
  const restoreTimers = virtualTimers();
  const chance = Math.random;
  Math.random = time.random;
  const scenario: Scenario = {
    forget: terms.forget ?? startCold,
    time,
    venues,
    told: [],
    sent,
    aws,
    invocations: [],
    output: logged,
    violations: [],
    create: (account, key, body, crash) =>
      call(scenario, { account, operation: 'create', key, wish: body, crash }, () => {
        const { tenant, accountId } = accounts[account];
        const idempotencyKey = body.client_order_id === undefined ? key : undefined;
        const event = apiEvent({ tenant, body: { exchange_account_id: accountId, ...body }, idempotencyKey });
        return (deadline) => createOrder(event, lambdaContext(deadline));
      }),
    get: (account, key, crash) =>
      call(
        scenario,
        { account, operation: 'get', key, wish: {}, crash },
        () => (deadline) => getOrder(refEvent(account, key), lambdaContext(deadline)),
      ),
    cancel: (account, key, crash) =>
      call(
        scenario,
        { account, operation: 'cancel', key, wish: {}, crash },
        () => (deadline) => cancelOrder(refEvent(account, key), lambdaContext(deadline)),
      ),
    resolve: (crash = noCrash) => {
      const invocation = begin(scenario, `resolve${scenario.invocations.length}`, 120_000, crash);
      void inInvocation(invocation, () => resolveOrders({}, lambdaContext(Date.now() + 120_000))).then(
        () => finish(scenario, invocation),
        () => finish(scenario, invocation),
      );
      return invocation;
    },
    run: (until, done) => time.run(until, done),
    close: async () => {
      restoreTimers();
      Math.random = chance;
      connectAws(null);
      venues.close();
      closeTime();
      await clearJournal(names);
    },
  };
  return scenario;
};

const refEvent = (account: AccountName, clientOrderId: string) =>
  apiEvent({
    tenant: accounts[account].tenant,
    query: { exchange_account_id: accounts[account].accountId, client_order_id: clientOrderId },
  });

export const noCrash: Crash = () => false;

/** Lambda ends a function that has used up its time, whatever it is doing. */
const begin = (scenario: Scenario, name: string, timeoutMs: number, crash: Crash): Invocation => {
  const invocation: Invocation = {
    name,
    hops: [],
    waiting: new Map(),
    crash,
    state: 'running',
    onDeath: scenario.forget,
  };
  scenario.invocations.push(invocation);
  scenario.time.begin(invocation);
  scenario.time.note(`${name} begins`);
  scenario.time.at(scenario.time.now() + timeoutMs, () => scenario.time.die(invocation));
  return invocation;
};

const finish = (scenario: Scenario, invocation: Invocation): void => {
  if (invocation.state !== 'running') return;
  invocation.state = 'ended';
  scenario.time.end(invocation);
  scenario.time.note(`${invocation.name} returns`);
  if (invocation.waiting.size > 0)
    scenario.violations.push(
      `I9 ${invocation.name} returned while under way: ${[...invocation.waiting.values()].join(', ')}`,
    );
};

const apiTimeoutMs = 29_000;

interface CallTerms extends Pick<Told, 'account' | 'operation' | 'key' | 'wish'> {
  readonly crash: Crash | undefined;
}

const call = (
  scenario: Scenario,
  { account, operation, key, wish, crash = noCrash }: CallTerms,
  prepare: () => (deadline: number) => Promise<Result>,
): Told => {
  const handle = prepare();
  const name = `${operation}${scenario.invocations.length}(${account} ${key})`;
  const invocation = begin(scenario, name, apiTimeoutMs, crash);
  const run = inInvocation(invocation, () => handle(Date.now() + apiTimeoutMs));
  const told: Told = {
    invocation,
    account,
    operation,
    key,
    wish,
    startedAt: scenario.time.now(),
    answeredAt: Number.POSITIVE_INFINITY,
    status: null,
    headers: {},
    body: {},
    done: run.then((result) => {
      finish(scenario, invocation);
      if (invocation.state !== 'ended') return;
      told.answeredAt = scenario.time.now();
      told.status = result.statusCode ?? 0;
      told.headers = result.headers;
      told.body = JSON.parse(String(result.body)) as ToldBody;
      scenario.output.push(String(result.body));
      scenario.time.note(`${name}: ${told.status} ${told.body.code ?? told.body.data?.order?.status}`);
    }),
  };
  scenario.told.push(told);
  return told;
};
