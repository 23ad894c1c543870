import { currentCall } from '../aws/call-context.ts';
import { env } from '../aws/env.ts';
import { exchanges, type MarketName, marketOf } from '../exchanges/exchanges.ts';
import type { MarketAdapter } from '../exchanges/interfaces/market-adapter.ts';
import type { Markets } from '../exchanges/interfaces/markets.ts';
import type { Credential } from '../exchanges/model/credential.ts';
import { restricted } from '../exchanges/rules/restricted.ts';
import type { MarketModule } from '../exchanges/wire/market-module.ts';
import { connect, type MarketWire, marketWire } from '../exchanges/wire/market-wire.ts';
import type { NonceSource } from '../exchanges/wire/nonce-retry.ts';
import type { Sign } from '../exchanges/wire/signer.ts';
import { createTransport } from '../exchanges/wire/transport.ts';

interface Ports {
  readonly markets: Markets;
  /** Null for public calls. */
  readonly credential: Credential | null;
  /** Null where requests carry no counted nonce. */
  readonly nonces: NonceSource | null;
}

/** One signer per origin and container, because the CCXT instance of a signer costs 20 ms. */
const signers = new Map<string, Sign>();

/** The six groups of calls of one market, over a connection to the exchange. */
export function adapterTo(name: MarketName, module: MarketModule, ports: Ports): MarketAdapter {
  return restricted(module.adapterOver(connectionTo(name, module, ports)), marketOf(name), ports.markets);
}

/** The way of a market's requests to its exchange. */
export function connectionTo(
  name: MarketName,
  module: MarketModule,
  { markets, credential, nonces }: Ports,
): MarketWire {
  const origin = originOf(name);
  const transport = createTransport({ origin, timeoutMs: requestTimeMs });
  const sign = signerAt(name, module, origin);
  const send = connect({ transport, sign, credential, nonces, protocol: module.protocol });
  return marketWire(marketOf(name), markets, send, module.rules);
}

function signerAt({ exchange, marketType }: MarketName, module: MarketModule, origin: string): Sign {
  const key = `${exchange} ${marketType} ${origin}`;
  const found = signers.get(key) ?? module.signerAt(origin);
  signers.set(key, found);
  return found;
}

/** Where a market's requests go: the exchange itself, or the origin that the deployment names. Never an origin from a request. */
export function originOf({ exchange, marketType }: MarketName): string {
  const { hosts, markets } = exchanges[exchange];
  const host = hosts[markets[marketType].host];
  if (host === undefined) throw new Error(`${exchange} ${marketType} names no host of its exchange`);
  return new URL(env.exchangeOrigin(host.originVariable) ?? host.origin).origin;
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
