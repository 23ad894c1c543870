import { env } from '../aws/env.ts';
import { exchanges, type MarketName } from '../exchanges/exchanges.ts';

/** Where a market's requests go: the exchange itself, or the origin that the deployment names. Never an origin from a request. */
export function originOf({ exchange, marketType }: MarketName): string {
  const { hosts, markets } = exchanges[exchange];
  const host = hosts[markets[marketType].host];
  if (host === undefined) throw new Error(`${exchange} ${marketType} names no host of its exchange`);
  return new URL(env.exchangeOrigin(host.originVariable) ?? host.origin).origin;
}
