import { deriveRequestId } from '../../../lib/journal/request-id.ts';
import { type AccountName, accounts, amendmentsOf, cancelAllsOf } from '../harness/accounts.ts';
import type { CallResult } from '../harness/calls.ts';
import type { Delivery, Sent } from '../harness/exchange.ts';
import type { AnyScenario } from '../harness/scenario.ts';
import type { BookedOrder } from '../scenes/scene.ts';
import { speaksOfItself } from './own-words.ts';

/** The amendments that the exchange has executed, copies included, by its own word at the moment each one landed. */
export function executed({ deliveries, scene }: AnyScenario): Delivery[] {
  return deliveries.filter(({ sent, answer }) => sent.amendment !== null && scene.isAmended(answer));
}

/** Its new terms, in the API's words. */
export function changeIn({ amendment }: Sent): Readonly<Record<string, number>> {
  return amendment?.change ?? {};
}

export function amendedIn({ amendment }: Sent): string {
  return amendment?.orderId ?? '';
}

interface Request {
  readonly account: AccountName;
  readonly key: string;
  readonly calls: readonly CallResult[];
}

function requestsOf({ told }: AnyScenario, operation: CallResult['operation']): Request[] {
  return [
    ...Map.groupBy(
      told.filter((one) => one.operation === operation),
      ({ account, key }) => `${account} ${key}`,
    ).values(),
  ].map((calls) => {
    const { account, key } = calls[0] as CallResult;
    return { account, key, calls };
  });
}

function executedFor({ calls }: Request, all: readonly Delivery[]): Delivery[] {
  return all.filter(({ sent }) => calls.some(({ invocation }) => invocation.name === sent.invocation));
}

function idOf({ account, key }: Request, kind: string): string {
  const { tenant, accountId } = accounts[account];
  return deriveRequestId('v1', kind, tenant, accountId, key);
}

/** Codes that say that the order was not amended. */
const notAmended = [
  ...['ORDER_REJECTED', 'INVALID_ORDER', 'INVALID_REQUEST', 'INSUFFICIENT_FUNDS', 'NOT_FOUND', 'NOT_SUPPORTED'],
  ...[
    'EXCHANGE_UNAVAILABLE',
    'CLOCK_SKEW',
    'ALREADY_CLOSED',
    'NONCE_REJECTED',
    'PERMISSION_DENIED',
    'KEY_REFUSED',
    'TRADING_HALTED',
    'NOT_PLACED',
    'RATE_LIMITED',
    'IN_PROGRESS',
  ],
];

/** I1 and I2 for amendments: each executed at most once, every answer and every verdict true, and none undone by one that was sent before it. */
export async function amendFaults(scenario: AnyScenario, names: readonly AccountName[]): Promise<string[]> {
  const all = executed(scenario);
  const lines = (await Promise.all(names.map((name) => amendmentsOf(accounts[name])))).flat();
  return [
    ...requestsOf(scenario, 'amend').flatMap((request) => {
      const own = executedFor(request, all);
      const line = lines.find(({ amendmentId }) => amendmentId === idOf(request, 'amend'));
      const name = `${request.account} ${request.key}`;
      const sends = new Set(own.map(({ sent }) => sent));
      return [
        ...(sends.size > 1 ? [`I1 the amendment ${name} was executed ${sends.size} times`] : []),
        ...request.calls.flatMap((told) => amendedFaults(told, own, request)),
        ...(line === undefined ? [] : verdictFaults(`the amendment ${name}`, line.state, own.length > 0)),
      ];
    }),
    ...overtakings(all),
  ];
}

function amendedFaults(told: CallResult, own: readonly Delivery[], { calls }: Request): string[] {
  const { status, body, invocation, answeredAt, startedAt } = told;
  const isLast = !calls.some((call) => call.startedAt > startedAt);
  // IN_PROGRESS to a copy of a call says nothing of the one that is at it.
  const isOfAll = isLast && body.code !== 'IN_PROGRESS' && !speaksOfItself(body);
  const ends = isOfAll ? own : own.filter(({ sent }) => sent.invocation === invocation.name);
  const faults: string[] = [];
  if (status === 200 && !own.some(({ at }) => at <= answeredAt))
    faults.push(`I2 ${invocation.name} was told that the order is amended, which it was not`);
  if (notAmended.includes(body.code ?? '') && ends.length > 0)
    faults.push(`I2 ${invocation.name} was told ${body.code}, but the order was amended`);
  return faults;
}

