import { type ExchangeId, exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { firstSymbol } from './simulated-hosts.ts';
import { type TokensOfStack, tokenCommand } from './token-command.ts';

export interface NextStep {
  readonly title: string;
  /** A line for a POSIX shell. */
  readonly command: string;
}

/** The way to the first filled order. The second step registers the sandbox keys of every exchange without any change. */
export function nextSteps(url: string, tokens: TokensOfStack): readonly NextStep[] {
  const register = `curl -sX POST ${url}/delegation/register-exchange-account`;
  const auth = '-H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"';
  const [exchange] = exchangeIds as [ExchangeId];
  const order = { exchange_account_id: `exchange_my_${exchange}`, symbol: firstSymbol(exchange), side: 'buy' };
  const body = JSON.stringify({ ...order, order_type: 'market', quantity: 0.001, market_type: 'spot' });
  return [
    { title: 'a token, valid for an hour', command: `TOKEN=$(${tokenCommand(tokens)})` },
    {
      title: 'an account at each exchange with the sandbox keys',
      command: `for E in ${exchangeIds.join(' ')}; do ${register} ${auth} -d "$(curl -s ${url}/_local/sandbox/$E)"; echo; done`,
    },
    {
      title: 'the first order',
      command: `curl -sX POST ${url}/oems/execution/order ${auth} -H "Idempotency-Key: my-first-order" -d '${body}'`,
    },
  ];
}
