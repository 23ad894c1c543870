import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newCall } from '../../../lib/aws/call-context.ts';
import { type LogRecord, log } from '../../../lib/aws/log.ts';
import { type MetricName, metrics } from '../../../lib/aws/metrics.ts';
import { exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { useEmbeddedTable } from '../../lib/aws/fixture-embedded-table.ts';
import { linesOf } from '../../lib/aws/fixture-emitted.ts';
import { emitters } from './fixture-emitters.ts';
import { everyOption, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

useEmbeddedTable();

const stack = synthesize(everyOption);
const runbook = readFileSync('docs/runbook.md', 'utf8');

interface Section {
  /** Names of alarms. */
  readonly alarms: readonly string[];
  readonly text: string;
}

/** A heading names its alarms in code quotes; the name of an exchange stands for every exchange. */
const sections: Section[] = runbook
  .split(/^### /m)
  .slice(1)
  .map((text) => ({ alarms: namesIn(text.split('\n', 1)[0] ?? ''), text }));

function namesIn(heading: string): string[] {
  const names = [...heading.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  return names.flatMap((name) =>
    exchangeIds.map((id) => name.replace('<exchange>', id)).slice(0, /</.test(name) ? undefined : 1),
  );
}

const mailed = [
  ...resourcesOf(stack, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => String(Properties.AlarmName)),
  ...resourcesOf(stack, 'AWS::Events::Rule').map(([, { Properties }]) => String(Properties.Name)),
].map((name) => name.replace('oems-prod-', ''));

describe('the runbook', () => {
  it('has a section for each alarm, and an alarm for each section that names one', () => {
    expect(sections.flatMap(({ alarms }) => alarms).toSorted()).toEqual(mailed.toSorted());
  });

  it.each(sections.filter(({ alarms }) => alarms.length > 0))(
    '$alarms: meaning, query, first act, trader',
    ({ text }) => {
      expect(text).toMatch(
        /\*\*Means\*\*: [\s\S]+```\n[\s\S]+```[\s\S]+\*\*First act\*\*: [\s\S]+\*\*Wake the trader\*\*: /,
      );
    },
  );
});

const queries = [...runbook.matchAll(/```\n([\s\S]+?)```/g)].map(([, query = '']) => query);

/** A record with every field, so that a new field is known here at once. */
const fullRecord: Required<LogRecord> = {
  ...{
    level: 'ERROR',
    message: 'm',
    journal: 'j',
    tenant: 't',
    account: 'a',
    outcome: 'o',
    statusCode: 500,
    code: 'c',
  },
  ...{ exchangeCode: 'e', attempts: 1, ageMs: 1, error: 'e', exchange: 'kraken', step: 's' },
  ...{ subject: 's', client: 'c', sourceIp: 'i', orderId: 'o', clientOrderId: 'c', transferId: 't' },
  metrics: Object.fromEntries(Object.keys(metrics).map((name) => [name, 1])) as Record<MetricName, number>,
};

async function fieldsOfLines(): Promise<ReadonlySet<string>> {
  const call = newCall('r', 'create-order', 0);
  for (const hop of ['table', 'kms', 'exchange', 'queue'] as const) call.hops.set(hop, { ms: 1, count: 1 });
  const [line = ''] = await linesOf(() => log(fullRecord, call));
  return new Set(flatKeys(JSON.parse(line)));
}

function flatKeys(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, each]) =>
    typeof each === 'object' && each !== null ? flatKeys(each, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

function fieldsOfAccessLog(): ReadonlySet<string> {
  const { Format = '' } = theOnly(stack, 'AWS::ApiGatewayV2::Stage').Properties.AccessLogSettings as {
    Format?: string;
  };
  return new Set(Object.keys(JSON.parse(Format)));
}

/** Words of the query language (CloudWatch Logs user guide, "Logs Insights query syntax"). */
const words = new Set(
  'filter fields stats sort by in and or like as desc asc count max avg sum pct bin latest ispresent'.split(' '),
);

/** The fields that a query names: words that are no word of the language, no text, no number and no name given by `as`. */
function fieldsIn(query: string): string[] {
  const plain = query
    .replace(/^#.*$/gm, '')
    .replace(/"[^"]*"|\/[^/\n]+\//g, ' ')
    .replace(/\b\d+[mh]?\b/g, ' ');
  const given = new Set([...plain.matchAll(/\bas (\w+)/g)].map(([, name = '']) => name));
  const named = (plain.match(/@?[A-Za-z][\w.]*/g) ?? []).filter((name) => !words.has(name) && !given.has(name));
  return [...new Set(named)].filter((name) => name !== '@timestamp');
}

describe.each(queries)('the query %#', (query) => {
  it('names fields that the lines of its log have', async () => {
    const known = query.startsWith('# access log') ? fieldsOfAccessLog() : await fieldsOfLines();
    const fields = fieldsIn(query);
    expect(fields.length).toBeGreaterThan(0);
    for (const field of fields) expect([field, known.has(field)]).toEqual([field, true]);
  });
});

describe('the messages in the queries', () => {
  it('stand in lines that the code writes', async () => {
    const lines: string[] = [];
    for (const run of Object.values(emitters)) lines.push(...(await linesOf(run)));
    const written = new Set(lines.map((line) => JSON.parse(line).message));
    const asked = queries.flatMap((query) =>
      [...query.matchAll(/message (?:=|in) (\[[^\]]+\]|"[^"]+")/g)].flatMap(
        ([, list = '']) => list.match(/[^"[\],]+/g) ?? [],
      ),
    );
    const messages = new Set(asked.map((each) => each.trim()).filter((each) => each !== ''));
    expect([...messages].filter((message) => !written.has(message)).toSorted()).toEqual([]);
  });
});
