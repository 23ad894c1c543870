import { exchangeIds, exchanges } from '../../lib/exchanges/exchanges.ts';
import type { DeployOptions } from './stage.ts';

/** Choices of a stage that a person should make knowingly, a line each. */
export function weaknesses(options: DeployOptions, region: string | undefined): string[] {
  return [...closedDoors(options, region), ...risks(options)];
}

/** The region as the CDK command and the AWS SDK take it from the environment; undefined where a profile alone names it. */
export function regionIn(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env.AWS_REGION || env.CDK_DEFAULT_REGION || env.AWS_DEFAULT_REGION || undefined;
}

/** Exchanges that refuse every address of the region: the fixed address of a stage lies in the region too. */
function closedDoors({ stage }: DeployOptions, region: string | undefined): string[] {
  return exchangeIds.flatMap((id) => {
    const { title, closedTo } = exchanges[id];
    if (closedTo === null || region === undefined || !closedTo.regions.test(region)) return [];
    return `${stage}: ${title} refuses addresses of ${closedTo.countries}, and ${region} lies there. With fixedEgressIp or without, each call to ${title} will fail. Deploy the stage to another region, or register no ${title} account`;
  });
}

/** No line for a stage whose data may go. */
function risks({ stage, data, alarmEmail, safetyConcurrency }: DeployOptions): string[] {
  if (data === 'destroy') return [];
  const lines = [
    [alarmEmail === null, 'alarmEmail is null: nobody hears of an alarm'],
    [
      safetyConcurrency === null,
      'safetyConcurrency is null: other calls can use up the Lambda concurrency that a halt needs. A value needs an account limit of 100 executions and more',
    ],
  ] as const;
  return lines.filter(([holds]) => holds).map(([, line]) => `${stage}: ${line}`);
}
