import { type MarketName, marketOf } from '../exchanges/exchanges.ts';
import type { Markets } from '../exchanges/interfaces/markets.ts';
import type { Credential } from '../exchanges/model/credential.ts';
import { connect } from '../exchanges/wire/connection.ts';
import type { MarketModule } from '../exchanges/wire/market-module.ts';
import { type MarketWire, marketWire } from '../exchanges/wire/market-wire.ts';
import type { NonceSource } from '../exchanges/wire/nonce-retry.ts';
import { requestTimeMs } from '../exchanges/wire/request-time.ts';
import type { Sign } from '../exchanges/wire/signer.ts';
import { createTransport } from '../exchanges/wire/transport.ts';
import { originOf } from './origin.ts';

interface Ports {
  readonly markets: Markets;
  /** Null for public calls. */
  readonly credential: Credential | null;
  /** Null where requests carry no counted nonce. */
  readonly nonces: NonceSource | null;
}

/** One signer per origin and container, because the CCXT instance of a signer costs 20 ms. */
const signers = new Map<string, Sign>();

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
