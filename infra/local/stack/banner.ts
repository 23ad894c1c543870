import { type ExchangeId, exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { nextSteps } from './next-steps.ts';
import type { SandboxStack } from './sandbox-stack.ts';
import { sandboxParams } from './simulated-hosts.ts';
import type { TokensOfStack } from './token-command.ts';

interface Shown extends Pick<SandboxStack, 'url' | 'addresses'>, TokensOfStack {
  /** The file with the log lines; undefined when the lines go to the terminal. */
  readonly logFile?: string | undefined;
}

/** Text of a started stack: addresses, sandbox keys, and the steps to a filled order. Each step is a line to copy. */
export function banner({ url, addresses, logFile, ...tokens }: Shown): string {
  const rows = [
    ['page', `${url}/`],
    ['API reference', `${url}/docs`],
    ...addresses.map(({ title, url: origin, simulator }) => [title, `${origin}${simulator ? ' (simulator)' : ''}`]),
    ['sandbox', `${url}/_local/sandbox`],
    ['log', logFile ?? 'this terminal'],
  ];
  return `OEMS ready: ${url}

${column(rows)}

Sandbox keys, made up:
${keys()}

Next, in a second terminal in this folder:
${nextSteps(url, tokens)
  .map(({ title, command }, index) => `${index + 1}. ${title}\n${command}`)
  .join('\n')}
`;
}

function column(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([name = '']) => name.length)) + 2;
  return rows.map(([name = '', value = '']) => `  ${name.padEnd(width)}${value}`).join('\n');
}

function keys(): string {
  const rowsOf = (exchange: ExchangeId) =>
    Object.entries(sandboxParams(exchange)).map(([name, value]) => [`${exchange} ${name}`, value]);
  return column(exchangeIds.flatMap(rowsOf));
}
