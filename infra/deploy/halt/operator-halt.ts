import type { HaltedLine, OperatorHalts } from '../../../lib/jobs/operator-halt.ts';

/** What an operator asks for. */
export interface HaltTerms {
  readonly reason: string;
  readonly tenant?: string | undefined;
  readonly account?: string | undefined;
  readonly exchange?: string | undefined;
  readonly closesPositions: boolean;
}

/** The deployment as the operator's credentials of AWS reach it. */
export interface HaltingDeployment {
  /** ARN of the operator. */
  readonly operator: () => Promise<string>;
  /** The answer of the function `operatorHalt`. Throws where the function cannot be invoked, or has failed. */
  readonly invoke: (request: unknown) => Promise<unknown>;
}

export interface HaltSummary {
  readonly complete: number;
  readonly carriedOn: number;
  /** Accounts that a repetition must reach. */
  readonly failed: number;
}

const tries = 3;

/** Page after page to the last account. A page that fails is asked for again: a halt is safe to repeat. */
export async function haltAll(
  { operator, invoke }: HaltingDeployment,
  { closesPositions, ...terms }: HaltTerms,
  tell: (line: string) => void,
): Promise<HaltSummary> {
  const request = { ...terms, operator: await operator(), close_positions: closesPositions };
  const lines: HaltedLine[] = [];
  for (let after: string | null = null, isLast = false; !isLast; ) {
    const { halts, next } = await page(invoke, { ...request, after });
    for (const halt of halts) tell(told(halt));
    lines.push(...halts);
    [after, isLast] = [next, next === null];
  }
  const complete = lines.filter((line) => line.complete).length;
  const carriedOn = lines.filter((line) => !line.complete && line.carried_on).length;
  return { complete, carriedOn, failed: lines.length - complete - carriedOn };
}

async function page(invoke: HaltingDeployment['invoke'], request: unknown): Promise<OperatorHalts> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return answerOf(await invoke(request));
    } catch (error) {
      if (error instanceof Refused || attempt === tries) throw error;
    }
  }
}

/** The function has answered that the request is wrong: a repetition would be as well. */
export class Refused extends Error {}

function answerOf(answer: unknown): OperatorHalts {
  const { halts, next, error } = (answer ?? {}) as Partial<OperatorHalts> & { readonly error?: string };
  if (error !== undefined) throw new Refused(error);
  if (!Array.isArray(halts)) throw new Error('the function gave no answer');
  return { halts, next: next ?? null };
}

function told({ tenant, account, complete, carried_on, reasons }: HaltedLine): string {
  if (complete) return `${tenant} ${account}: complete`;
  const goesOn = carried_on ? 'the resolver goes on' : 'REPEAT';
  return `${tenant} ${account}: not complete, ${goesOn}: ${reasons.join('; ')}`;
}
