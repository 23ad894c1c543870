import { marketsIn } from '../../../../infra/local/replay/markets-in.ts';
import { bybit as definition } from '../../../../lib/exchanges/bybit/definition.ts';
import { bybit as modules } from '../../../../lib/exchanges/bybit/modules.ts';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Markets } from '../../../../lib/exchanges/interfaces/markets.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { OrderRequest } from '../../../../lib/exchanges/model/order.ts';
import type { SubmitOutcome } from '../../../../lib/exchanges/model/outcome.ts';
import { restricted } from '../../../../lib/exchanges/rules/restricted.ts';
import { connect, marketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import type { HttpReply, HttpRequest } from '../../../../lib/exchanges/wire/transport.ts';
import { linearRows, spotRows } from './fixture-instruments.ts';

export const key = { apiKey: 'XXXXXXXXXX', secret: 'test-secret' };

/** One request as the exchange would read it. */
export interface Sent {
  readonly path: string;
  readonly method: string;
  /** Of the query, or of the body. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly request: HttpRequest;
}

type Answer = (sent: Sent) => unknown;

/** An answer in the exchange's envelope; `code` other than 0 is a refusal. */
export function told(result: unknown, code = 0, more: object = {}): unknown {
  return {
    retCode: code,
    retMsg: code === 0 ? 'OK' : `refusal ${code}`,
    result,
    retExtInfo: {},
    time: 1_700_000_000_000,
    ...more,
  };
}

export function list(rows: readonly unknown[], nextPageCursor = ''): unknown {
  return told({ list: rows, nextPageCursor });
}

/** An answer outside of the protocol: status and text as they are. */
export class Raw {
  readonly status: number;
  readonly body: string;
  constructor(status: number, body: string) {
    this.status = status;
    this.body = body;
  }
}

export interface Scene {
  readonly adapter: MarketAdapter;
  /** What leaves; the catalogue is read before. */
  readonly sent: Sent[];
  /** Answers by the end of the path; a path without an answer fails the test. */
  readonly answers: Record<string, Answer>;
  submit(order: OrderRequest, deadline?: number): Promise<SubmitOutcome>;
}

function instruments({ fields: { category, status } }: Sent): unknown {
  const rows = category === 'spot' ? spotRows : linearRows;
  return told({ category, list: rows.filter((row) => (status ?? row.status) === row.status), nextPageCursor: '' });
}

const read = new Map<MarketType, Promise<Markets>>();

/** CCXT's class for a catalogue takes longer to make than a test to run, and no test changes the catalogue. */
function marketsOnce(marketType: MarketType): Promise<Markets> {
  const known = read.get(marketType) ?? readMarkets(marketType);
  read.set(marketType, known);
  return known;
}

async function readMarkets(marketType: MarketType): Promise<Markets> {
  const { code } = await modules[marketType]();
  const transport = async (request: HttpRequest) => replyTo(request, [], { 'market/instruments-info': instruments });
  const catalogue = await code.loadCatalogue(definition.hosts.api.origin, transport, code.protocol.verifyAnswer);
  return marketsIn(catalogue, code, definition.markets[marketType].title);
}

/** One market over answers that a test writes, with a clock of the test. */
export async function openScene(marketType: MarketType, now: () => number = Date.now): Promise<Scene> {
  const sent: Sent[] = [];
  const answers: Record<string, Answer> = { 'market/instruments-info': instruments };
  const transport = async (request: HttpRequest): Promise<HttpReply> => replyTo(request, sent, answers);
  const market = definition.markets[marketType];
  const { code } = await modules[marketType]();
  const markets = await marketsOnce(marketType);
  const nonces = { next: async () => String(now()), leap: async () => String(now()), raiseAbove: async () => {} };
  const sign = code.signerAt(definition.hosts.api.origin);
  const send = connect({ transport, sign, credential: key, nonces, protocol: code.protocol });
  const adapter = restricted(code.adapterOver(marketWire(market, markets, send, code.rules)), market, markets);
  return {
    adapter,
    sent,
    answers,
    submit: async (order, deadline = now() + 8000) =>
      adapter.orders.submit(await adapter.orders.prepare(order, deadline), order),
  };
}

function replyTo(request: HttpRequest, sent: Sent[], answers: Scene['answers']): HttpReply {
  const { pathname, search } = new URL(request.url);
  const path = pathname.replace('/v5/', '');
  const fields =
    request.body === undefined ? Object.fromEntries(new URLSearchParams(search)) : JSON.parse(request.body);
  const one = { path, method: request.method, fields, request };
  sent.push(one);
  const answer = answers[path];
  if (answer === undefined) throw new Error(`no answer for ${path}`);
  const body = answer(one);
  return body instanceof Raw ? body : { status: 200, body: JSON.stringify(body) };
}

export const symbolOf = { spot: 'BTC/USDT', swap: 'BTC/USDT:USDT' } as const;

let serial = 0;
export function orderOf(marketType: MarketType, terms: Partial<OrderRequest> = {}): OrderRequest {
  serial += 1;
  return {
    clientOrderId: serial.toString(16).padStart(32, '0'),
    symbol: symbolOf[marketType],
    side: 'buy',
    type: 'market',
    quantity: '0.01',
    postOnly: false,
    reduceOnly: false,
    ...terms,
  };
}

/** A row of order/realtime and order/history, in the fields of docs/v5 order/open-order. */
export function orderRow(terms: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    orderId: 'fd4300ae-7847-404e-b947-b46980a4d140',
    orderLinkId: 'ours',
    symbol: 'BTCUSDT',
    side: 'Buy',
    orderType: 'Limit',
    price: '70000',
    qty: '0.01',
    leavesQty: '0.01',
    cumExecQty: '0',
    cumExecValue: '0',
    avgPrice: '',
    orderStatus: 'New',
    cancelType: 'UNKNOWN',
    rejectReason: 'EC_NoError',
    timeInForce: 'GTC',
    stopOrderType: '',
    triggerPrice: '',
    triggerDirection: 0,
    triggerBy: '',
    reduceOnly: false,
    positionIdx: 0,
    marketUnit: '',
    createdTime: '1700000000000',
    updatedTime: '1700000000000',
    cumFeeDetail: {},
    ...terms,
  };
}
