import { expect } from 'vitest';
import { noCrash } from '../../faults/harness/calls.ts';
import type { Sent } from '../../faults/harness/exchange.ts';
import type { ExchangeFault } from '../../faults/harness/exchange-faults.ts';
import { type AnyScenario, type ScenarioTerms, startCold } from '../../faults/harness/scenario.ts';
import type { Crash } from '../../faults/harness/time.ts';
import { openBinanceTransfers } from './fixture-binance.ts';
import {
  type AnyLeg,
  isOfBinance,
  moveCall,
  openTransfers,
  type TransferScenario,
  type TransferTold,
} from './fixture-scenario.ts';

/** One request under one fault: asked for, asked for again, settled by the job, asked for once more, judged by the exchange's books. */
export interface CaseTerms extends ScenarioTerms {
  readonly title: string;
  readonly leg: AnyLeg;
  /** The worker of the first call, or of the first job that finds work, dies at this hop. */
  readonly crash?: { readonly step: 'create' | 'resolve'; readonly hop: number; readonly when: 'before' | 'after' };
  /** The worker of the first call dies as soon as the exchange has dealt with the request: the job has it all to do. */
  readonly abandoned?: boolean;
  /** Answers have the rarer of their known shapes: no id of a withdrawal, and the key report in snake case. */
  readonly isRarelyShaped?: boolean;
  /** The client asks again while the first call's packets may still be on their way. */
  readonly impatient?: boolean;
}

export interface CaseEnd {
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly createHops: readonly string[];
  readonly resolveHops: readonly string[];
}

/** A scenario of the exchange of the leg, which no other leg is asked of. */
type AnyTransfers = TransferScenario<AnyScenario, AnyLeg>;

async function openFor({ leg, isRarelyShaped, ...terms }: CaseTerms): Promise<AnyTransfers> {
  if (isOfBinance(leg)) return openBinanceTransfers(terms);
  const opened = await openTransfers(terms);
  if (isRarelyShaped) shapeRarely(opened);
  return opened;
}

export async function runCase(terms: CaseTerms): Promise<CaseEnd> {
  const s = await openFor(terms);
  try {
    const { leg, crash } = terms;
    const crashAt = (step: 'create' | 'resolve'): Crash => {
      if (step === 'create' && terms.abandoned)
        return ({ label }, when) => when === 'after' && label.startsWith(`exchange ${moveCall[leg]}`);
      if (crash?.step !== step) return noCrash;
      return ({ index }, when) => index === crash.hop && when === crash.when;
    };
    const told = [s.transfer(leg, 'key-1', { crash: crashAt('create') })];
    for (const one of told) await s.over(one);
    if (terms.impatient) await ask(s, leg, told);
    const resolveHops = await s.settle(25, crashAt('resolve'));
    startCold();
    await ask(s, leg, told);
    await s.settle();
    const violations = await judge(s, leg, told);
    const { trace } = s.scenario.time;
    return { violations, trace, createHops: told[0]?.invocation.hops ?? [], resolveHops };
  } finally {
    await s.close();
  }
}

function shapeRarely({ scenario: { exchange } }: TransferScenario): void {
  const { money, answers } = exchange.futures.control;
  const { key_info: keyInfo, rows } = exchange.spot.control;
  if (!money || !answers || !keyInfo || !rows) throw new Error('the simulators lack a control of shapes');
  money({ withdrawal_uid: 'left-out' });
  answers({ logged_wallets: 'feed', range_starts: 'exclusive' });
  keyInfo({ names: 'snake' });
  rows({ order: 'by_id' });
}

async function ask(s: AnyTransfers, leg: AnyLeg, told: TransferTold[]): Promise<void> {
  const again = s.transfer(leg, 'key-1');
  await s.over(again);
  told.push(again);
}

/** After the last packet has landed. The journal is not asked what is true, but whether it says what is true. */
async function judge(s: AnyTransfers, leg: AnyLeg, told: readonly TransferTold[]): Promise<readonly string[]> {
  const moved = s.moved(leg);
  const [record, ...rest] = await s.journal();
  const wrong = (isWrong: boolean, text: string): string[] => (isWrong ? [text] : []);
  const { state = 'none' } = record ?? {};
  const claims = told.map(({ status, body }) => (status === 200 || status === 409 ? body.data?.status : undefined));
  return [
    ...s.scenario.violations,
    ...wrong(rest.length > 0, 'more than one line for one request'),
    ...wrong(moved > 1, `moved ${moved} times`),
    ...wrong(state === 'ACCEPTED' && moved !== 1, 'ACCEPTED, but nothing moved'),
    ...wrong(
      ['NOT_SENT', 'NEVER_ARRIVED', 'REJECTED', 'none'].includes(state) && moved !== 0,
      `${state}, but it moved`,
    ),
    ...wrong(['IN_FLIGHT', 'UNKNOWN'].includes(state), `${state} at the end`),
    // A withdrawal from futures that never arrived cannot be proven absent; everything else can be settled.
    ...wrong(state === 'NEEDS_REVIEW' && (leg === 'spot' || moved === 1), 'left to a person'),
    ...claims.flatMap((claim) => [
      ...wrong((claim === 'completed' || claim === 'pending') && moved !== 1, `told ${claim}, but nothing moved`),
      ...wrong(claim === 'not_placed' && moved !== 0, 'told not_placed, but it moved'),
    ]),
    ...wrong(
      claims.includes('not_placed') && (claims.includes('completed') || claims.includes('pending')),
      'told both',
    ),
  ];
}

/** Every second case has answers of the rarer shapes. Runs every case and fails with the traces of those that broke a promise. */
export async function expectAll(cases: readonly CaseTerms[]): Promise<void> {
  const broken: string[] = [];
  for (const [index, one] of cases.entries()) {
    const isRarelyShaped = (index + Number(one.impatient ?? false)) % 2 === 1;
    const { violations, trace } = await runCase({ isRarelyShaped, ...one });
    if (violations.length > 0) broken.push(`${one.title}: ${violations.join('; ')}\n${trace.join('\n')}`);
  }
  expect(broken.slice(0, 3).join('\n\n'), `${broken.length} of ${cases.length} cases`).toBe('');
  expect(cases.length).toBeGreaterThan(0);
}

/** The fault meets the move's first `times` requests. */
export function onMove(leg: AnyLeg, fault: ExchangeFault, times = 1) {
  return ({ name, nth }: Sent): ExchangeFault | undefined =>
    name === moveCall[leg] && nth < times ? fault : undefined;
}

export function nameOf({ kind, applied, ms }: ExchangeFault): string {
  return [
    kind,
    ...(ms === undefined ? [] : [`${ms} ms`]),
    ...(applied === undefined ? [] : [applied ? 'applied' : 'not applied']),
  ].join(' ');
}
