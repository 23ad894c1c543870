import createClient from 'openapi-fetch';
import type { components, paths } from './api.d.ts';

/**
 * The guide, and orders in every outcome, by a client that knows nothing but the OpenAPI document: `api.d.ts` is generated from the document by
 * the test. The test compiles this file with the generated types, and allows no cast.
 */
type Order = components['schemas']['Order'];
type NewOrder = components['schemas']['CreateOrderRequest'];

/** What became of an order, as a client branches on an answer. */
export type Outcome =
  | { readonly kind: 'placed' | 'replayed' | 'unknown'; readonly order: Order }
  | { readonly kind: 'not placed'; readonly order: Order; readonly why: string }
  | { readonly kind: 'refused'; readonly code: string; readonly exchangeCodes: readonly string[] };

export function clientFor(baseUrl: string, token: string, prefer?: 'decimals=string') {
  const headers = { authorization: `Bearer ${token}`, ...(prefer === undefined ? {} : { prefer }) };
  return createClient<paths>({ baseUrl, headers });
}
export type Client = ReturnType<typeof clientFor>;

/** Success or an error that tells its code. */
function required<T>({
  data,
  error,
}: {
  readonly data?: T;
  readonly error?: { readonly code: string; readonly message: string };
}): T {
  if (data === undefined) throw new Error(error === undefined ? 'no answer' : `${error.code}: ${error.message}`);
  return data;
}

export async function place(client: Client, order: NewOrder, key: string): Promise<Outcome> {
  const { data, error } = await client.POST('/oems/execution/order', {
    body: order,
    params: { header: { 'Idempotency-Key': key } },
  });
  if (data !== undefined) return placed(data.statusCode, data.data);
  if (error.statusCode === 409 && error.code === 'NOT_PLACED' && error.data !== undefined)
    return { kind: 'not placed', order: error.data.order, why: error.message };
  const exchangeCodes = (error.details ?? []).flatMap(({ exchange_code: code }) => code ?? []);
  return { kind: 'refused', code: error.code, exchangeCodes };
}

function placed(status: 200 | 202, { order, replayed }: components['schemas']['CreateOrderAnswer']): Outcome {
  if (status === 202) return { kind: 'unknown', order };
  return { kind: replayed === true ? 'replayed' : 'placed', order };
}

export interface Keys {
  readonly apiKey: string;
  readonly secret: string;
  readonly futuresApiKey: string;
  readonly futuresSecret: string;
}

const account = 'exchange_my_kraken';
const perp = { exchange_account_id: account, symbol: 'BTC/USD:USD', market_type: 'swap' } as const;

/** Sections 2 to 8 of the guide, in its order. */
export async function walkGuide(client: Client, { apiKey, secret, futuresApiKey, futuresSecret }: Keys) {
  const registered = required(
    await client.POST('/delegation/register-exchange-account', {
      body: { exchange_account_id: account, exchange: 'kraken', params: { apiKey, secret } },
    }),
  );
  const rotated = required(
    await client.PUT('/delegation/exchange-account/credentials', {
      body: { exchange_account_id: account, params: { futuresApiKey, futuresSecret } },
    }),
  );
  const spot = await balances(client, 'spot');
  const transfer = required(
    await client.POST('/oems/execution/transfer', {
      body: { exchange_account_id: account, asset: 'USD', amount: 100, from_account: 'spot', to_account: 'swap' },
    }),
  );
  const margin = await setMargin(client);
  const orders = await placeOrders(client);
  const position = await openAndClose(client);
  return {
    registered: registered.data,
    rotated: rotated.data,
    spot,
    transfer: transfer.data,
    margin,
    orders,
    position,
    ...(await history(client)),
  };
}

async function balances(client: Client, market_type: 'spot' | 'swap') {
  const query = { exchange_account_id: account, market_type };
  const { data } = required(await client.GET('/oems/execution/balance', { params: { query } }));
  return data.balances;
}

async function setMargin(client: Client) {
  const leverage = required(await client.POST('/oems/execution/leverage', { body: { ...perp, leverage: '5' } }));
  const cross = required(await client.POST('/oems/execution/margin-mode', { body: { ...perp, margin_mode: 'cross' } }));
  return [leverage.data, cross.data];
}

async function placeOrders(client: Client): Promise<Outcome[]> {
  const exit = { ...perp, side: 'sell', quantity: 0.0004, reduce_only: true } as const;
  const orders: NewOrder[] = [
    {
      exchange_account_id: account,
      symbol: 'BTC/USD',
      side: 'buy',
      order_type: 'market',
      quantity: 0.001,
      market_type: 'spot',
    },
    { ...perp, side: 'buy', order_type: 'limit', quantity: 0.0001, price: 70_000, post_only: true },
    { ...exit, order_type: 'stop_loss', stop_price: 70_000 },
    { ...exit, order_type: 'take_profit', stop_price: 95_000 },
    { ...exit, order_type: 'stop_loss_limit', price: 69_000, stop_price: 70_000 },
  ];
  const outcomes: Outcome[] = [];
  for (const [index, order] of orders.entries()) outcomes.push(await place(client, order, `guide-${index}`));
  return outcomes;
}

async function openAndClose(client: Client) {
  const market = { ...perp, order_type: 'market', quantity: 0.0004 } as const;
  await place(client, { ...market, side: 'sell' }, 'open-short');
  const query = { exchange_account_id: account, market_type: 'swap' } as const;
  const open = required(await client.GET('/oems/execution/positions', { params: { query } }));
  await place(client, { ...market, side: 'buy', reduce_only: true }, 'close-short');
  const closed = required(await client.GET('/oems/execution/positions', { params: { query } }));
  return { open: open.data.positions, closed: closed.data.positions };
}

async function history(client: Client) {
  const query = { exchange_account_id: account, limit: 10, market_type: 'swap' } as const;
  const funding = await client.GET('/oems/execution/funding-history', {
    params: { query: { ...query, symbol: 'BTC/USD:USD' } },
  });
  const pnl = await client.GET('/oems/execution/realized-pnl', { params: { query } });
  const csv = await client.GET('/oems/execution/pnl-export', {
    params: { query: { format: 'csv', exchange_account_id: account, from: '2026-01-01', to: '2027-01-01' } },
    parseAs: 'text',
  });
  return { funding: required(funding).data.payments, pnl: required(pnl).data.events, csv: required(csv) };
}

/** Any decimal of an answer as a number or a text, as the preference says. */
export function quantityOf(outcome: Outcome): number | string | null {
  return outcome.kind === 'refused' ? null : outcome.order.quantity;
}
