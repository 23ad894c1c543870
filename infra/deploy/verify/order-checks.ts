import { randomUUID } from 'node:crypto';
import { Decimal } from 'decimal.js';
import { type Answer, type Caller, callApi, expectStatus, recordOf } from './calls.ts';
import type { Check, Verification } from './check.ts';
import { CheckFailure, type Skipped, skip } from './deployment.ts';

/** Needs keys. An order of the smallest size at half the price rests, is found, and is canceled by the halt. */
export const orderChecks: readonly Check[] = [
  { name: 'registration', run: withAccount(register) },
  { name: 'order', run: withAccount(placeAndHalt) },
  { name: 'cleaning up', run: withAccount(remove) },
];

type Account = Readonly<Record<string, unknown>> & { readonly exchange_account_id: string };
type Step = (caller: Caller, account: Account) => Promise<string>;

function withAccount(step: Step): Check['run'] {
  return async ({ caller, account }: Verification): Promise<string | Skipped> => {
    if (account === null) return skip('no keys were given (--account)');
    return step(caller, { ...account, exchange_account_id: 'verify-deployment' });
  };
}

async function register(caller: Caller, account: Account): Promise<string> {
  const operation = 'POST /delegation/register-exchange-account';
  const answer = await callApi(caller, operation, account);
  const remedy = 'ALREADY_EXISTS: an earlier verification was cut off; delete the account verify-deployment first';
  expectStatus(answer, 200, 'the registration', remedy);
  return 'the keys are checked, sealed and stored';
}

async function placeAndHalt(caller: Caller, account: Account): Promise<string> {
  const { exchange_account_id } = account;
  const order = await smallestOrder(caller, account);
  const placed = await place(caller, { ...order, exchange_account_id });
  const { order_id } = recordOf(placed.data.order);
  await findOpen(caller, { exchange_account_id, market_type: order.market_type }, order_id);
  await haltCompletely(caller, exchange_account_id);
  return `${order.quantity} ${order.symbol} at ${order.price} rested as ${order_id}; the halt canceled the order and is complete`;
}

interface SmallOrder {
  readonly symbol: string;
  readonly market_type: 'spot';
  readonly quantity: number;
  readonly price: number;
  readonly [field: string]: unknown;
}

/** BTC/USD on spot, bought at half the bid: such an order never fills. */
async function smallestOrder(caller: Caller, { exchange }: Account): Promise<SmallOrder> {
  const market = { exchange, symbol: 'BTC/USD' };
  const remedy = 'read the log of list-symbols or get-ticker';
  const listed = await callApi(caller, 'GET /oems/markets/symbols', {
    exchange,
    market_type: 'spot',
    search: market.symbol,
  });
  const { data } = expectStatus(listed, 200, 'the symbols', remedy);
  const symbols = Array.isArray(data.symbols) ? data.symbols.map(recordOf) : [];
  const terms = symbols.find(({ symbol }) => symbol === market.symbol);
  if (terms === undefined) throw new CheckFailure(`${market.symbol} is not listed`, remedy);
  const ticker = expectStatus(await callApi(caller, 'GET /oems/markets/ticker', market), 200, 'the ticker', remedy);
  return { ...base, ...market, ...sizeOf(terms, recordOf(ticker.data.ticker)) };
}

const base = { side: 'buy', order_type: 'limit', market_type: 'spot', post_only: true } as const;

/** The price goes down to its step, the quantity up. */
function sizeOf(terms: Readonly<Record<string, unknown>>, ticker: Readonly<Record<string, unknown>>) {
  const price = onStep(new Decimal(number(ticker, 'bid')).div(2), number(terms, 'price_step'), Decimal.ROUND_DOWN);
  const fromCost = new Decimal(Number(terms.min_cost ?? 0)).div(price);
  const least = Decimal.max(Number(terms.min_quantity ?? 0), fromCost);
  const quantity = onStep(least, number(terms, 'quantity_step'), Decimal.ROUND_UP);
  return { price: price.toNumber(), quantity: quantity.toNumber() };
}

function onStep(value: Decimal, step: number, rounding: Decimal.Rounding): Decimal {
  return value.div(step).toDecimalPlaces(0, rounding).times(step);
}

function number(from: Readonly<Record<string, unknown>>, name: string): number {
  const value = from[name];
  if (typeof value === 'number' && value > 0) return value;
  throw new CheckFailure(`${name} is ${JSON.stringify(value)}`, 'the exchange tells no such value: try again later');
}

async function place(caller: Caller, { exchange: _, ...order }: Readonly<Record<string, unknown>>): Promise<Answer> {
  const fields = { ...order, client_order_id: randomUUID() };
  const answer = await callApi(caller, 'POST /oems/execution/order', fields);
  return expectStatus(answer, 200, 'the order', 'the code of the answer says what the exchange refused');
}

async function findOpen(caller: Caller, of: Readonly<Record<string, unknown>>, id: unknown): Promise<void> {
  const answer = await callApi(caller, 'GET /oems/execution/open-orders', of);
  const { data } = expectStatus(answer, 200, 'the open orders', 'read the log of get-open-orders');
  const ids = Array.isArray(data.orders) ? data.orders.map((order) => recordOf(order).order_id) : [];
  if (!ids.includes(id))
    throw new CheckFailure(`order ${id} is not among the open orders`, 'look for the order at the exchange');
}

async function haltCompletely(caller: Caller, exchange_account_id: string): Promise<void> {
  const answer = await callApi(caller, 'POST /oems/execution/halt', { exchange_account_id });
  const remedy = 'look for the order at the exchange; read the log of halt-trading for "halt step failed"';
  const { data, message } = expectStatus(answer, 200, 'the halt', remedy);
  if (data.complete !== true) throw new CheckFailure(`the halt is not complete: ${message}`, remedy);
}

/** The halt comes first: a check before may have left an order behind. */
async function remove(caller: Caller, { exchange_account_id }: Account): Promise<string> {
  await haltCompletely(caller, exchange_account_id);
  const answer = await callApi(caller, 'DELETE /delegation/exchange-account', { exchange_account_id, purge: true });
  expectStatus(answer, 200, 'the deletion', 'delete the account verify-deployment by hand');
  return 'the account and its records are deleted';
}
