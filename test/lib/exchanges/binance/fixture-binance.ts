import { marketsIn } from '../../../../infra/local/replay/markets-in.ts';
import { binance } from '../../../../lib/exchanges/binance/definition.ts';
import { code as spotCode } from '../../../../lib/exchanges/binance/spot/module.ts';
import { code as usdmCode } from '../../../../lib/exchanges/binance/usdm/module.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { Market } from '../../../../lib/exchanges/model/market.ts';
import type { OrderRequest } from '../../../../lib/exchanges/model/order.ts';
import { restricted } from '../../../../lib/exchanges/rules/restricted.ts';
import { connect, marketWire, type Send } from '../../../../lib/exchanges/wire/market-wire.ts';
import type { HttpReply, HttpRequest } from '../../../../lib/exchanges/wire/transport.ts';
import { uncountedNonces } from '../../../../lib/session/nonce-source.ts';

/** The key and secret of the documentation's examples. */
export const credential = {
  apiKey: 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A',
  secret: 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j',
};

/** A request as the exchange reads it. */
export interface Asked {
  /** `GET /api/v3/order`, with the host before the path where it is the futures host: `GET fapi.binance.com/fapi/v1/order`. */
  readonly call: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly request: HttpRequest;
}

export type Reply = Partial<HttpReply> & { readonly json?: unknown };

function askedOf(request: HttpRequest): Asked {
  const url = new URL(request.url);
  const text = request.body ?? url.search.slice(1);
  const parameters = Object.fromEntries(new URLSearchParams(text));
  return { call: `${request.method} ${url.pathname}`, parameters, request };
}

const step = { priceStep: '0.10', quantityStep: '0.001', minQuantity: '0.001', minCost: '5' };
const facts = { aliases: [], takerFee: null, makerFee: null, contractSize: '1', inverse: false, marginLevels: [] };

function marketOf(id: string, symbol: string): Market {
  const [base = '', rest = ''] = symbol.split('/');
  const [quote = '', settle = null] = rest.split(':');
  return { id, symbol, base, quote, settle, ...step, ...facts };
}

const listed = {
  spot: [marketOf('BTCUSDT', 'BTC/USDT'), marketOf('ETHUSDT', 'ETH/USDT')],
  swap: [marketOf('BTCUSDT', 'BTC/USDT:USDT'), marketOf('ETHUSDT', 'ETH/USDT:USDT')],
};

/** One market over an exchange that answers as the test says: by `status`, `body` and `json`, or with the bare JSON of HTTP 200. */
export function scripted(marketType: MarketType, answer: (asked: Asked) => Reply | readonly unknown[]) {
  const market = binance.markets[marketType];
  const module = marketType === 'spot' ? spotCode : usdmCode;
  const asked: Asked[] = [];
  const transport = async (request: HttpRequest): Promise<HttpReply> => {
    const seen = askedOf(request);
    asked.push(seen);
    const told = answer(seen);
    const { status = 200, headers = {}, ...reply } = Array.isArray(told) ? { json: told } : (told as Reply);
    return { status, headers, body: reply.body ?? JSON.stringify(reply.json) };
  };
  const sends = new Map<string, Send>();
  const send: Send = (endpoint, ...request) => {
    const host = (endpoint.host ?? market.host) as keyof typeof binance.hosts;
    const known = sends.get(host) ?? sendTo(binance.hosts[host].origin);
    sends.set(host, known);
    return known(endpoint, ...request);
  };
  const sendTo = (origin: string) =>
    connect({
      ...{ transport, credential, protocol: module.protocol },
      sign: module.signerAt(origin),
      nonces: uncountedNonces(binance.keys.main),
    });
  const catalogue = { loadedAt: 0, markets: listed[marketType], refused: [], assets: [], codesByAlias: {} };
  const markets = marketsIn(catalogue, module, market.title);
  const wire = marketWire(market, markets, send, module.rules);
  const provided = module.adapterOver(wire);
  return { asked, wire, provided, adapter: restricted(provided, market, markets) };
}

/** The requests of a call, by method and path. */
export function callsOf(asked: readonly Asked[]): string[] {
  return asked.map(({ call }) => call);
}

export const ourId = '0123456789abcdef0123456789abcdef';

/** A purchase of 0.01 at the market unless said otherwise. */
export function orderOf(marketType: MarketType, terms: Partial<OrderRequest> = {}): OrderRequest {
  const symbol = marketType === 'spot' ? 'BTC/USDT' : 'BTC/USDT:USDT';
  const usual = { side: 'buy', type: 'market', quantity: '0.01', postOnly: false, reduceOnly: false } as const;
  return { clientOrderId: ourId, symbol, ...usual, ...terms };
}

/** An error of the documentation's shape. */
export function refusal(code: number, msg: string, status = 400): Reply {
  return { status, json: { code, msg } };
}
