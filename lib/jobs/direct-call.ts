import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { newCall, runInCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { logFailure } from '../aws/log-failure.ts';
import { errorText } from '../error-text.ts';
import { OemsError } from '../errors.ts';

/** What the invoker is told in place of a result. */
export interface Refusal {
  readonly error: string;
}

/** The frame of a function that an operator invokes. A request that cannot be read, and an error with a message for people, is an answer. */
export function directCall<T, R>(name: string, schema: z.ZodType<T>, run: (request: T) => Promise<R>) {
  return async (event: unknown, context: Context): Promise<R | Refusal> => {
    const call = newCall(context.awsRequestId, name, Date.now() + context.getRemainingTimeInMillis() - 1000);
    return runInCall(call, async () => {
      const parsed = schema.safeParse(event);
      if (!parsed.success) return { error: z.prettifyError(parsed.error) };
      try {
        const result = await run(parsed.data);
        log({ level: 'INFO', message: 'direct call done' }, call);
        return result;
      } catch (error) {
        logFailure(error, call);
        if (error instanceof OemsError) return { error: error.message };
        throw new Error(`${name} failed: ${errorText(error)}`);
      }
    });
  };
}
