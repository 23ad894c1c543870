import type { CaseTerms } from '../harness/case.ts';
import type { Sent } from '../harness/exchange.ts';
import type { ExchangeFault } from '../harness/exchange-faults.ts';
import { countsNonces, placingCalls, type TestedMarket } from '../scenes/scenes.ts';
import { thorough } from './fault-settings.ts';

export type Base = Omit<CaseTerms, 'title' | 'market' | 'type'>;
type FaultOf = (sent: Sent) => ExchangeFault | undefined;

export function on(names: readonly string[], fault: ExchangeFault, ...alsoOn: readonly FaultOf[]): FaultOf {
  return (sent) =>
    names.includes(sent.name) && sent.nth === 0
      ? fault
      : alsoOn.map((other) => other(sent)).find((found) => found !== undefined);
}

/** The resolver's first look-up comes when a filled order is not among the open ones any more, and not in the history yet. */
export const historyBehind = 'a death, with a history that is behind';

/** What a case can be in the middle of when the fault under test strikes. */
export function basesOf(market: TestedMarket): Record<string, Base> {
  const place = placingCalls(market);
  const hasNonces = countsNonces(market);
  return {
    'a clean path': {},
    'a cold start': { cold: true },
    'a cancellation': { cancels: true },
    'a lost answer': { exchangeFault: on(place, { kind: 'drop-after' }) },
    'a lost request': { exchangeFault: on(place, { kind: 'drop-before' }) },
    'a request at the last moment': {
      exchangeFault: on(place, { kind: 'late', ms: 11_500 }),
      nonceWindow: wideWindow,
    },
    'a late request': { exchangeFault: on(place, { kind: 'late', ms: 7_000 }) },
    'a request that could not leave': { exchangeFault: on(place, { kind: 'refused' }) },
    ...(hasNonces ? { 'refused nonces': { nonceAheadMs: 5_000 } } : {}),
    ...(hasNonces && thorough ? { 'a far nonce': { nonceAheadMs: 60_000 } } : {}),
    [historyBehind]: { historyLateMs: 90_000, patient: true, abandons: true },
  };
}

/** A key whose nonce window is so wide that a later request does not shut out an earlier one. */
export const wideWindow = 600_000n;
