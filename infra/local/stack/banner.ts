import { type ExchangeId, exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import type { SandboxStack } from './sandbox-stack.ts';
import { type HostAddress, sandboxParams } from './simulated-hosts.ts';

type Shown = Pick<SandboxStack, 'url' | 'token' | 'addresses'>;

/** `OEMS_DATA_DIR=… ` where the stack keeps its signing key in a folder of its own: the token command reads the same variable. */
function tokenCommand(dataDir: string | undefined): string {
  const folder = dataDir === undefined || /^[\w./-]+$/.test(dataDir) ? dataDir : `'${dataDir}'`;
  return `${folder === undefined ? '' : `OEMS_DATA_DIR=${folder} `}npm run -s token`;
}

/** Text of a started stack: addresses, a token, the sandbox keys and a first call to paste. */
export async function banner({ url, token: issue, addresses }: Shown, dataDir?: string): Promise<string> {
  const token = await issue('demo', 'oems/read oems/trade oems/admin');
  const [first] = exchangeIds;
  return `OEMS ready: ${url}

Token (tenant demo, all scopes, 1 h; more with ${tokenCommand(dataDir)}):
${token}

${exchangeIds.map((exchange) => exchangeText(exchange, addresses)).join('\n\n')}

First call:
${first === undefined ? '' : firstCall(url, token, first)}
`;
}

/** The addresses of an exchange in a column, and the keys. */
function exchangeText(exchange: ExchangeId, addresses: readonly HostAddress[]): string {
  const own = addresses.filter((address) => address.exchange === exchange);
  const width = Math.max(...own.map(({ title }) => title.length)) + 1;
  const hosts = own.map(
    ({ title, url, simulator }) => `${`${title}:`.padEnd(width)} ${url}${simulator === null ? '' : ' (simulator)'}`,
  );
  const keys = Object.entries(sandboxParams(exchange)).map(([name, value]) => `${name}: ${value}`);
  return [...hosts, 'Sandbox keys:', ...keys].join('\n');
}

/** The command registers the sandbox keys without any change. */
function firstCall(url: string, token: string, exchange: ExchangeId): string {
  const params = sandboxParams(exchange);
  const body = JSON.stringify({ exchange_account_id: `exchange_my_${exchange}`, exchange, params });
  return `curl -X POST ${url}/delegation/register-exchange-account -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d '${body}'`;
}
