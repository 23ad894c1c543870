import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SettingsError } from '../stack/settings.ts';

const APP = join(import.meta.dirname, '..', '..', 'aws', 'app.ts');

/** Bundles the functions and synthesizes the stage of OEMS_STAGE, else dev, into `outDir` in a separate process. Throws the output of CDK. */
export async function synthesize(outDir: string): Promise<void> {
  const env = { ...process.env, CDK_OUTDIR: outDir, OEMS_STAGE: process.env.OEMS_STAGE || 'dev' };
  try {
    await promisify(execFile)(process.execPath, [APP], { env, cwd: join(APP, '..', '..', '..'), maxBuffer: 2 ** 26 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new SettingsError(`the stack cannot be synthesized:\n${stdout}${stderr}`, { cause: error });
  }
}
