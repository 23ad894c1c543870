import { vi } from 'vitest';
import * as z from 'zod';

/** CloudWatch user guide, "Specification: Embedded metric format": the schema of the guide, with the limits of PutMetricData. */
const directive = z.strictObject({
  Namespace: z.string().min(1).max(255),
  Dimensions: z.array(z.array(z.string().min(1)).max(30)).min(1),
  Metrics: z
    .array(z.strictObject({ Name: z.string().min(1), Unit: z.enum(['Count', 'Milliseconds', 'Seconds']) }))
    .min(1)
    .max(100),
});
const document = z.looseObject({
  _aws: z.strictObject({ Timestamp: z.int(), CloudWatchMetrics: z.array(directive).min(1) }),
});

export interface EmittedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The metrics that CloudWatch would read out of a log line. Throws where the line breaks the format. */
export function metricsIn(line: string): EmittedMetric[] {
  const root: unknown = JSON.parse(line);
  if (typeof root !== 'object' || root === null || !('_aws' in root)) return [];
  const { _aws, ...members } = document.parse(root);
  return _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name, Unit }) =>
      Dimensions.map((set) => ({
        namespace: Namespace,
        name: Name,
        unit: Unit,
        dimensions: Object.fromEntries(set.map((key) => [key, z.string().min(1).parse(members[key])])),
        value: z.number().parse(members[Name]),
      })),
    ),
  );
}

/** The lines that the code writes to stdout meanwhile. An error of the code does not hide the lines. */
export async function linesOf(run: () => unknown): Promise<string[]> {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  try {
    await run();
  } catch {
    // The lines tell of the error.
  } finally {
    spy.mockRestore();
  }
  return lines;
}

export async function emittedBy(run: () => unknown): Promise<EmittedMetric[]> {
  return (await linesOf(run)).flatMap(metricsIn);
}
