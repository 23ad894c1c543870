import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../stack/started-process.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command. */
export function replay(...args: string[]): Promise<Ended> {
  const script = join(root, 'infra/local/replay/replay.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
