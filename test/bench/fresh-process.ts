import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transformSync } from 'esbuild';

const run = promisify(execFile);

/**
 * The code of cold-call.ts without its types. Node that removes types itself leaves the compiler's memory and threads behind, a tenth of the
 * processor time of a cold order, and a function on Lambda has no such compiler.
 */
const source = readFileSync(join(import.meta.dirname, 'cold-call.ts'), 'utf8');
const runner = transformSync(source, { loader: 'ts', format: 'esm' }).code;

export interface ColdCall {
  readonly importMs: number;
  readonly callMs: number;
  /** Processor time of import and call. */
  readonly cpuMs: number;
  /** Heavy modules of Node that the call has loaded. */
  readonly heavyModules: readonly string[];
  readonly answer: { readonly statusCode?: number; readonly body?: string; readonly ms?: number };
  /** Elapsed time and processor time of each further call in the same process. */
  readonly warm: readonly { readonly ms: number; readonly cpuMs: number }[];
}

/** Loads a bundle and calls its handler once in a process that has loaded nothing before, then `warmCalls` times more. */
export async function callInFreshProcess(
  bundle: string,
  event: unknown,
  env: Record<string, string>,
  warmCalls = 0,
): Promise<ColdCall> {
  const args = ['--input-type=module', '-e', runner, '--', bundle, JSON.stringify(event), String(warmCalls)];
  const { stdout } = await run(process.execPath, args, { env: { ...env, NODE_NO_WARNINGS: '1' } });
  return JSON.parse(stdout) as ColdCall;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
