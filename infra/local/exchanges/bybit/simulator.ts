import { keepExchange } from '../engine/keeping.ts';
import type { World } from '../engine/world.ts';
import { createControls } from '../server/controls.ts';
import type { LogEntry } from '../server/server.ts';
import { serveProtocol } from '../server/server.ts';
import type { ApiKey } from './auth.ts';
import { createKey } from './auth.ts';
import { bringUpToDate } from './bring-up-to-date.ts';
import { controlAccount, controlFees, controlled, controlRestart, controlTransfer, receive } from './controls.ts';
import { type BybitExchange, createExchange } from './exchange.ts';
import { failuresOf, ownFailuresOf } from './failures.ts';
import { controlOptions } from './options.ts';
import { withdrawalPermissions } from './permissions.ts';
import { type BybitProtocol, createHandler } from './protocol.ts';
import { sandbox } from './sandbox.ts';
import { controlAmendments, controlCancels, controlForms, controlQueue } from './settings.ts';

export interface BybitOptions {
  readonly world: World;
  readonly port?: number;
  /** The number of made-up contracts in addition to the real contracts. */
  readonly syntheticContracts?: number;
}

export interface Bybit {
  /** Origin: endpoints are `${url}/v5/…`. */
  readonly url: string;
  close(): Promise<void>;
  control(path: string, body?: Record<string, unknown>): Promise<unknown>;
  readonly protocol: BybitProtocol;
}

/** Serves Bybit's V5 API on loopback: spot, linear and inverse perpetuals of Unified Trading Accounts. */
export async function startBybit(options: BybitOptions): Promise<Bybit> {
  const { protocol, stop } = createBybit(options);
  const server = await serveProtocol(protocol, { port: options.port ?? 0 });
  const close = async () => {
    stop();
    await server.close();
  };
  return { url: server.url, close, control: server.control, protocol };
}

/** The exchange without its sockets. `stop` ends the listening to the world. */
export function createBybit({ world, syntheticContracts = 0 }: BybitOptions): {
  protocol: BybitProtocol;
  stop: () => void;
} {
  const keys = new Map(sandboxKeys(world.now()).map((key) => [key.apiKey, key]));
  const open = () => createExchange(world, keys, syntheticContracts);
  let exchange = open();
  const log: LogEntry[] = [];
  world.acceptDeposits('bybit', (customer, coin, amount) => receive(exchange, customer, coin, amount));
  const protocol: BybitProtocol = {
    handle: createHandler(() => exchange, log),
    log,
    control: { ...createControls(() => controlled(exchange)), ...ownControls(() => exchange) },
    exchange: () => exchange,
    clock: world.now,
    keeping: keepExchange(() => exchange),
    reset() {
      for (const { terms } of exchange.pinned) world.pin(terms.baseCode, terms.quoteCode, null);
      exchange = open();
    },
    failures: failuresOf(world),
    ownFailures: ownFailuresOf(world),
  };
  return { protocol, stop: world.onTick(() => bringUpToDate(exchange)) };
}

function ownControls(exchange: () => BybitExchange): BybitProtocol['control'] {
  return {
    queue: (input) => controlQueue(exchange().settings, exchange().queue, input),
    forms: (input) => controlForms(exchange().settings, input),
    cancels: (input) => controlCancels(exchange().settings, input),
    amendments: (input) => controlAmendments(exchange().settings, input),
    transfer: (input) => controlTransfer(exchange(), input),
    fees: (input) => controlFees(exchange(), input),
    account: (input) => controlAccount(exchange(), input),
    options: (input) => controlOptions(exchange(), input),
    restart: () => controlRestart(exchange()),
  };
}

/** The key of the guide, and a key that may withdraw. */
function sandboxKeys(now: number): ApiKey[] {
  const { customer, key, withdrawal } = sandbox;
  return [
    createKey({ ...key, customer }, now),
    { ...createKey({ ...withdrawal, customer }, now), permissions: withdrawalPermissions },
  ];
}
