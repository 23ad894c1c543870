import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ColdCall {
  readonly importMs: number;
  readonly callMs: number;
  readonly answer: { readonly statusCode?: number; readonly body?: string; readonly ms?: number };
}

/** Loads a bundle and calls its handler once, in a process that has loaded nothing before. */
export async function callInFreshProcess(
  bundle: string,
  event: unknown,
  env: Record<string, string>,
): Promise<ColdCall> {
  const args = [join(import.meta.dirname, 'cold-call.ts'), bundle, JSON.stringify(event)];
  const { stdout } = await run(process.execPath, args, { env: { ...env, NODE_NO_WARNINGS: '1' } });
  return JSON.parse(stdout) as ColdCall;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
