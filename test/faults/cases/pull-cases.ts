import { type AwsFaultKind, awsFaultKinds } from '../harness/aws.ts';
import type { Sent } from '../harness/exchange.ts';
import { everyExchangeFault } from '../harness/exchange-faults.ts';
import { thorough } from './fault-settings.ts';
import { type Phase, type PullCase, phases, runPullCase } from './pull-case.ts';

/** What a pull asks the exchange. */
const requests: readonly (readonly [name: string, phases: readonly Phase[]])[] = [
  ['Ledgers', phases],
  ['BalanceEx', ['first']],
  ['GetApiKeyInfo', ['first']],
  ['history/account-log', phases],
  ['accounts', ['first']],
];

/** Every kind on the first and on the second of these requests. */
export function exchangeFaultCases(): PullCase[] {
  return requests.flatMap(([name, when]) =>
    everyExchangeFault
      // Whether the exchange acts on a read makes no difference.
      .filter(({ ms = 0, applied }) => applied !== true && [0, 20_000, 30_000].includes(ms))
      .flatMap((fault, index) =>
        when
          .filter((_, at) => thorough || (index + at) % when.length === 0)
          .flatMap((phase) =>
            (phase === 'catch-up' ? [0, 1] : [0]).map((nth) => ({
              title: `${phase} ${name} ${nth} ${JSON.stringify(fault)}`,
              phase,
              exchangeFault: struck(name, nth, fault),
            })),
          ),
      ),
  );
}

function struck<F>(name: string, nth: number, fault: F): (sent: Sent) => F | undefined {
  let seen = -1;
  return (sent) => {
    if (sent.name === name) seen += 1;
    return sent.name === name && seen === nth ? fault : undefined;
  };
}

/** Where not everything is tried, two kinds take turns from one request to the next. */
function kindsFor(nth: number): readonly AwsFaultKind[] {
  return thorough ? awsFaultKinds : nth % 2 === 0 ? ['error', 'timeout-applied'] : ['throttle', 'timeout-not-applied'];
}

/** Each request of each service, once and until the SDK gives up. */
export async function awsFaultCases(): Promise<PullCase[]> {
  const cases: PullCase[] = [];
  for (const phase of phases) {
    const { hops } = await runPullCase({ title: 'recording', phase });
    for (const service of ['table', 'kms'] as const) {
      for (const nth of points(hops.filter((hop) => hop.startsWith(service))))
        for (const kind of kindsFor(nth))
          for (const times of thorough || kind === 'error' ? [1, 3] : [1])
            cases.push({
              title: `${phase} ${service} ${nth} ${kind} x${times}`,
              phase,
              awsFault: (() => {
                let seen = -1;
                return (call) => {
                  if (call.service === service) seen += 1;
                  return call.service === service && seen >= nth && seen < nth + times ? kind : undefined;
                };
              })(),
            });
    }
  }
  return cases;
}

export async function crashCases(): Promise<PullCase[]> {
  const cases: PullCase[] = [];
  for (const phase of phases) {
    const { hops } = await runPullCase({ title: 'recording', phase });
    // To everybody else, death before a hop is death after the one before it.
    for (const at of points(hops))
      for (const when of thorough || at === 0 ? (['before', 'after'] as const) : (['after'] as const))
        cases.push({
          title: `${phase} dies ${when} ${at} ${hops[at]}`,
          phase,
          crash: ({ index }, moment) => index === at && moment === when,
        });
  }
  return cases;
}

/** A message that is delivered again while it is being worked off, at each of its hops. */
export async function duplicateCases(): Promise<PullCase[]> {
  const cases: PullCase[] = [];
  for (const phase of phases) {
    const { hops } = await runPullCase({ title: 'recording', phase });
    for (const again of points(hops)) cases.push({ title: `${phase} again at ${again} ${hops[again]}`, phase, again });
  }
  return cases;
}

/** Of the many writes of rows, all alike, the first ones and the last ones. */
function points(hops: readonly string[]): number[] {
  const writes = hops.flatMap((hop, index) => (hop === 'table PutItem' ? [index] : []));
  const alike = new Set(writes.slice(2, -4));
  return hops.flatMap((_, index) => (thorough || !alike.has(index) ? [index] : []));
}
