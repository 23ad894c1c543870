import type { Account } from '../../engine/account.ts';
import { editOrder } from './amend-order.ts';
import { cancelOrder } from './cancel-orders.ts';
import type { FuturesExchange } from './exchange.ts';
import { sendOrder } from './place-order.ts';
import type { Params } from './refusal.ts';
import { Refusal, required, text } from './refusal.ts';

/** An element of POST batchorder: the parameters of the call that `order` names. */
type Instruction = Readonly<Record<string, unknown>>;

/** POST batchorder's `json`; an answer that is no list of instructions is none. */
export function batchOf(params: Params): Instruction[] {
  const batch = parsed(required(params, 'json'));
  if (Array.isArray(batch) && batch.every((each) => typeof each === 'object' && each !== null)) return batch;
  throw new Refusal('Json Parse Error');
}

function parsed(json: string): unknown {
  try {
    return (JSON.parse(json) as { batchOrder?: unknown } | null)?.batchOrder;
  } catch {
    return undefined;
  }
}

/**
 * POST batchorder: sends, edits and cancels in the order of the list, each by the code of the single call (docs.kraken.com,
 * batch-order-management). An element that is refused does not stop the others: its status is the word of the refusal.
 */
export function batchOrder(exchange: FuturesExchange, account: Account, params: Params) {
  const batch = batchOf(params);
  if (batch.some(({ order }) => typeof order !== 'string' || !Object.hasOwn(calls, order)))
    throw new Refusal('invalidArgument: batchOrder');
  const deadline = text(params, 'ProcessBefore') ?? text(params, 'processBefore');
  return { batchStatus: batch.map((each) => answerTo(exchange, account, each, deadline)) };
}

function answerTo(exchange: FuturesExchange, account: Account, each: Instruction, deadline: string | null): object {
  const tag = each.order_tag === undefined ? {} : { order_tag: String(each.order_tag) };
  try {
    return { ...tag, ...calls[each.order as keyof typeof calls](exchange, account, paramsOf(each, deadline)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...tag, status: error.message.replace(/:.*$/, ''), orderEvents: [] };
  }
}

type One = (exchange: FuturesExchange, account: Account, params: Params) => object;

const calls = {
  send: (exchange, account, params) => timed(sendOrder(exchange, account, params).sendStatus),
  edit: (exchange, account, params) => {
    const { orderId, receivedTime: _at, ...status } = editOrder(exchange, account, params).editStatus;
    return { order_id: orderId, ...status };
  },
  cancel: (exchange, account, params) => {
    const { receivedTime: _at, ...status } = cancelOrder(exchange, account, params).cancelStatus;
    return status;
  },
} as const satisfies Record<string, One>;

/** The answer to a `send` names the time another way than sendorder does. */
function timed(status: object): object {
  const { receivedTime, ...rest } = status as { readonly receivedTime?: string };
  return { ...rest, dateTimeReceived: receivedTime };
}

/** An edit names the order by `order_id` here, and by `orderId` in the single call. */
function paramsOf(each: Instruction, deadline: string | null): Params {
  const named = each.order === 'edit' ? { ...each, orderId: each.order_id ?? each.orderId } : each;
  const told = Object.entries({ processBefore: deadline, ...named }).filter(([, value]) => value != null);
  return new URLSearchParams(told.map(([name, value]): [string, string] => [name, String(value)]));
}
