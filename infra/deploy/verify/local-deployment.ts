import { readFile } from 'node:fs/promises';
import { kebabCase } from '../../../lib/contract/routes.ts';
import { type Deployment, type LogLine, skip } from './deployment.ts';

interface LocalPlace {
  readonly stage: string;
  readonly url: string;
  readonly token: string;
  /** The file with the log of the stack; lines that are no JSON objects are passed over. */
  readonly logFile: string;
}

/** The template stack of this machine, which has no mail and no CloudFormation. CloudWatch's part is read from the log: a line that carries the metric. */
export function localDeployment({ stage, url, token, logFile }: LocalPlace): Deployment {
  const linesSince = async (since: number) => linesIn(await readFile(logFile, 'utf8')).filter(isAfter(since));
  return {
    stage,
    url,
    token: async () => token,
    logLines: async (functionId, since) =>
      (await linesSince(since)).filter(({ operation }) => operation === kebabCase(functionId)),
    hasMetric: async (name, exchange, since) =>
      (await linesSince(since)).some((line) => line.exchange === exchange && carries(line, name)),
    alarmMail: async () => skip('a local stack sends no mail'),
    differences: async () => skip('a local stack is no stack of CloudFormation'),
  };
}

function isAfter(since: number): (line: LogLine) => boolean {
  return ({ timestamp }) => Date.parse(String(timestamp)) >= since;
}

/** The line as CloudWatch reads the line (embedded metric format). */
function carries(line: LogLine, name: string): boolean {
  const { _aws: document } = line as { readonly _aws?: { readonly CloudWatchMetrics?: readonly EmbeddedMetrics[] } };
  const metrics = (document?.CloudWatchMetrics ?? []).flatMap(({ Metrics = [] }) => Metrics);
  return metrics.some(({ Name }) => Name === name) && typeof line[name] === 'number';
}

interface EmbeddedMetrics {
  readonly Metrics?: readonly { readonly Name?: string }[];
}

/** The JSON objects among the lines of a text. */
export function linesIn(text: string): LogLine[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line.startsWith('{') ? [JSON.parse(line) as LogLine] : [];
    } catch {
      return [];
    }
  });
}
