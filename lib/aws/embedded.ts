import { env } from './env.ts';
import { type Measured, type MetricName, metrics } from './metrics.ts';

/**
 * The members that make a log line a document of CloudWatch's embedded metric format (CloudWatch user guide, "Specification: Embedded metric
 * format"): CloudWatch reads the metrics out of the line. Lambda passes a JSON line of stdout on as the line is, also with the log format JSON.
 */
export function embedded(measured: Measured, now: number): Readonly<Record<string, unknown>> {
  const names = Object.keys(measured) as MetricName[];
  if (names.length === 0) return {};
  const CloudWatchMetrics = names.map((name) => ({
    Namespace: env.metricsNamespace,
    Dimensions: [metrics[name].by === null ? [] : [metrics[name].by]],
    Metrics: [{ Name: name, Unit: metrics[name].unit }],
  }));
  return { _aws: { Timestamp: now, CloudWatchMetrics }, ...measured };
}
