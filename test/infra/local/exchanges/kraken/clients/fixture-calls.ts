import { expect } from 'vitest';
import type { Protocol } from '../../../../../../infra/local/exchanges/server/server.ts';

/**
 * One call of a client, and what it is held against. `run` asserts what came back against what was sent. A call with `refusal` must be
 * refused in these words, because the exchange refuses an account or a key like the sandbox's; a call with `unserved` reaches something
 * that the simulators leave out, and `unserved` says why.
 */
export interface Call<S> {
  readonly call: string;
  readonly shows: string;
  readonly run: (stage: S) => Promise<unknown>;
  readonly refusal?: RegExp;
  readonly unserved?: RegExp;
}

export type Outcome = 'right' | 'refused as at the exchange' | 'unserved';

export interface Row {
  readonly call: string;
  readonly outcome: Outcome;
  readonly note: string;
}

export function outcomeOf({ refusal, unserved }: Pick<Call<never>, 'refusal' | 'unserved'>): Outcome {
  if (refusal) return 'refused as at the exchange';
  return unserved ? 'unserved' : 'right';
}

/** Runs a call as its row says. */
export async function judge<S>(call: Call<S>, stage: S): Promise<void> {
  const words = call.refusal ?? call.unserved;
  if (!words) await call.run(stage);
  else await expect(call.run(stage)).rejects.toThrow(words);
}

/** Where a client's own list of endpoints is not called by any row: the endpoint, and why nobody serves the endpoint. */
export type Unserved = Readonly<Record<string, string>>;

type Methods = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** `GET public OHLC` for every endpoint that a CCXT class lists. */
export function endpointsOf(api: Readonly<Record<string, Methods>>): string[] {
  return Object.entries(api).flatMap(([group, methods]) =>
    Object.entries(methods).flatMap(([method, paths]) =>
      Object.keys(paths).map((path) => `${method.toUpperCase()} ${group} ${path}`),
    ),
  );
}

/** Notes what a protocol is asked, as `GET /path`, without changing the answers. */
export function listen(protocol: Pick<Protocol, 'handle'>, seen: Set<string>): void {
  const { handle } = protocol;
  protocol.handle = (request) => {
    seen.add(`${request.method} ${request.path}`);
    return handle(request);
  };
}

export function table(title: string, rows: readonly Row[]): string {
  const lines = rows.map(({ call, outcome, note }) => `| \`${call}\` | ${outcome} | ${note} |`);
  return [`## ${title}`, '', '| call | outcome | held against, or why |', '|---|---|---|', ...lines, ''].join('\n');
}

export function count(rows: readonly Row[]): string {
  const of = (outcome: Outcome) => rows.filter((row) => row.outcome === outcome).length;
  return [
    `${rows.length} calls: ${of('right')} right`,
    `${of('refused as at the exchange')} refused as at the exchange`,
    `${of('unserved')} unserved with their reason`,
  ].join(', ');
}
