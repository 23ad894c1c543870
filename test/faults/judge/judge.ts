import type { OrderRecord } from '../../../lib/orders/order.ts';
import { type AccountName, accounts, journalOf } from '../harness/accounts.ts';
import { apiTimeoutMs, type CallResult, type ReportedOrder } from '../harness/calls.ts';
import type { Delivery } from '../harness/exchange.ts';
import type { AnyScenario } from '../harness/scenario.ts';
import type { BookedOrder } from '../scenes/scene.ts';
import { hasDeadline, testedMarket } from '../scenes/scenes.ts';
import { amendedIn, amendFaults, cancelAllFaults, changeIn, executed } from './changes.ts';
import { speaksOfItself } from './own-words.ts';
import { nonceFaults, secrecyFaults } from './wire.ts';

/**
 * Holds what was told and what was journaled against the exchange's own records, once everything that was ever sent has landed.
 * Every line names the invariant it breaks.
 */
export async function judge(scenario: AnyScenario, names: readonly AccountName[]): Promise<string[]> {
  const book = scenario.exchange.orders();
  const requests = requestsOf(scenario);
  const journals = await Promise.all(names.map(async (name) => [name, await journalOf(accounts[name])] as const));
  return [
    ...scenario.violations,
    ...strayOrders(book, requests),
    ...requests.flatMap((request) => requestFaults(request, requests, book, executed(scenario))),
    ...scenario.told.flatMap((told) => (reads.includes(told.operation) ? readFaults(told, book, requests) : [])),
    ...(await amendFaults(scenario, names)),
    ...(await cancelAllFaults(scenario, names, placedFor(requests, book))),
    ...journals.flatMap(([name, records]) => records.flatMap((record) => recordFaults(scenario, name, record, book))),
    ...nonceFaults(scenario),
    ...secrecyFaults(scenario),
  ];
}

/** One thing a client wanted once: an account and a key, however often it was asked for. */
interface Request {
  readonly account: AccountName;
  readonly key: string;
  readonly calls: readonly CallResult[];
  /** The ids under which it has ever left for the exchange. */
  readonly sentAs: readonly string[];
}

function requestsOf({ told, sent }: AnyScenario): Request[] {
  const creates = told.filter(({ operation }) => operation === 'create');
  const byName = Map.groupBy(creates, ({ account, key }) => `${account} ${key}`);
  return [...byName.values()].map((calls) => {
    const { account, key } = calls[0] as CallResult;
    const own = new Set(calls.map(({ invocation }) => invocation.name));
    const ids = sent.flatMap(({ invocation, clientOrderId }) =>
      clientOrderId !== null && own.has(invocation) ? [clientOrderId] : [],
    );
    return { account, key, calls, sentAs: [...new Set(ids)] };
  });
}

function bookedFor(book: readonly BookedOrder[], account: AccountName, ids: readonly string[]): BookedOrder[] {
  return book.filter(
    ({ customer, clientOrderId }) => customer === accounts[account].customer && ids.includes(clientOrderId ?? ''),
  );
}

const reads: readonly CallResult['operation'][] = ['get', 'cancel'];

function placedFor(requests: readonly Request[], book: readonly BookedOrder[]) {
  return requests.flatMap(({ account, sentAs, calls }) =>
    bookedFor(book, account, sentAs).map((order) => ({ ...order, account, calls })),
  );
}

function strayOrders(book: readonly BookedOrder[], requests: readonly Request[]): string[] {
  return book
    .filter(({ clientOrderId }) => !requests.some(({ sentAs }) => sentAs.includes(clientOrderId ?? '')))
    .map(({ id, clientOrderId }) => `I1 the exchange holds ${id} (${clientOrderId}), which nobody asked for`);
}

function requestFaults(
  request: Request,
  requests: readonly Request[],
  book: readonly BookedOrder[],
  amendments: readonly Delivery[],
): string[] {
  const { account, key, sentAs } = request;
  const name = `${account} ${key}`;
  const booked = bookedFor(book, account, sentAs);
  const shared = requests.filter((other) => other !== request && other.sentAs.some((id) => sentAs.includes(id)));
  return [
    ...(sentAs.length > 1 ? [`I1 ${name} left under ${sentAs.length} ids`] : []),
    ...(booked.length > 1 ? [`I1 ${name} was placed ${booked.length} times: ${booked.map(({ id }) => id)}`] : []),
    ...shared.map((other) => `I5 ${name} left under the id of ${other.account} ${other.key}`),
    ...booked.flatMap((order) => termFaults(name, order, termsOf(order, request, amendments))),
    ...request.calls.flatMap((told) => toldFaults(told, booked, request)),
  ];
}

/** What was asked for, and what amendments have made of it. */
function termsOf({ id }: BookedOrder, { calls }: Request, amendments: readonly Delivery[]): Record<string, unknown> {
  return Object.assign(
    { ...calls[0]?.request },
    ...amendments.filter(({ sent }) => amendedIn(sent) === id).map(({ sent }) => changeIn(sent)),
  );
}

