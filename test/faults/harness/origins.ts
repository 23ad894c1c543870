import type { Protocol } from '../../../infra/local/exchanges/server/server.ts';
import { type ExchangeId, exchanges } from '../../../lib/exchanges/exchanges.ts';
import type { OpenedExchange } from '../scenes/scene.ts';

function originOf(exchange: ExchangeId, host: string): string {
  return `http://${exchange}-${host}.test`;
}

/** The environment that leads the exchange's requests to its simulators. */
export function originsOf(exchange: ExchangeId): Record<string, string> {
  const hosts = Object.entries(exchanges[exchange].hosts);
  return Object.fromEntries(hosts.map(([host, { originVariable }]) => [originVariable, originOf(exchange, host)]));
}

/** The simulators by the origin that requests go to. */
export function protocolsOf(exchange: ExchangeId, { protocols }: OpenedExchange): Record<string, Protocol> {
  const hosts = Object.entries(protocols);
  return Object.fromEntries(hosts.map(([host, protocol]) => [originOf(exchange, host), protocol]));
}
