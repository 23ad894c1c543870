import { type ExchangeId, exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { jsonAnswer, type OwnCalls } from '../lambda/gateway-answer.ts';
import { type HostAddress, sandboxParams, withdrawalParams } from './simulated-hosts.ts';

/** The sandbox's description of an exchange. All keys are made up and open nothing outside the simulators. */
interface SandboxExchange {
  /** Where the functions reach each host of the exchange. */
  readonly origins: Readonly<Record<string, string>>;
  /** `params` of a registration. */
  readonly params: Readonly<Record<string, string>>;
  /** The same with keys that may withdraw, for a registration with `allow_withdraw`; null where `params` may. */
  readonly params_with_withdrawal: Readonly<Record<string, string>> | null;
}

/**
 * `GET /_local/sandbox`: addresses and keys of all simulators. `GET /_local/sandbox/<exchange>`: the body of a registration with these keys.
 * Only the local stack has these calls, without a token.
 */
export function sandboxCalls(addresses: readonly HostAddress[]): OwnCalls {
  const all = { exchanges: sandboxExchanges(addresses) };
  const bodies = exchangeIds.map((exchange) => [
    `GET /_local/sandbox/${exchange}`,
    async () => jsonAnswer(registrationBody(exchange)),
  ]);
  return { 'GET /_local/sandbox': async () => jsonAnswer(all), ...Object.fromEntries(bodies) };
}

export function sandboxExchanges(addresses: readonly HostAddress[]): Record<string, SandboxExchange> {
  return Object.fromEntries(
    exchangeIds.map((exchange) => {
      const own = addresses.filter((address) => address.exchange === exchange);
      const origins = Object.fromEntries(own.map(({ host, url }) => [host, url]));
      const withdrawal = withdrawalParams(exchange);
      return [exchange, { origins, params: sandboxParams(exchange), params_with_withdrawal: withdrawal }];
    }),
  );
}

function registrationBody(exchange: ExchangeId): object {
  return { exchange_account_id: `exchange_my_${exchange}`, exchange, params: sandboxParams(exchange) };
}
