import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName, metrics } from '../../lib/aws/metrics.ts';

/** CloudWatch's namespace of the metrics in the log lines of a stage (lib/aws/metrics.ts). */
export function namespaceOf(stage: string): string {
  return `oems/${stage}`;
}

type ByExchange = { [N in MetricName]: (typeof metrics)[N]['by'] extends 'exchange' ? N : never }[MetricName];
export type WithoutDimension = Exclude<MetricName, ByExchange>;

/** The sum over all functions in a period; the largest value where `statistic` says so. */
export function functionMetric(stage: string, name: WithoutDimension, statistic: 'Sum' | 'Maximum' = 'Sum'): Metric {
  return new Metric({ namespace: namespaceOf(stage), metricName: name, statistic });
}

export function exchangeMetric(
  stage: string,
  name: ByExchange,
  exchange: string,
  statistic: 'Sum' | 'Maximum' = 'Sum',
): Metric {
  return new Metric({
    namespace: namespaceOf(stage),
    metricName: name,
    dimensionsMap: { exchange },
    statistic,
    label: `${exchange}: ${name}`,
  });
}
