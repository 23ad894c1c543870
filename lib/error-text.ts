import { ZodError } from 'zod';

/** For the log: the place of an error, not its message, however many lines that has: messages may quote requests and data. */
export function errorText(error: unknown): string {
  if (error instanceof ZodError)
    return `data does not fit its schema at ${error.issues.map(({ path }) => path.join('.')).join(', ')}`;
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 5).map((frame) => frame.trim())].join(' ');
}
