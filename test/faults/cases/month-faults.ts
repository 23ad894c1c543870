import type { AwsFaultKind } from '../harness/aws.ts';
import { awsFaultKinds } from '../harness/aws.ts';
import { type ExchangeFault, everyExchangeFault } from '../harness/exchange-faults.ts';
import { type Crash, startTime } from '../harness/time.ts';

const minute = 60_000;
/** Faults in two thirds of each hour: the rest of the hour shows that the account recovers. */
const [faultyMinutes, of] = [40, 60];
/** Of requests and hops of the faulty minutes. */
const shares = { exchange: 0.06, aws: 0.003, death: 0.002 } as const;
/** The judge's own reads, and the trader's way back from a halt. */
const spared = /^(?:read|set-state)/;

/** Faults by chance. `now` is true time; `isOver` ends all faults. */
export interface MonthFaults {
  now: () => number;
  isOver: boolean;
  count: number;
  /** Names of the invocations that met a fault. */
  readonly struck: Set<string>;
  readonly exchange: (invocation: string) => ExchangeFault | undefined;
  readonly aws: (invocation: string) => AwsFaultKind | undefined;
  readonly crash: Crash;
}

export function openFaults(random: () => number): MonthFaults {
  const isOff = () => faults.isOver || Math.floor((faults.now() - startTime) / minute) % of >= faultyMinutes;
  const draw = <T>(invocation: string, share: number, values: readonly T[]): T | undefined => {
    if (isOff() || spared.test(invocation) || random() >= share) return undefined;
    faults.count += 1;
    faults.struck.add(invocation);
    return values[Math.floor(random() * values.length)];
  };
  const faults: MonthFaults = {
    ...{ now: () => startTime, isOver: false, count: 0, struck: new Set() },
    exchange: (invocation) => draw(invocation, shares.exchange, everyExchangeFault),
    aws: (invocation) => draw(invocation, shares.aws, awsFaultKinds),
    crash: () => !isOff() && random() < shares.death,
  };
  return faults;
}
