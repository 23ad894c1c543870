import { createWorld } from '../../infra/local/exchanges/engine/world.ts';
import { sandbox } from '../../infra/local/exchanges/kraken/sandbox.ts';
import { startKrakenSpot } from '../../infra/local/exchanges/kraken/spot/simulator.ts';
import { type SandboxStack, startSandboxStack } from '../../infra/local/stack/sandbox-stack.ts';
import { firstSymbol, sandboxParams } from '../../infra/local/stack/simulated-hosts.ts';
import { type ExchangeId, exchangeIds } from '../../lib/exchanges/exchanges.ts';

/** As many made-up pairs as bring the list to the live exchange's size. */
export const SYNTHETIC_PAIRS = 1_100;
const TENANT = 'bench';
export const ACCOUNT = 'bench';

/** The product with markets of live size in their table, one account, and every line that its functions log. */
export interface BenchStack extends Pick<SandboxStack, 'functionEnv' | 'dynamodb'> {
  readonly lines: string[];
  call(method: string, path: string, body?: unknown): Promise<{ status: number; ms: number }>;
  close(): Promise<void>;
}

export async function startBenchStack(distDir: string): Promise<BenchStack> {
  await using parts = new AsyncDisposableStack();
  const world = parts.adopt(createWorld({ pinned: true }), (part) => part.close());
  const spot = parts.adopt(await startKrakenSpot({ world, syntheticPairs: SYNTHETIC_PAIRS }), (part) => part.close());
  const lines: string[] = [];
  const settings = {
    port: 0,
    workers: 1,
    distDir,
    functionEnv: { OEMS_KRAKEN_SPOT_URL: spot.url },
    onLog: (line: string) => lines.push(line),
  };
  const stack = parts.adopt(await startSandboxStack(settings), (part) => part.close());
  await stack.invokeJob('refreshMarkets');
  const authorization = `Bearer ${await stack.token(TENANT, 'oems/read oems/trade oems/admin')}`;
  const call: BenchStack['call'] = async (method, path, body) => {
    const started = performance.now();
    const headers = { authorization, 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(stack.url + path, init);
    await response.text();
    return { status: response.status, ms: performance.now() - started };
  };
  const params = { apiKey: sandbox.spot.apiKey, secret: sandbox.spot.secret };
  await call('POST', '/delegation/register-exchange-account', {
    exchange_account_id: ACCOUNT,
    exchange: 'kraken',
    params,
  });
  for (const exchange of exchangeIds) {
    if (exchange === 'kraken') continue;
    const other = { exchange_account_id: accountAt(exchange), exchange, params: sandboxParams(exchange) };
    const { status } = await call('POST', '/delegation/register-exchange-account', other);
    if (status !== 200) throw new Error(`no account at ${exchange}: ${status}`);
  }
  const running = parts.move();
  const { functionEnv, dynamodb } = stack;
  return { functionEnv, dynamodb, lines, call, close: () => running.disposeAsync() };
}

export const balancePath = `/oems/execution/balance?exchange_account_id=${ACCOUNT}&market_type=spot`;
export const marketOrder = {
  exchange_account_id: ACCOUNT,
  symbol: 'BTC/USD',
  side: 'buy',
  order_type: 'market',
  quantity: '0.0001',
};

const claims = { sub: TENANT, scope: 'oems/read oems/trade' };
const eventFrame = {
  version: '2.0',
  headers: {},
  requestContext: { requestId: 'bench', authorizer: { jwt: { claims, scopes: [] } } },
  isBase64Encoded: false,
};

/** Calls as the gateway hands them over. */
export const balanceEvent = {
  ...eventFrame,
  queryStringParameters: { exchange_account_id: ACCOUNT, market_type: 'spot' },
};
export const orderEvent = { ...eventFrame, body: JSON.stringify(marketOrder) };

/** The account of the bench at the exchange. */
export function accountAt(exchange: ExchangeId): string {
  return exchange === 'kraken' ? ACCOUNT : `${ACCOUNT}-${exchange}`;
}

/**
 * The order of a cold start: at Kraken at the market, elsewhere a limit order, because CCXT counts a market purchase in quote currency at
 * some exchanges.
 */
export function orderEventAt(exchange: ExchangeId): typeof orderEvent {
  if (exchange === 'kraken') return orderEvent;
  const terms = { symbol: firstSymbol(exchange), side: 'buy', order_type: 'limit', quantity: '0.002', price: '40000' };
  return { ...eventFrame, body: JSON.stringify({ exchange_account_id: accountAt(exchange), ...terms }) };
}
