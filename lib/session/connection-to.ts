import { currentCall } from '../aws/call-context.ts';
import { env } from '../aws/env.ts';
import { type ExchangeId, exchanges, type MarketName, marketOf } from '../exchanges/exchanges.ts';
import type { MarketAdapter } from '../exchanges/interfaces/market-adapter.ts';
import type { Markets } from '../exchanges/interfaces/markets.ts';
import type { Credential } from '../exchanges/model/credential.ts';
import type { Host, SharedLimit } from '../exchanges/model/host.ts';
import { restricted } from '../exchanges/rules/restricted.ts';
import { hostOf } from '../exchanges/wire/endpoint.ts';
import { exchangeClock } from '../exchanges/wire/exchange-clock.ts';
import { tellTrouble } from '../exchanges/wire/exchange-trouble.ts';
import { keyAtHost, noteLimit, refuseWhileLocked } from '../exchanges/wire/lockouts.ts';
import type { MarketModule } from '../exchanges/wire/market-module.ts';
import { connect, type MarketWire, marketWire, type Send } from '../exchanges/wire/market-wire.ts';
import type { NonceSource } from '../exchanges/wire/nonce-retry.ts';
import { rulesAt } from '../exchanges/wire/refusals.ts';
import { countingUsed, type SharedBudget, withinSharedLimit } from '../exchanges/wire/shared-limit.ts';
import type { Sign } from '../exchanges/wire/signer.ts';
import { stampsAt } from '../exchanges/wire/stamped-retry.ts';
import { createTransport } from '../exchanges/wire/transport.ts';
import { sharedBudget } from './shared-limits.ts';

interface Ports {
  readonly markets: Markets;
  /** Null for public calls. */
  readonly credential: Credential | null;
  /** Null where requests carry no counted nonce. */
  readonly nonces: NonceSource | null;
  /** Tells the other containers until when (epoch ms) the exchange has locked the key out. Never throws. */
  readonly noteLockout?: (until: number) => Promise<void>;
}

/** One signer per origin and container, because the CCXT instance of a signer costs 20 ms. */
const signers = new Map<string, Sign>();

/** The six groups of calls of one market, over a connection to the exchange. */
export function adapterTo(name: MarketName, module: MarketModule, ports: Ports): MarketAdapter {
  return restricted(module.adapterOver(connectionTo(name, module, ports)), marketOf(name), ports.markets);
}

/** The way of a market's requests to its exchange. */
export function connectionTo(name: MarketName, module: MarketModule, { markets, ...ports }: Ports): MarketWire {
  const market = marketOf(name);
  const sendAt = new Map<string, Send>();
  const send: Send = (endpoint, ...request) => {
    const host = hostOf(endpoint, market);
    const known = sendAt.get(host) ?? sendTo(host, name, module, ports);
    sendAt.set(host, known);
    return known(endpoint, ...request);
  };
  return marketWire(market, markets, send, module.rules);
}

/**
 * A transport and a signature for each host: no request reaches a foreign host. A failure is told to the log, and a lockout of the key to
 * the other containers.
 */
function sendTo(
  host: string,
  name: MarketName,
  module: MarketModule,
  { credential, nonces, noteLockout = async () => undefined }: Omit<Ports, 'markets'>,
): Send {
  const origin = originAt(name.exchange, host);
  const rules = rulesAt(module.rules, host);
  const limited = limitAt(name.exchange, host);
  const plain = createTransport({ origin, timeoutMs: requestTimeMs });
  const transport = limited === null ? plain : countingUsed(plain, limited.limit, limited.budget);
  const sign = signerAt(name, module, origin);
  const stamps = stampsAt(exchangeClock(origin), rules);
  const connected = connect({ transport, sign, credential, nonces, protocol: module.protocol, stamps });
  const send = limited === null ? connected : withinSharedLimit(connected, limited.limit, limited.budget, rules);
  const named = { exchange: name.exchange, title: marketOf(name).title };
  const key = credential === null ? null : keyAtHost(origin, credential);
  return async (endpoint, ...request) => {
    const signer = endpoint.isSigned ? key : null;
    if (signer !== null) refuseWhileLocked(signer);
    try {
      return await send(endpoint, ...request);
    } catch (error) {
      tellTrouble(named, rules, error);
      const until = signer === null ? null : noteLimit(signer, rules, error);
      if (until !== null) await noteLockout(until);
      throw error;
    }
  };
}

/** Null where each key has limits of its own alone. */
function limitAt(exchange: ExchangeId, host: string): { limit: SharedLimit; budget: SharedBudget } | null {
  const limit = hostAt(exchange, host).sharedLimit;
  return limit === undefined ? null : { limit, budget: sharedBudget({ exchange, host }, limit) };
}

function signerAt({ exchange, marketType }: MarketName, module: MarketModule, origin: string): Sign {
  const key = `${exchange} ${marketType} ${origin}`;
  const found = signers.get(key) ?? module.signerAt(origin);
  signers.set(key, found);
  return found;
}

/** Where a market's requests go unless an endpoint names another host of the exchange. */
export function originOf({ exchange, marketType }: MarketName): string {
  return originAt(exchange, exchanges[exchange].markets[marketType].host);
}

/** The exchange itself, or the origin that the deployment names. Never an origin from a request. */
function originAt(exchange: ExchangeId, name: string): string {
  const { origin, originVariable } = hostAt(exchange, name);
  return new URL(env.exchangeOrigin(originVariable) ?? origin).origin;
}

function hostAt(exchange: ExchangeId, name: string): Host {
  const host = exchanges[exchange].hosts[name];
  if (host === undefined) throw new Error(`${exchange} has no host ${name}`);
  return host;
}

/** The longest single request to an exchange, and the time that is kept to journal and answer its outcome. */
const longestRequestMs = 9000;
const answerReserveMs = 1500;

/** The time limit of a request: never longer than the rest of its call. */
function requestTimeMs(): number {
  const deadline = currentCall()?.deadline;
  return deadline === undefined
    ? longestRequestMs
    : Math.min(longestRequestMs, deadline - Date.now() - answerReserveMs);
}