function verdictFaults(name: string, state: string, isExecuted: boolean): string[] {
  if (state === 'IN_FLIGHT' || state === 'UNKNOWN') return [`I3 ${name} ${state}: no verdict`];
  if (state === 'NEEDS_REVIEW') return [`I3 ${name}: left to a person`];
  return (state === 'ACCEPTED') === isExecuted ? [] : [`I2 ${name} is ${state}; executed: ${isExecuted}`];
}

/**
 * An amendment that is executed after one which was sent after it undoes that one. Counted is the first time that each is executed: bytes
 * that the network delivers again after Kraken Futures has acknowledged them, nothing can keep out until their deadline (amendment-turn.ts).
 */
function overtakings(all: readonly Delivery[]): string[] {
  const firsts = all.filter(({ sent }, index) => all.findIndex((other) => other.sent === sent) === index);
  return firsts.flatMap((late, index) =>
    firsts
      .slice(0, index)
      .filter(({ sent }) => amendedIn(sent) === amendedIn(late.sent) && sent.at > late.sent.at)
      .map(({ sent }) => `I1 ${sent.invocation} overtook ${late.sent.invocation}, which then undid it`),
  );
}

interface PlacedOrder extends BookedOrder {
  readonly account: AccountName;
  /** The calls that asked for it. */
  readonly calls: readonly CallResult[];
}

/** What cancel-alls may and must have done to the orders in the book. */
export async function cancelAllFaults(
  scenario: AnyScenario,
  names: readonly AccountName[],
  placed: readonly PlacedOrder[],
): Promise<string[]> {
  const lines = (await Promise.all(names.map((name) => cancelAllsOf(accounts[name])))).flat();
  const requests = requestsOf(scenario, 'cancel-all').map((request) => {
    const id = idOf(request, 'cancel-all');
    const line = lines.find(({ cancelAllId }) => cancelAllId === id);
    return { ...request, line, ...timesOf(scenario, request, id) };
  });
  const isOf = ({ account, calls }: Request, order: PlacedOrder): boolean =>
    order.customer === accounts[account].customer && order.marketType === calls[0]?.request.market_type;
  return [
    ...requests.flatMap(({ account, key, line }) =>
      line === undefined || !['IN_FLIGHT', 'UNKNOWN', 'NEEDS_REVIEW'].includes(line.state)
        ? []
        : [`I3 the cancel-all ${account} ${key} ${line.state}: no verdict`],
    ),
    ...placed
      .filter((order) => order.state === 'canceled' && !isAskedFor(scenario, order))
      .filter((order) => !requests.some((request) => isOf(request, order) && firstAsked(order) <= request.endedAt))
      .map(({ id }) => `I1 ${id} was canceled by a cancel-all that is older than it`),
    ...requests.flatMap((request) =>
      request.calls
        .filter(({ status }) => status === 200)
        .flatMap((told) =>
          placed
            .filter(
              (order) =>
                isOf(request, order) && told.openThen.includes(order.id) && firstTold(order) <= request.startedAt,
            )
            .map(({ id }) => `I2 ${told.invocation.name} was told that all are canceled, but ${id} was open`),
        ),
    ),
    ...scenario.told
      .filter(({ body }) => (body.data?.canceled ?? 0) > placed.filter(({ state }) => state === 'canceled').length)
      .map(({ invocation, body }) => `I2 ${invocation.name} was told ${body.data?.canceled} canceled, more than were`),
  ];
}

/**
 * True times of the call that first wrote the request down: what was placed before it began is meant, and nothing that was asked for after it
 * had ended, with an answer or by dying.
 */
function timesOf({ aws }: AnyScenario, { calls }: Request, id: string): { startedAt: number; endedAt: number } {
  const writes = aws.calls.filter(
    ({ body, operation, isApplied }) => isApplied && operation === 'PutItem' && body.includes(`CANCEL_ALL#${id}`),
  );
  const call = calls.find(({ invocation }) => invocation.name === writes[0]?.invocation);
  if (call === undefined) return { startedAt: Number.NEGATIVE_INFINITY, endedAt: Number.NEGATIVE_INFINITY };
  return { startedAt: call.startedAt, endedAt: call.invocation.endedAt };
}

/** By name, or by its own terms: what cannot rest ends by itself. */
function isAskedFor({ told }: AnyScenario, { clientOrderId, calls }: PlacedOrder): boolean {
  return (
    calls[0]?.request.order_type === 'market' ||
    told.some(({ operation, key }) => operation === 'cancel' && key === clientOrderId)
  );
}

function firstAsked({ calls }: PlacedOrder): number {
  return Math.min(...calls.map(({ startedAt }) => startedAt));
}
function firstTold({ id, calls }: PlacedOrder): number {
  return Math.min(...calls.filter(({ body }) => body.data?.order?.order_id === id).map(({ answeredAt }) => answeredAt));
}
