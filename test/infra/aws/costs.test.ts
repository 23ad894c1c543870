import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costTables, fixedAddressPerMonth, perMillionOrders } from '../../../infra/aws/costs.ts';
import { workload } from '../../../infra/aws/workload.ts';
import { metrics } from '../../../lib/aws/metrics.ts';
import { exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { resourcesOf, synthesize } from './fixture-stack.ts';

const dev = synthesize();
const page = 'docs/deploy.md';
const [start, end] = ['<!-- costs: npm run costs -->', '<!-- end of costs -->'] as const;

function metricsOfAlarms(): number {
  const read = resourcesOf(dev, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
    Array.isArray(Properties.Metrics) ? Properties.Metrics.filter((each) => 'MetricStat' in each).length : 1,
  );
  return read.reduce((sum, count) => sum + count, 0);
}

describe('the costs', () => {
  it('stand in the page as the script prints the costs', () => {
    const text = readFileSync(page, 'utf8');
    const [before = '', rest = ''] = text.split(start);
    const [shown, after = ''] = rest.split(end);
    if (process.env.OEMS_WRITE_COSTS) writeFileSync(page, `${before}${start}\n\n${costTables()}\n\n${end}${after}`);
    else expect(shown?.trim()).toBe(costTables());
  });

  it('count the metrics that the alarms of the stack read', () => {
    expect(workload.alarmMetrics).toBe(metricsOfAlarms());
  });

  it('count every metric that the stack can write, with each value of its dimension', () => {
    const written = Object.values(metrics).map(({ by }) => (by === null ? 1 : exchangeIds.length));
    const filters = resourcesOf(dev, 'AWS::Logs::MetricFilter').length;
    expect(workload.customMetrics).toBe(written.reduce<number>((sum, count) => sum + count, filters));
  });

  it('are products of requests and list prices', () => {
    const usdOf = (costs: readonly { readonly what: string; readonly usd: number }[], what: string) =>
      costs.find((cost) => cost.what.startsWith(what))?.usd.toFixed(2);
    expect(usdOf(perMillionOrders(), 'Lambda')).toBe('4.87');
    expect(usdOf(perMillionOrders(), 'DynamoDB, the order')).toBe('8.75');
    expect(usdOf(fixedAddressPerMonth(), 'NAT')).toBe('32.85');
  });
});