function termFaults(name: string, order: BookedOrder, request: Record<string, unknown>): string[] {
  const wanted: [string, unknown, unknown][] = [
    ['side', request.side, order.side],
    ['quantity', request.quantity, Number(order.quantity)],
    ...(request.price === undefined
      ? []
      : [['price', request.price, Number(order.limitPrice)] as [string, unknown, unknown]]),
    ...(request.stop_price === undefined || order.stopPrice === null
      ? []
      : [['stop price', request.stop_price, Number(order.stopPrice)] as [string, unknown, unknown]]),
    ...(request.trailing_percent === undefined
      ? []
      : [['distance', request.trailing_percent, Number(order.trailingPercent)] as [string, unknown, unknown]]),
  ];
  return wanted
    .filter(([, expected, actual]) => expected !== actual)
    .map(([field, expected, actual]) => `I2 ${name} was placed with ${field} ${actual}, wanted ${expected}`);
}

/** Codes that say for good that the exchange has no such order. */
const refusals = [
  ...['ORDER_REJECTED', 'INVALID_ORDER', 'INVALID_REQUEST', 'INSUFFICIENT_FUNDS', 'TRADING_HALTED'],
  ...['INVALID_SYMBOL', 'NOT_SUPPORTED', 'NOT_PLACED'],
];
/** Codes that say that this attempt placed nothing. */
const nothingDone = [
  'EXCHANGE_UNAVAILABLE',
  'CLOCK_SKEW',
  'NONCE_REJECTED',
  'PERMISSION_DENIED',
  'KEY_REFUSED',
  'RATE_LIMITED',
];

function toldFaults(told: CallResult, booked: readonly BookedOrder[], request: Request): string[] {
  const { body, invocation } = told;
  const order = body.data?.order;
  const isRefused =
    refusals.includes(body.code ?? '') || order?.status === 'not_placed' || order?.status === 'rejected';
  const isLast = !request.calls.some(({ startedAt }) => startedAt > told.startedAt);
  const faults: string[] = [];
  if (order?.order_id && !booked.some(({ id }) => id === order.order_id))
    faults.push(`I2 ${invocation.name} was told ${order.order_id}, which the exchange does not hold`);
  if (isRefused && booked.length > 0)
    faults.push(`I2 ${invocation.name} was told ${body.code ?? order?.status}, but it was placed`);
  if (
    isLast &&
    nothingDone.includes(body.code ?? '') &&
    booked.length > 0 &&
    !(request.calls.length > 1 && speaksOfItself(body))
  )
    faults.push(`I2 ${invocation.name} was told ${body.code}, but it was placed`);
  if (order?.status === 'filled' && !isFilled(order, booked[0]))
    faults.push(`I2 ${invocation.name} was told filled, the exchange filled ${booked[0]?.filled}`);
  return faults;
}

/** Filled to the last digit, or ended as filled by the exchange and told with the exact filled quantity. */
function isFilled({ quantity, filled_quantity: told }: ReportedOrder, booked: BookedOrder | undefined): boolean {
  const filled = Number(booked?.filled ?? 0);
  return booked?.isShort ? told === filled : filled === quantity;
}

/** What a read or a cancellation told of an order, by its client order id. */
function readFaults(told: CallResult, book: readonly BookedOrder[], requests: readonly Request[]): string[] {
  const { account, key, body, invocation, startedAt } = told;
  const order = body.data?.order;
  if (order === undefined) return [];
  const [booked] = bookedFor(book, account, [key]);
  const calls = requests.find(({ sentAs }) => sentAs.includes(key))?.calls ?? [];
  // What had not been sent then may be sent by a later call.
  const isFinal = calls.every((call) => endOf(call) < startedAt);
  const wrong =
    (order.order_id !== null && order.order_id !== booked?.id) ||
    (isFinal && (order.status === 'not_placed' || order.status === 'rejected') && booked !== undefined) ||
    (order.status === 'canceled' && booked?.state !== 'canceled') ||
    (order.status === 'filled' && !isFilled(order, booked));
  return wrong
    ? [`I2 ${invocation.name} was told ${order.status} ${order.order_id}; the exchange: ${booked?.state}`]
    : [];
}

function endOf({ answeredAt, startedAt }: CallResult): number {
  return Number.isFinite(answeredAt) ? answeredAt : startedAt + apiTimeoutMs;
}

function recordFaults(
  { exchangeId }: AnyScenario,
  account: AccountName,
  record: OrderRecord,
  book: readonly BookedOrder[],
): string[] {
  const booked = bookedFor(book, account, [record.clientOrderId]);
  const name = `${account} ${record.clientOrderId} ${record.state}`;
  if (record.state === 'IN_FLIGHT' || record.state === 'UNKNOWN') return [`I3 ${name}: no verdict`];
  if (record.state === 'NEEDS_REVIEW') {
    const market = testedMarket({ exchange: exchangeId, marketType: record.marketType });
    const isUnprovable = !hasDeadline(market, record.request.type) && booked.length === 0;
    return isUnprovable ? [] : [`I3 ${name}: left to a person`];
  }
  if (record.state !== 'ACCEPTED') return booked.map(({ id }) => `I2 ${name}, but the exchange holds ${id}`);
  return booked.some(({ id }) => id === record.exchangeOrderId)
    ? []
    : [`I2 ${name} as ${record.exchangeOrderId}, which the exchange does not hold`];
}
