import { expect } from 'vitest';
import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';
import type { Sent } from '../harness/exchange.ts';
import type { ExchangeFault } from '../harness/exchange-faults.ts';
import type { Crash } from '../harness/time.ts';
import { thorough } from './fault-settings.ts';

interface Struck {
  readonly title: string;
  readonly fault: (sent: Sent, nth: number) => ExchangeFault | undefined;
}

/** Each of these faults at each request of a call, one at a time. `asked`: the requests of the call without a fault, in order. */
export function singleFaults(asked: readonly string[], kinds: readonly ExchangeFault[]): Struck[] {
  return asked.flatMap((name, at) => {
    const number = asked.slice(0, at).filter((other) => other === name).length;
    return kinds.map((fault) => ({
      title: `${fault.kind} at ${name}, number ${number}`,
      fault: (sent: Sent, nth: number) => (sent.name === name && nth === number ? fault : undefined),
    }));
  });
}

/** Every case with FAULT_CASES=every; otherwise a fixed choice of one in so many, drawn at random. */
export function oneIn<T>(many: number, cases: readonly T[]): readonly T[] {
  const random = randomNumbers(1);
  return cases.filter(() => thorough || random() < 1 / many);
}

/** The call dies after each of its steps. `hops`: the steps of the call without a fault, in order. */
export function everyDeath(hops: readonly string[], from = 0): { readonly title: string; readonly crash: Crash }[] {
  return hops.slice(from).map((label, passed) => ({
    title: `dies after step ${passed + from}, ${label}`,
    crash: ({ index }, when) => index === passed + from && when === 'after',
  }));
}

interface Ended {
  readonly violations: readonly string[];
  readonly trace: readonly string[];
}

/** Plays every case, and fails with the trace of the first that broke an invariant. */
export async function expectNone<T extends { readonly title: string }>(
  cases: readonly T[],
  run: (terms: T) => Promise<Ended>,
): Promise<void> {
  const began = process.cpuUsage();
  const found: string[] = [];
  let firstTrace = '';
  for (const terms of cases) {
    const { violations, trace } = await run(terms);
    if (violations.length === 0) continue;
    if (found.length === 0) firstTrace = trace.join('\n');
    found.push(`${terms.title}\n  ${violations.join('\n  ')}`);
  }
  const { user, system } = process.cpuUsage(began);
  const seconds = ((user + system) / 1_000_000).toFixed(1);
  process.stdout.write(`${cases.length} cases, ${found.length} with violations, ${seconds} s\n`);
  expect(found.length === 0 ? '' : `${found.join('\n')}\n${firstTrace}`).toBe('');
  expect(cases.length).toBeGreaterThan(0);
}
