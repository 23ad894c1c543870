import type { Decimal } from 'decimal.js';
import { noLedgerFaults } from '../../engine/ledger-faults.ts';
import type { World } from '../../engine/world.ts';
import { sandbox } from '../../sandbox.ts';
import type { LogEntry } from '../../server/server.ts';
import { serveProtocol } from '../../server/server.ts';
import { createControl, mintKey } from './control.ts';
import { fundSandbox, openAccount } from './customers.ts';
import type { Customer, Exchange, Settings } from './exchange.ts';
import { settleExpired } from './expiry.ts';
import { createFundingRates } from './funding-rates.ts';
import { listInstruments } from './instruments.ts';
import type { FuturesProtocol } from './protocol.ts';
import { createHandler } from './protocol.ts';
import { nothingSpent } from './rate-limits.ts';
import { settle, settleCustomer } from './settle.ts';
import { receive } from './wallets.ts';

export interface KrakenFuturesOptions extends Partial<Settings> {
  world: World;
  port?: number;
}

export interface KrakenFutures {
  /** Origin: clients use `${url}/derivatives/api/v3/…`, `${url}/api/history/…`, `${url}/api/auth/v1/…`. */
  url: string;
  close(): Promise<void>;
  control(path: string, body?: Record<string, unknown>): Promise<unknown>;
  protocol: FuturesProtocol;
}

/** Serves Kraken Futures on loopback: the sandbox customer holds 10,000 USD and 0.1 BTC in the multi-collateral wallet. */
export async function startKrakenFutures(options: KrakenFuturesOptions): Promise<KrakenFutures> {
  const { protocol, stop } = createKrakenFutures(options);
  const server = await serveProtocol(protocol, { port: options.port ?? 0 });
  const close = async () => {
    stop();
    await server.close();
  };
  return { url: server.url, close, control: server.control, protocol };
}

/** Kraken without its sockets. `stop` ends its listening to the world. */
export function createKrakenFutures(options: KrakenFuturesOptions): { protocol: FuturesProtocol; stop: () => void } {
  const { world } = options;
  const keys: Exchange['keys'] = new Map();
  const { apiKey, secret } = sandbox.futures;
  keys.set(apiKey, mintKey(apiKey, secret, sandbox.customer, world.now()));
  let exchange = openExchange(options, keys);
  const log: LogEntry[] = [];
  const bringUpToDate = (customer?: Customer) => {
    if (settleExpired(exchange)) listMarkets(exchange);
    if (customer) settleCustomer(exchange, customer);
    else settle(exchange);
  };
  world.deposits.futures = (id: string, asset: string, amount: Decimal) => {
    const customer = openAccount(exchange, id);
    // What was due before is booked before: dates in the log never fall.
    bringUpToDate(customer);
    receive(exchange, customer, asset, amount);
  };
  const protocol: FuturesProtocol = {
    handle: createHandler(() => exchange, bringUpToDate, log),
    log,
    control: createControl(() => exchange, bringUpToDate),
    exchange: () => exchange,
    reset() {
      for (const key of keys.values())
        Object.assign(key, { highestNonce: null, usedNonces: new Set(), spent: nothingSpent() });
      exchange = openExchange(options, keys);
    },
    failures: { 500: { status: 500, body: { result: 'error', error: 'Server Error' } } },
  };
  return { protocol, stop: world.onTick(() => bringUpToDate()) };
}

function openExchange({ world, ...options }: KrakenFuturesOptions, keys: Exchange['keys']): Exchange {
  const exchange: Exchange = {
    world,
    uid: () => uuid(world.random),
    markets: new Map(),
    customers: new Map(),
    keys,
    funding: createFundingRates(world),
    stampedHour: Number.NaN,
    ledgerFaults: noLedgerFaults(),
    settings: {
      maxOpenOrders: options.maxOpenOrders ?? 250,
      arrivals: options.arrivals ?? 'flex',
      syntheticInstruments: options.syntheticInstruments ?? 0,
      rateLimits: options.rateLimits ?? false,
      historyLateMs: 0,
    },
  };
  listMarkets(exchange);
  fundSandbox(exchange, sandbox.customer);
  for (const key of keys.values()) openAccount(exchange, key.customer);
  return exchange;
}

/** Adds what is listed now and not known yet. */
function listMarkets(exchange: Exchange): void {
  for (const instrument of listInstruments(exchange.world.now(), exchange.settings.syntheticInstruments)) {
    if (exchange.markets.has(instrument.symbol)) continue;
    exchange.markets.set(instrument.symbol, {
      instrument,
      suspended: false,
      postOnly: false,
      liquidity: null,
      expired: false,
    });
  }
}

function uuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  hex[12] = '4';
  hex[16] = '89ab'[Math.floor(random() * 4)] ?? '8';
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
