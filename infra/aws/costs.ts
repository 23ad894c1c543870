import { prices } from './prices.ts';
import { workload } from './workload.ts';

interface Cost {
  readonly what: string;
  /** US dollars. */
  readonly usd: number;
}

const minutesPerMonth = 30 * 24 * 60;
const hoursPerMonth = 730;
const million = 1_000_000;

/** For a million units of work with so many runs of a function each. */
function lambda(gigabyteSeconds: number, runs = 1): number {
  return gigabyteSeconds * million * prices.lambdaPerGbSecond + runs * prices.lambdaPerMillion;
}

function logs(kilobytes: number): number {
  return kilobytes * prices.logsPerGb;
}

export function perMillionOrders(): Cost[] {
  const { writeUnits, eventWriteUnits, gigabyteSeconds, logKilobytes, tracedShare } = workload.order;
  return [
    { what: 'HTTP API', usd: prices.httpApiPerMillion },
    { what: `Lambda, 1 GB arm64, ${gigabyteSeconds} s`, usd: lambda(gigabyteSeconds) },
    { what: `DynamoDB, the order (${writeUnits} units)`, usd: writeUnits * prices.writeUnitsPerMillion },
    { what: `DynamoDB, its event (${eventWriteUnits} units)`, usd: eventWriteUnits * prices.writeUnitsPerMillion },
    { what: `logs, ${logKilobytes} KB`, usd: logs(logKilobytes) },
    { what: 'tracing, one call in twenty', usd: tracedShare * prices.tracesPerMillion },
  ];
}

export function perMillionPulls(): Cost[] {
  const { kmsRequests, writeUnits, readUnits, gigabyteSeconds, queueRequests, logKilobytes } = workload.pull;
  return [
    { what: 'KMS', usd: kmsRequests * 100 * prices.kmsPer10000 },
    {
      what: 'DynamoDB',
      usd: writeUnits * prices.writeUnitsPerMillion + readUnits * prices.readUnitsPerMillion,
    },
    { what: 'Lambda', usd: lambda(gigabyteSeconds, 0.1) },
    { what: 'SQS and logs', usd: queueRequests * prices.sqsPerMillion + logs(logKilobytes) },
  ];
}

export function perMillionFollowedMinutes(): Cost[] {
  const { kmsRequests, writeUnits, readUnits, gigabyteSeconds } = workload.follow;
  return [
    { what: 'KMS', usd: kmsRequests * 100 * prices.kmsPer10000 },
    { what: 'DynamoDB', usd: writeUnits * prices.writeUnitsPerMillion + readUnits * prices.readUnitsPerMillion },
    { what: 'Lambda', usd: lambda(gigabyteSeconds, 0) },
  ];
}

export function perMillionPolls(): Cost[] {
  const { readUnits, gigabyteSeconds } = workload.poll;
  return [
    { what: 'HTTP API', usd: prices.httpApiPerMillion },
    { what: 'Lambda', usd: lambda(gigabyteSeconds) },
    { what: 'DynamoDB', usd: readUnits * prices.readUnitsPerMillion },
  ];
}

/** A stack that nobody calls. */
export function idlePerMonth(): Cost[] {
  const { runs, gigabyteSeconds, readUnits } = workload.minute;
  const share = minutesPerMonth / million;
  return [
    { what: 'two KMS keys', usd: 2 * prices.kmsKeyPerMonth },
    { what: `alarms, over ${workload.alarmMetrics} metrics`, usd: workload.alarmMetrics * prices.alarmMetricPerMonth },
    { what: `at most ${workload.customMetrics} metrics`, usd: workload.customMetrics * prices.customMetricPerMonth },
    { what: 'the dashboard', usd: prices.dashboardPerMonth },
    {
      what: 'jobs of each minute',
      usd: share * (lambda(gigabyteSeconds, runs) + readUnits * prices.readUnitsPerMillion),
    },
    { what: 'tracing of these jobs', usd: share * runs * prices.tracesPerMillion },
    { what: 'Cognito, for each client', usd: prices.cognitoClientPerMonth },
  ];
}

export function fixedAddressPerMonth(): Cost[] {
  return [
    { what: 'NAT gateway', usd: hoursPerMonth * prices.natPerHour },
    { what: 'KMS endpoint in two zones', usd: 2 * hoursPerMonth * prices.interfaceEndpointPerHour },
    { what: 'public address', usd: hoursPerMonth * prices.publicAddressPerHour },
  ];
}

/** The tables of docs/deploy.md. */
export function costTables(): string {
  return [
    table('a million orders', perMillionOrders()),
    table('a stack that nobody calls, per month', idlePerMonth()),
    table('`fixedEgressIp`, per month', fixedAddressPerMonth()),
    table('a million pulls of an account (both wallets, nothing new)', perMillionPulls()),
    table('a million minutes of an account with a resting order on both markets', perMillionFollowedMinutes()),
    table('a million calls of `/events` that find nothing new', perMillionPolls()),
  ].join('\n\n');
}

function table(title: string, costs: readonly Cost[]): string {
  const total = costs.reduce((sum, { usd }) => sum + usd, 0);
  const rows = costs.map(({ what, usd }) => `| ${what} | $${usd.toFixed(2)} |`);
  return [`| ${title} | |`, '|---|---|', ...rows, `| **together** | **$${total.toFixed(2)}** |`].join('\n');
}
