import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Protocol } from '../../infra/local/exchanges/server/server.ts';
import { sandboxParams } from '../../infra/local/stack/simulated-hosts.ts';
import { type Client, type Oems, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
const arrived = { binance: 0, bybit: 0 };

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client('acme');
  const { binance, bybit } = oems.stack.simulators;
  if (!binance.spot || !binance.usdm || !bybit.api) throw new Error('a simulator is missing');
  for (const { protocol } of [binance.spot, binance.usdm]) count(protocol, 'binance');
  count(bybit.api.protocol, 'bybit');
  for (const exchange of ['binance', 'bybit'] as const) {
    const account = { exchange_account_id: exchange, exchange, params: sandboxParams(exchange) };
    expect((await client.call('registerExchangeAccount', account)).status).toBe(200);
  }
}, 60_000);

afterAll(() => oems?.close());

function count(protocol: Protocol, exchange: keyof typeof arrived): void {
  const handle = protocol.handle.bind(protocol);
  protocol.handle = (request) => {
    arrived[exchange] += 1;
    return handle(request);
  };
}

async function ban(exchange: keyof typeof arrived, ms: number): Promise<void> {
  const { binance, bybit } = oems.stack.simulators;
  if (exchange === 'bybit') await bybit.api?.control('limits', { banned_ms: ms });
  else await binance.usdm?.control('limits', { ban: { address: '127.0.0.1', ms } });
}

function commandsAt(exchange: string) {
  const of = { exchange_account_id: exchange };
  const bid = { ...of, symbol: 'BTC/USDT:USDT', side: 'buy', order_type: 'limit', quantity: 0.002, price: 70_000 };
  return {
    createOrder: () => client.call('createOrder', bid),
    cancelAllOrders: () => client.call('cancelAllOrders', { ...of, market_type: 'swap' }),
    setLeverage: () => client.call('setLeverage', { ...of, symbol: 'BTC/USDT:USDT', market_type: 'swap', leverage: 5 }),
  };
}

describe.each(['binance', 'bybit'] as const)('a ban of the address by %s', (exchange) => {
  it('a warm order reads the bans in the request that reads the account: three requests to the table, as everywhere', async () => {
    const { createOrder } = commandsAt(exchange);
    expect((await createOrder()).status).toBe(200);
    oems.stack.dynamodb?.faults.resetCounts();
    expect((await createOrder()).status).toBe(200);
    expect(oems.stack.dynamodb?.faults.counts()).toEqual({ BatchGetItem: 1, PutItem: 2 });
  });

  it('a read meets the ban; no command of another function sends a request, warm or cold', async () => {
    const commands = commandsAt(exchange);
    for (const [name, command] of Object.entries(commands))
      expect([name, (await command()).status]).toEqual([name, 200]);
    await oems.stack.kill('set-leverage');
    await ban(exchange, 60_000);
    const positions = await client.call('getPositions', { exchange_account_id: exchange, market_type: 'swap' });
    expect(positions.status).toBe(429);
    const met = arrived[exchange];
    for (const [name, command] of Object.entries(commands)) {
      const { status, body, headers } = await command();
      expect([name, status, body.code]).toEqual([name, 429, 'RATE_LIMITED']);
      expect(Number(headers.get('retry-after')), name).toBeGreaterThan(10);
    }
    expect(arrived[exchange]).toBe(met);
    const { data } = (await client.call('getPortfolio', {})).body;
    const accounts = data.accounts as { exchange_account_id: string; wallets: Record<string, unknown>[] }[];
    const wallets = accounts.find((each) => each.exchange_account_id === exchange)?.wallets ?? [];
    const unread = wallets.filter(({ balances }) => balances === null);
    expect(unread).not.toEqual([]);
    // Nothing was read, so nothing has an age.
    expect(unread.map(({ as_of }) => as_of)).toEqual(unread.map(() => null));
  });
});
