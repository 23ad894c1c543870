import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type LogMetric, logMetrics } from '../../../infra/aws/log-metrics.ts';
import { type LogRecord, log } from '../../../lib/aws/log.ts';
import { matches } from './fixture-filter-pattern.ts';
import { everyOption, functionIds, lambdaOf, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

const dev = synthesize();
const alarms = resourcesOf(dev, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

/** The log line of a function, as written to the log. */
function lineOf(record: LogRecord): Record<string, unknown> {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  log(record);
  vi.restoreAllMocks();
  return JSON.parse(lines.join(''));
}

afterEach(() => vi.restoreAllMocks());

const error = 'at handler (file:///var/task/index.mjs:1:1)';
const cases: Record<keyof typeof logMetrics, { counted: LogRecord[]; not: LogRecord[] }> = {
  unknownOutcomes: {
    counted: [{ level: 'INFO', message: 'entry resolved', journal: 'orders', outcome: 'UNKNOWN', account: 'a' }],
    not: [
      { level: 'INFO', message: 'entry resolved', outcome: 'ACCEPTED' },
      { level: 'INFO', message: 'order', outcome: 'UNKNOWN' },
    ],
  },
  manualOutcomes: {
    counted: [{ level: 'ERROR', message: 'entry resolved', outcome: 'NEEDS_REVIEW' }],
    not: [{ level: 'INFO', message: 'entry resolved', outcome: 'UNKNOWN' }],
  },
  unjournaledVerdicts: {
    counted: [{ level: 'ERROR', message: 'verdict not journaled', outcome: 'ACCEPTED' }],
    not: [{ level: 'INFO', message: 'order', outcome: 'accepted' }],
  },
  unreadableEntries: {
    counted: [{ level: 'ERROR', message: 'entry unreadable', account: 'a' }],
    not: [{ level: 'ERROR', message: 'verdict not journaled' }],
  },
  nonceRetries: {
    counted: [{ level: 'INFO', message: 'nonce accepted after retries', attempts: 2 }],
    not: [{ level: 'WARN', message: 'nonce counter repaired' }],
  },
  nonceRefusals: {
    counted: [
      { level: 'ERROR', message: 'call', outcome: 'error', code: 'NONCE_REJECTED', statusCode: 503 },
      { level: 'WARN', message: 'nonce counter could not be repaired: the key is far ahead' },
    ],
    not: [
      { level: 'WARN', message: 'nonce counter repaired' },
      { level: 'ERROR', message: 'call', outcome: 'error', code: 'EXCHANGE_UNAVAILABLE' },
    ],
  },
  ledgerConflicts: {
    counted: [{ level: 'ERROR', message: 'ledger conflict', account: 'a' }],
    not: [{ level: 'ERROR', message: 'ledger mismatch' }],
  },
  ledgerMismatches: {
    counted: [{ level: 'ERROR', message: 'ledger mismatch', account: 'a' }],
    not: [{ level: 'ERROR', message: 'ledger conflict' }],
  },
  pullFailures: {
    counted: [{ level: 'WARN', message: 'pull failed', code: 'EXCHANGE_UNAVAILABLE' }],
    not: [{ level: 'INFO', message: 'message done' }],
  },
  pulls: {
    counted: [{ level: 'INFO', message: 'message done' }],
    not: [{ level: 'INFO', message: 'job done' }],
  },
  throttledCalls: {
    counted: [
      { level: 'ERROR', message: 'unexpected error', error: `ThrottlingException ${error}` },
      { level: 'ERROR', message: 'unexpected error', error: `ProvisionedThroughputExceededException ${error}` },
    ],
    not: [{ level: 'ERROR', message: 'unexpected error', error: `TypeError ${error}` }],
  },
};

describe.each(Object.entries(cases))('the metric %s', (name, { counted, not }) => {
  const { pattern, name: metricName, from }: LogMetric = logMetrics[name as keyof typeof logMetrics];

  it('the metric counts exactly the wanted log lines', () => {
    for (const record of counted) expect([record, matches(pattern, lineOf(record))]).toEqual([record, true]);
    for (const record of not) expect([record, matches(pattern, lineOf(record))]).toEqual([record, false]);
  });

  it('the pattern names messages that the code writes', async () => {
    const sources: string[] = [];
    for await (const file of glob('lib/**/*.ts')) sources.push(readFileSync(file, 'utf8'));
    const texts = [...pattern.matchAll(/\$\.(message|code) = "([^"*]+)\*?"/g)].map(([, , text = '']) => text);
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) expect([text, sources.some((source) => source.includes(text))]).toEqual([text, true]);
  });

  it('an alarm watches the metric', () => {
    expect(JSON.stringify(alarms)).toContain(`"MetricName":"${metricName}"`);
  });

  it('the metric sums the logs of every function that can write the line', () => {
    const filters = resourcesOf(dev, 'AWS::Logs::MetricFilter').filter(
      ([, { Properties }]) => Properties.FilterPattern === pattern,
    );
    const writers = functionIds.filter((id) => from(id)).map((id) => lambdaOf(dev, id)[1].Properties.LoggingConfig);
    const groups = filters.map(([, { Properties }]) => ({ LogFormat: 'JSON', LogGroup: Properties.LogGroupName }));
    expect(groups).toEqual(writers);
    for (const [, { Properties }] of filters)
      expect(Properties.MetricTransformations).toEqual([
        { MetricName: metricName, MetricNamespace: 'oems/dev', MetricValue: '1' },
      ]);
  });
});

describe('alarms', () => {
  it.each(alarms.map((alarm) => [alarm.AlarmName, alarm] as const))(
    '%s says what to do and tells the topic',
    (_name, alarm) => {
      const [[topic] = ['']] = resourcesOf(dev, 'AWS::SNS::Topic');
      expect(String(alarm.AlarmDescription).length).toBeGreaterThan(40);
      expect(alarm.AlarmActions).toEqual([{ Ref: topic }]);
      expect(alarm.OKActions).toEqual([{ Ref: topic }]);
    },
  );

  it('alarms are quiet without data, except alarms on silence', () => {
    const loud = alarms.filter(({ TreatMissingData }) => TreatMissingData !== 'notBreaching');
    expect(loud.map(({ AlarmName }) => AlarmName)).toEqual([
      'oems-dev-resolver-silent',
      'oems-dev-follower-silent',
      'oems-dev-lister-silent',
      'oems-dev-dispatcher-silent',
    ]);
  });

  it('alarms reach the given e-mail address, and undelivered alarms are kept', () => {
    expect(resourcesOf(dev, 'AWS::SNS::Subscription')).toEqual([]);
    const subscription = theOnly(synthesize(everyOption), 'AWS::SNS::Subscription').Properties;
    expect(subscription).toMatchObject({ Protocol: 'email', Endpoint: 'desk@example.com' });
    expect(subscription).toHaveProperty('RedrivePolicy');
  });

  it('only CloudWatch can publish alarms, and only over TLS', () => {
    const policy = JSON.stringify(theOnly(dev, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument);
    expect(policy).toContain('cloudwatch.amazonaws.com');
    expect(policy).toContain('aws:SecureTransport');
  });
});

describe('the dashboard', () => {
  it('a single dashboard shows every log metric', () => {
    const body = JSON.stringify(theOnly(dev, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
    for (const { name } of Object.values(logMetrics)) expect(body).toContain(name);
  });
});
