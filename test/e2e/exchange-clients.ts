import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeId } from '../../lib/exchanges/exchanges.ts';
import { type Life, type Read, restingPrice, symbols } from './exchange-load.ts';

/** As much of an answer as the load looks at. */
interface Answer {
  readonly code?: string;
  readonly message?: string;
  readonly data?: { readonly order?: { readonly order_id: string; readonly client_order_id: string; status: string } };
}

export interface Answered {
  readonly exchange: ExchangeId;
  readonly what: string;
  readonly status: number;
  readonly ms: number;
  readonly code: string | null;
}

/** What a client was told about the order of a life. */
export interface Led {
  readonly life: Life;
  readonly account: string;
  readonly clientOrderId: string;
  readonly orderId: string;
  readonly price: number | null;
  /** More than one where the copies of a placement were told of different orders. */
  readonly orders: ReadonlySet<string>;
}

export interface Api {
  readonly url: string;
  readonly token: string;
  /** Each answer, in the order of arrival. */
  readonly answered: Answered[];
  /** No call is repeated after this moment. */
  readonly until: number;
}

export function accountOf({ exchange, account }: Pick<Life, 'exchange' | 'account'>): string {
  return `${exchange}-${account}`;
}

const ORDER = '/oems/execution/order';

interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The Idempotency-Key. */
  readonly key?: string;
}

async function send(api: Api, exchange: ExchangeId, { method, path, fields, key }: Request) {
  const isBody = method === 'POST' || method === 'PATCH';
  const texts = Object.entries(fields).map(([name, value]) => [name, String(value)] as const);
  const query = new URLSearchParams(Object.fromEntries(texts));
  const headers = { authorization: `Bearer ${api.token}`, ...(key === undefined ? {} : { 'idempotency-key': key }) };
  const started = performance.now();
  const response = await fetch(isBody ? api.url + path : `${api.url}${path}?${query}`, {
    method,
    headers: isBody ? { ...headers, 'content-type': 'application/json' } : headers,
    ...(isBody ? { body: JSON.stringify(fields) } : {}),
  });
  const answer = (await response.json()) as Answer;
  const { status } = response;
  const what = `${method} ${path.split('/').at(-1)}`;
  api.answered.push({ exchange, what, status, ms: performance.now() - started, code: answer.code ?? null });
  return { status, answer };
}

const undecided = [202, 429, 503, 504];

/** A client repeats an undecided command under the same name, as the guide says. */
async function untilDecided(api: Api, exchange: ExchangeId, request: Request) {
  for (;;) {
    const { status, answer } = await send(api, exchange, request);
    const isOpen = undecided.includes(status) || answer.code === 'IN_PROGRESS';
    if (!isOpen || Date.now() > api.until) return { status, answer };
    await sleep(300);
  }
}

/** Short enough to read. */
function told(answers: unknown): string {
  return JSON.stringify(answers).slice(0, 400);
}

/** A client that leads the order through the whole life. Throws on an answer that the guide does not foresee. */
export async function lead(api: Api, life: Life, nth: number): Promise<Led> {
  const placed = await place(api, life, `life-${nth}`);
  let price = life.type === 'limit' ? restingPrice : null;
  const isResting = life.type === 'limit';
  await read(api, life, placed);
  for (const [index, amended] of (isResting ? life.amendments : []).entries()) {
    await amend(api, life, placed, amended, `life-${nth}-amend-${index}`);
    price = amended;
    await read(api, life, placed);
  }
  if (isResting && life.isCanceled) {
    const reference = { exchange_account_id: accountOf(life), symbol: symbolOf(life), order_id: placed.orderId };
    const canceled = await untilDecided(api, life.exchange, { method: 'DELETE', path: ORDER, fields: reference });
    if (canceled.status !== 200) throw new Error(`life ${nth}: cancel ${told(canceled)}`);
  }
  return { life, account: accountOf(life), price, ...placed };
}

type Placed = Pick<Led, 'clientOrderId' | 'orderId' | 'orders'>;

function symbolOf({ exchange, marketType }: Life): string {
  return symbols[exchange][marketType];
}

/** What was not placed is sent again under a new name: nothing was placed under the first. */
async function place(api: Api, life: Life, name: string): Promise<Placed> {
  for (const each of [name, `${name}-again`, `${name}-once-more`]) {
    const request = placement(life, each);
    const answers = await Promise.all(
      Array.from({ length: life.copies }, () => untilDecided(api, life.exchange, request)),
    );
    if (answers.every(({ answer }) => answer.code === 'NOT_PLACED')) continue;
    const orders = answers.flatMap(({ answer }) => answer.data?.order ?? []);
    const [first] = orders;
    if (first === undefined || answers.some(({ status }) => status !== 200))
      throw new Error(`${accountOf(life)} ${each}: ${told(answers)}`);
    const ids = new Set(orders.map(({ order_id }) => order_id));
    return { clientOrderId: first.client_order_id, orderId: first.order_id, orders: ids };
  }
  throw new Error(`${name} was placed under none of three names`);
}

function placement(life: Life, name: string): Request {
  const terms = life.type === 'limit' ? { order_type: 'limit', price: restingPrice } : { order_type: 'market' };
  const order = { exchange_account_id: accountOf(life), symbol: symbolOf(life), side: 'buy', quantity: '0.002' };
  const fields = { ...order, ...terms, market_type: life.marketType };
  return life.name === 'header'
    ? { method: 'POST', path: ORDER, fields, key: name }
    : { method: 'POST', path: ORDER, fields: { ...fields, client_order_id: name } };
}

async function amend(api: Api, life: Life, { orderId }: Placed, price: number, name: string): Promise<void> {
  const fields = { exchange_account_id: accountOf(life), symbol: symbolOf(life), order_id: orderId, price };
  for (const key of [name, `${name}-again`, `${name}-once-more`]) {
    const { status, answer } = await untilDecided(api, life.exchange, { method: 'PATCH', path: ORDER, fields, key });
    if (status === 200) return;
    if (answer.code !== 'NOT_PLACED') throw new Error(`${key}: ${told(answer)}`);
  }
  throw new Error(`${name} was made under none of three names`);
}

/** A read that the budget refuses is not repeated. */
async function read(api: Api, life: Life, { orderId }: Placed): Promise<void> {
  for (const each of life.reads) {
    const { status, answer } = await send(api, life.exchange, requestFor(each, life, orderId));
    if (status !== 200 && status !== 429) throw new Error(`${accountOf(life)} ${each}: ${told(answer)}`);
  }
}

function requestFor(what: Read, life: Life, orderId: string): Request {
  const of = { exchange_account_id: accountOf(life) };
  const market = { ...of, market_type: life.marketType };
  const fields = {
    balance: market,
    'open-orders': market,
    order: { ...of, symbol: symbolOf(life), order_id: orderId },
    trades: { ...market, symbol: symbolOf(life), limit: 5 },
    positions: { ...of, market_type: 'swap' },
  }[what];
  return { method: 'GET', path: `/oems/execution/${what}`, fields };
}
