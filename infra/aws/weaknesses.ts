import type { DeployOptions } from './stage.ts';

/** Choices of a stage that a person should make knowingly, a line each. No line for a stage whose data may go. */
export function weaknesses({ stage, data, alarmEmail, safetyConcurrency }: DeployOptions): string[] {
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
