import type { Check, Verification } from './check.ts';
import { checks } from './checks.ts';
import { CheckFailure, type Deployment, isSkipped } from './deployment.ts';

export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs every check, also behind a failed check, and says each result in a line as soon as the result is known. */
export async function verify(
  deployment: Deployment,
  { account, pauseMs }: Pick<Verification, 'account' | 'pauseMs'>,
  say: (line: string) => void,
): Promise<Verdict> {
  const caller = { url: deployment.url, token: await deployment.token() };
  const verdict = { passed: 0, failed: 0, skipped: 0 };
  for (const check of checks) {
    const result = await resultOf(check, { deployment, caller, account, pauseMs });
    verdict[result.kind] += 1;
    say(`${signs[result.kind]} ${check.name.padEnd(18)} ${result.text}`);
  }
  return verdict;
}

const signs = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const;

interface Result {
  readonly kind: keyof Verdict;
  readonly text: string;
}

async function resultOf(check: Check, verification: Verification): Promise<Result> {
  try {
    const fact = await check.run(verification);
    return isSkipped(fact) ? { kind: 'skipped', text: fact.skipped } : { kind: 'passed', text: fact };
  } catch (error) {
    return { kind: 'failed', text: textOf(error) };
  }
}

function textOf(error: unknown): string {
  if (error instanceof CheckFailure) return `${error.message}\n     ${error.remedy}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
