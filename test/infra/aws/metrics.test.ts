import { describe, expect, it, vi } from 'vitest';
import { type MetricName, metrics } from '../../../lib/aws/metrics.ts';
import { exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { useEmbeddedTable } from '../../lib/aws/fixture-embedded-table.ts';
import { emittedBy } from '../../lib/aws/fixture-emitted.ts';
import { emitters } from './fixture-emitters.ts';
import { functionIds, lambdaOf, resourcesOf, synthesize, theOnly } from './fixture-stack.ts';

useEmbeddedTable();

const dev = synthesize();

/** A metric that an alarm or the dashboard reads, as `Name` or `Name kraken`. */
function namesRead(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return found;
  const { Namespace, MetricName: name, Dimensions = [] } = value as Record<string, unknown>;
  const dimensions = Dimensions as { readonly Name: string; readonly Value: string }[];
  if (Namespace === 'oems/dev') found.add([name, ...dimensions.map((each) => each.Value)].join(' '));
  for (const each of Object.values(value)) namesRead(each, found);
  return found;
}
const readByAlarms = namesRead(resourcesOf(dev, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties));

/** The dashboard names a metric as a list: namespace, name, then dimensions. */
function namesShown(): ReadonlySet<string> {
  const body = JSON.stringify(theOnly(dev, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody).replaceAll(
    '\\"',
    '"',
  );
  const lists = body.matchAll(/\["oems\/dev","(\w+)"(?:,"exchange","(\w+)")?/g);
  return new Set(
    [...lists].map(([, name, exchange]) => [name, exchange].filter((part) => part !== undefined).join(' ')),
  );
}

const emittedNames = (Object.keys(metrics) as MetricName[]).flatMap((name) =>
  metrics[name].by === null ? [name] : exchangeIds.map((exchange) => `${name} ${exchange}`),
);

describe.each(Object.entries(emitters))('the metric %s', (name, run) => {
  it('is emitted by the code, in the embedded metric format and in the namespace of the stage', async () => {
    const { OEMS_METRICS_NAMESPACE = '' } = variablesOf('createOrder');
    vi.stubEnv('OEMS_METRICS_NAMESPACE', OEMS_METRICS_NAMESPACE);
    const { unit, by } = metrics[name as MetricName];
    const dimensions = by === null ? {} : { exchange: 'kraken' };
    const emitted = (await emittedBy(run)).filter((each) => each.name === name);
    vi.unstubAllEnvs();
    expect(emitted.length).toBeGreaterThan(0);
    for (const each of emitted) expect(each).toMatchObject({ namespace: 'oems/dev', unit, dimensions });
    for (const { value } of emitted) expect(value).toBeGreaterThan(0);
  });
});

describe('the metrics of the functions', () => {
  it('are all read by alarms, and alarms read no other, beside the metric of the access log', () => {
    expect([...readByAlarms].toSorted()).toEqual([...emittedNames, 'SafetyCallsThrottled'].toSorted());
  });

  it('are all on the dashboard, and the dashboard shows no other', () => {
    expect([...namesShown()].toSorted()).toEqual(emittedNames.toSorted());
  });

  it('go to the namespace of the stage from every function', () => {
    for (const id of functionIds) expect(variablesOf(id)).toMatchObject({ OEMS_METRICS_NAMESPACE: 'oems/dev' });
  });

  it('have no dimension but the exchange: each value of a dimension is a metric that costs money', () => {
    for (const { by } of Object.values(metrics)) expect([null, 'exchange']).toContain(by);
  });
});

function variablesOf(id: (typeof functionIds)[number]): Record<string, string> {
  const { Variables } = lambdaOf(dev, id)[1].Properties.Environment as { Variables: Record<string, string> };
  return Variables;
}
