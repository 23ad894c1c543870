import type { Account } from '../../engine/account.ts';
import type { Exchange } from '../../engine/exchange.ts';
import type { ExchangeAnswer, ExchangeRequest } from '../../server/messages.ts';
import type { LogEntry } from '../../server/server.ts';
import { addressOf } from './address.ts';
import { authorize } from './authorize.ts';
import { type Budget, budgetOf } from './budgets.ts';
import { exactJson } from './json.ts';
import type { ApiKey, Right } from './keys.ts';
import { checkBan, checkOrderCount, countOrders, giveBack, type Limits, spendWeight, usedWeight } from './limits.ts';
import type { Params } from './params.ts';
import { readParams } from './params.ts';
import type { Profile } from './profiles.ts';
import { Refusal, refuse } from './refusal.ts';
import { checkAtEngine, timeOf } from './timing.ts';

/** The exchange behind an origin: spot or USD-M. */
export interface HostExchange extends Exchange {
  readonly keys: Map<string, ApiKey>;
  readonly profiles: Map<string, Profile>;
  readonly limits: Limits;
  /** How long a request is under way from its receipt to the matching engine. */
  engineLagMs: number;
}

export interface Call<E extends HostExchange> {
  readonly exchange: E;
  readonly params: Params;
  readonly now: number;
}
export interface SignedCall<E extends HostExchange> extends Call<E> {
  readonly account: Account;
  readonly profile: Profile;
  readonly key: ApiKey;
}

type Cost = number | ((params: Params) => number);

/** Binance's security types: NONE needs nothing, USER_DATA and TRADE a key with the right and a signature. */
export type Endpoint<E extends HostExchange> =
  | { readonly security: 'none'; readonly weight: Cost; readonly run: (call: Call<E>) => unknown }
  | SignedEndpoint<E>;

export interface SignedEndpoint<E extends HostExchange> {
  readonly security: 'signed';
  readonly right: Right;
  readonly weight: Cost;
  /** Whether the weight is the account's, and not the address's. */
  readonly isByUid?: true;
  /** Whether the weight is given back when the request succeeds. */
  readonly isFreeIfDone?: true;
  /** Orders that the request counts for. */
  readonly orders?: Cost;
  /** The code of a request that comes too late to the matching engine; absent: the engine has no part in it. */
  readonly engine?: -1021 | -5028;
  /** The parameters that the endpoint reads, where others are refused (-1104). */
  readonly reads?: readonly string[];
  readonly run: (call: SignedCall<E>) => unknown;
}

export interface Host<E extends HostExchange> {
  readonly exchange: () => E;
  readonly log: LogEntry[];
  readonly endpoints: Readonly<Record<string, Endpoint<E>>>;
  /** Whether a payload must be percent-encoded to the last character. */
  readonly isStrict: boolean;
  readonly account: (exchange: E, customer: string) => Account;
  readonly bringUpToDate: (exchange: E, account: Account) => void;
}

/** One request, one atomic step. Every answer tells the weight that the address has used. */
export function handle<E extends HostExchange>(host: Host<E>, request: ExchangeRequest): ExchangeAnswer {
  const exchange = host.exchange();
  const now = exchange.world.now();
  const { limits } = exchange;
  const address = addressOf(request);
  const headers: Record<string, string> = {};
  const endpoint = host.endpoints[`${request.method} ${request.path}`];
  const budget = budgetOf(
    limits.weightPerMinute,
    request,
    endpoint?.security === 'signed' && endpoint.isByUid === true,
  );
  const answer = answered(() => {
    checkBan(limits, address, now);
    if (!endpoint) return refuse(-5000, `Path ${request.path}, Method ${request.method} is invalid`, 404);
    const params = readParams(request.query, request.body);
    spendWeight(limits, address, budget, costOf(endpoint.weight, params), now);
    if (endpoint.security === 'none') return endpoint.run({ exchange, params, now });
    return runSigned(host, { endpoint, request, params, now, budget }, headers);
  });
  const weights = { [budget.header]: String(usedWeight(limits, budget, now)) };
  return { ...answer, headers: { ...weights, ...headers, ...answer.headers } };
}

