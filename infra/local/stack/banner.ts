import { exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import type { SandboxStack } from './sandbox-stack.ts';
import { sandboxParams } from './simulated-hosts.ts';
import { tokenCommand } from './token-command.ts';

interface Shown extends Pick<SandboxStack, 'url' | 'addresses'> {
  /** OEMS_DATA_DIR: the token command reads the same variable. */
  readonly dataDir?: string | undefined;
  /** The file with the log lines; undefined when the lines go to the terminal. */
  readonly logFile?: string | undefined;
}

/** Text of a started stack: addresses, sandbox keys, and the steps to a filled order. Each step is a line to copy. */
export function banner({ url, addresses, dataDir, logFile }: Shown): string {
  const rows = [
    ['page', `${url}/`],
    ['API reference', `${url}/docs`],
    ...addresses.map(({ title, url: origin, simulator }) => [title, `${origin}${simulator ? ' (simulator)' : ''}`]),
    ['sandbox keys', `${url}/_local/sandbox`],
    ['log', logFile ?? 'this terminal'],
  ];
  return `OEMS ready: ${url}

${column(rows)}
${keys()}

Next, in a second terminal in this folder:
${nextSteps(url, dataDir)
  .map(({ title, command }, index) => `${index + 1}. ${title}\n${command}`)
  .join('\n')}
`;
}

function column(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([name = '']) => name.length)) + 2;
  return rows.map(([name = '', value = '']) => `  ${name.padEnd(width)}${value}`).join('\n');
}

function keys(): string {
  return column(exchangeIds.flatMap((exchange) => Object.entries(sandboxParams(exchange))));
}

export interface NextStep {
  readonly title: string;
  /** A line for a POSIX shell. */
  readonly command: string;
}

/** The way to the first filled order. The second step registers the sandbox keys without any change. */
export function nextSteps(url: string, dataDir: string | undefined): readonly NextStep[] {
  const [exchange = ''] = exchangeIds;
  const auth = '-H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"';
  const order = { exchange_account_id: `exchange_my_${exchange}`, symbol: 'BTC/USD', side: 'buy' };
  const body = JSON.stringify({ ...order, order_type: 'market', quantity: 0.001, market_type: 'spot' });
  return [
    { title: 'a token, valid for an hour', command: `TOKEN=$(${tokenCommand(dataDir)})` },
    {
      title: 'an account with the sandbox keys',
      command: `curl -sX POST ${url}/delegation/register-exchange-account ${auth} -d "$(curl -s ${url}/_local/sandbox/${exchange})"`,
    },
    {
      title: 'the first order',
      command: `curl -sX POST ${url}/oems/execution/order ${auth} -H "Idempotency-Key: my-first-order" -d '${body}'`,
    },
  ];
}
