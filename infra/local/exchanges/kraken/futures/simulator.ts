import type { World } from '../../engine/world.ts';
import { createControls } from '../../server/controls.ts';
import type { LogEntry } from '../../server/server.ts';
import { serveProtocol } from '../../server/server.ts';
import { setAmending } from '../amendments-control.ts';
import { sandbox } from '../sandbox.ts';
import { controlAnswers } from './answer-shapes.ts';
import type { ApiKey } from './auth.ts';
import { createKey } from './auth.ts';
import { controlCancels } from './cancels-control.ts';
import { controlled } from './controls.ts';
import { controlEdits } from './edits-control.ts';
import type { Settings } from './exchange.ts';
import { bringUpToDate, createExchange, openAccount } from './exchange.ts';
import { keepFutures } from './keep-futures.ts';
import { setListing } from './listing.ts';
import { controlMoney } from './money-shapes.ts';
import type { FuturesProtocol } from './protocol.ts';
import { createHandler } from './protocol.ts';
import { nothingSpent } from './rate-limits.ts';
import { receive } from './wallets.ts';

export interface KrakenFuturesOptions extends Partial<Settings> {
  readonly world: World;
  readonly port?: number;
}

export interface KrakenFutures {
  /** Origin: clients use `${url}/derivatives/api/v3/…`, `${url}/api/history/…`, `${url}/api/auth/v1/…`. */
  readonly url: string;
  close(): Promise<void>;
  control(path: string, body?: Record<string, unknown>): Promise<unknown>;
  readonly protocol: FuturesProtocol;
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

/** The exchange without its sockets. `stop` ends the listening to the world. */
export function createKrakenFutures(options: KrakenFuturesOptions): { protocol: FuturesProtocol; stop: () => void } {
  const { world } = options;
  const { customer } = sandbox;
  const keys = new Map(sandboxKeys(world.now()).map((key) => [key.apiKey, key]));
  const open = () => createExchange(world, keys, options, customer);
  let exchange = open();
  const log: LogEntry[] = [];
  world.acceptDeposits('futures', (id, asset, amount) => {
    const account = openAccount(exchange, id);
    // Entries that were due before come before: dates in the ledger never fall.
    bringUpToDate(exchange, account);
    receive(exchange, account, asset, amount);
  });
  const protocol: FuturesProtocol = {
    handle: createHandler(() => exchange, log),
    log,
    control: {
      ...createControls(() => controlled(exchange)),
      listing: (input) => setListing(exchange, input),
      answers: (input) => controlAnswers(exchange.settings, input),
      cancels: (input) => controlCancels(exchange.settings, input),
      amendments: (input) => setAmending(exchange.amending, input),
      edits: (input) => controlEdits(exchange.settings, input),
      money: (input) => controlMoney(exchange.settings, input),
    },
    exchange: () => exchange,
    clock: world.now,
    keeping: keepFutures(() => exchange),
    reset() {
      for (const key of keys.values())
        Object.assign(key, { highestNonce: null, usedNonces: new Set(), spent: nothingSpent() });
      exchange = open();
    },
    failures: { 500: { status: 500, body: { result: 'error', error: 'Server Error' } } },
  };
  return { protocol, stop: world.onTick(() => bringUpToDate(exchange)) };
}

/** The key of the guide, and a key that may withdraw. */
function sandboxKeys(now: number): ApiKey[] {
  const { customer, futures, withdrawal } = sandbox;
  return [
    createKey({ ...futures, customer }, now),
    { ...createKey({ ...withdrawal, customer }, now), withdrawal: 'full' },
  ];
}
