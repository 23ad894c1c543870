import { Duration } from 'aws-cdk-lib';
import { queues } from '../../lib/jobs/jobs.ts';
import { exchangeMetric, functionMetric } from './function-metrics.ts';
import type { AlarmTerms } from './watched.ts';

type Alarms = Record<string, AlarmTerms>;

const fiveMinutes = Duration.minutes(5);
const hour = Duration.hours(1);

/** Trouble that a trader must hear of at once, and trouble of an exchange for all accounts. */
export function troubleAlarms(stage: string): Alarms {
  return {
    ...ownTrouble(stage),
    ...Object.assign({}, ...queues.pulls.map(({ exchange }) => exchangeTrouble(stage, exchange))),
  };
}

function ownTrouble(stage: string): Alarms {
  return {
    'halt-incomplete': {
      metric: functionMetric(stage, 'HaltsIncomplete').with({ period: Duration.minutes(1) }),
      threshold: 1,
      periods: 1,
      description: 'A halt ended, and orders or positions of the account may be open: look at the exchange now.',
    },
    'halts-open': {
      metric: functionMetric(stage, 'HaltsOpen', 'Maximum').with({ period: Duration.minutes(1) }),
      threshold: 1,
      periods: 1,
      whileMissing: 'lasts',
      description:
        'A halt is not complete after ten minutes, now: orders or positions of a halted account may be open. The alarm lasts until the halt ends.',
    },
    'key-can-withdraw': {
      // Each key is checked once a day: the alarm stays until a day has passed without such a check.
      metric: functionMetric(stage, 'KeysAbleToWithdraw').with({ period: Duration.days(1) }),
      threshold: 1,
      periods: 1,
      description: 'A stored key can withdraw funds without the consent of its owner. The key does not trade.',
    },
    'key-changed': {
      metric: functionMetric(stage, 'KeysChanged').with({ period: hour }),
      threshold: 1,
      periods: 1,
      description:
        'The exchange tells other rights or limits of a stored key than before: somebody has changed the key.',
    },
    'unexpected-errors': {
      metric: functionMetric(stage, 'UnexpectedErrors').with({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description: 'An error that the code does not know: a fault of the OEMS, of KMS or of DynamoDB.',
    },
    'clock-offset': {
      metric: functionMetric(stage, 'ClockOffset', 'Maximum').with({ period: fiveMinutes }),
      threshold: 2000,
      periods: 1,
      description:
        'The clock of a function differs from the clock of the table by 2 s or more. Nonces and deadlines take the clock of the table.',
    },
    'address-banned': {
      metric: functionMetric(stage, 'AddressBans').with({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description:
        'An exchange refuses the address of the OEMS for a while: nobody can trade or cancel there through the OEMS until then.',
    },
    'audit-unstored': {
      metric: functionMetric(stage, 'UnstoredAudits').with({ period: fiveMinutes }),
      threshold: 1,
      periods: 1,
      description: 'The table did not take an audit record: the record stands in the log alone, which ends earlier.',
    },
  };
}

function exchangeTrouble(stage: string, exchange: string): Alarms {
  return {
    [`exchange-away-${exchange}`]: {
      metric: exchangeMetric(stage, 'ExchangeAway', exchange).with({ period: fiveMinutes }),
      threshold: 5,
      periods: 1,
      description: `${exchange} gives no answer, or answers with trouble of its own: nobody can trade or cancel there through the OEMS.`,
    },
    [`keys-refused-${exchange}`]: {
      metric: exchangeMetric(stage, 'KeyRefusals', exchange).with({ period: fiveMinutes }),
      threshold: 5,
      periods: 1,
      description: `${exchange} refuses keys: of one account, a key that was revoked; of many, the address of the OEMS is on no allow-list.`,
    },
    [`markets-old-${exchange}`]: {
      metric: exchangeMetric(stage, 'MarketsAge', exchange, 'Maximum').with({ period: hour }),
      // Calls refresh markets of a day. Two hours more mean that no call and no job could.
      threshold: 26 * 3600,
      periods: 1,
      description: `Markets of ${exchange} in use are older than a day: steps and minimums of orders may have changed.`,
    },
  };
}