function answered(run: () => unknown): ExchangeAnswer {
  const contentType = 'application/json;charset=UTF-8';
  try {
    return { status: 200, body: exactJson(run()), contentType };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message: msg, status, retryAfter } = error;
    const wait = retryAfter === null ? {} : { 'Retry-After': String(retryAfter) };
    return { status, body: exactJson({ code, msg }), contentType, headers: wait };
  }
}

interface Signed<E extends HostExchange> {
  readonly endpoint: SignedEndpoint<E>;
  readonly request: ExchangeRequest;
  readonly params: Params;
  readonly now: number;
  readonly budget: Budget;
}

function runSigned<E extends HostExchange>(
  host: Host<E>,
  { endpoint, request, params, now, budget }: Signed<E>,
  headers: Record<string, string>,
): unknown {
  const exchange = host.exchange();
  const entry = entryOf(request, params, now);
  host.log.push(entry);
  try {
    const key = authorize(exchange.keys, { request, params, now, right: endpoint.right, isStrict: host.isStrict });
    checkNames(endpoint, params);
    const account = host.account(exchange, key.customer);
    const orders = costOf(endpoint.orders ?? 0, params);
    if (orders > 0) checkOrderCount(exchange.limits, key.customer, orders, now);
    if (endpoint.engine !== undefined) checkAtEngine(timeOf(params), now + exchange.engineLagMs, endpoint.engine);
    host.bringUpToDate(exchange, account);
    const profile = exchange.profiles.get(key.customer) ?? refuse(-2015, 'There is no such customer.', 401);
    const before = account.fills.length;
    const answer = endpoint.run({ exchange, params, now, account, profile, key });
    if (orders > 0) noteOrders(exchange, key.customer, orders, account.fills.length > before, now, headers);
    host.bringUpToDate(exchange, account);
    if (endpoint.isFreeIfDone) giveBack(exchange.limits, budget, costOf(endpoint.weight, params), now);
    entry.accepted = true;
    return answer;
  } catch (error) {
    entry.error = error instanceof Refusal ? `${error.code} ${error.message}` : String(error);
    throw error;
  }
}

/** Counts what was accepted. A filled order is no unfilled order any more (spot/rest-api, unfilled order count). */
function noteOrders(
  { limits }: HostExchange,
  customer: string,
  orders: number,
  hasFilled: boolean,
  now: number,
  headers: Record<string, string>,
): void {
  Object.assign(headers, countOrders(limits, customer, orders, now));
  if (hasFilled && limits.orders.some(({ name }) => name === '1D'))
    Object.assign(headers, countOrders(limits, customer, -1, now));
}

const signedNames = ['timestamp', 'recvWindow', 'signature'];

/** "Not all sent parameters were read" (spot/errors, -1104). */
function checkNames<E extends HostExchange>({ reads }: SignedEndpoint<E>, params: Params): void {
  if (reads === undefined) return;
  const read = [...params.keys()].filter((name) => reads.includes(name) || signedNames.includes(name));
  if (read.length === params.size) return;
  const counts = `read '${read.length}' parameter(s) but was sent '${params.size}'.`;
  refuse(-1104, `Not all sent parameters were read; ${counts}`);
}

function costOf(cost: Cost, params: Params): number {
  return typeof cost === 'number' ? cost : cost(params);
}

function entryOf({ path, headers }: ExchangeRequest, params: Params, at: number): LogEntry {
  const { signature: _signature, ...shown } = Object.fromEntries(params);
  return {
    ...{ at, path, apiKey: String(headers['x-mbx-apikey'] ?? '') || null, nonce: params.get('timestamp') ?? null },
    ...{ accepted: false, error: null, params: shown },
    clientOrderId: params.get('newClientOrderId') ?? params.get('clientAlgoId') ?? null,
  };
}
