import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, callApi } from '../verify/calls.ts';
import { CheckFailure } from '../verify/deployment.ts';

/** A call of the API with a token of the tenant: `GET /path`, with fields in the query or in the body. */
export type TenantCall = (operation: string, fields?: Readonly<Record<string, unknown>>) => Promise<Answer>;

interface Place {
  readonly url: string;
  readonly token: () => Promise<string>;
}

/** Longer than the pause that any answer asks for. */
const patience = 90;

/**
 * Tokens end within minutes, and an export may take hours: an ended token is replaced once. The budget of a tenant (429) and a lost connection are waited
 * for.
 */
export function tenantCalls({ url, token }: Place, pauseMs = 1000): TenantCall {
  let current: Promise<string> | null = null;
  return async (operation, fields = {}) => {
    for (let attempt = 0, isFresh = current === null; ; attempt += 1) {
      current ??= token();
      const answer = await callApi({ url, token: await current }, operation, fields);
      if (answer.status === 401 && !isFresh) {
        [current, isFresh] = [null, true];
        continue;
      }
      if (answer.status !== 429 || attempt === patience) return answer;
      await sleep(pauseMs);
    }
  };
}

/** The data of an answer, or a failure with the words of the API. */
export function dataOf(answer: Answer, what: string): Answer['data'] {
  if (answer.status === 200) return answer.data;
  const { status, code, message, requestId } = answer;
  throw new CheckFailure(
    `${what}: ${status} ${code ?? ''} ${message} (request ${requestId})`,
    'mend the cause and run the command again: the command goes on where it stopped',
  );
}

/** Rows of the data under a name. */
export function rowsOf(data: Answer['data'], name: string): readonly Readonly<Record<string, unknown>>[] {
  const rows = data[name];
  if (!Array.isArray(rows))
    throw new CheckFailure(`an answer has no ${name}`, 'use a checkout of the deployed release');
  return rows;
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
