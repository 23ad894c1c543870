import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, type Started, startProcess } from '../stack/started-process.ts';

const run = promisify(execFile);
let dir: string;
let started: Started;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oems-start-template-'));
  const command = [process.execPath, join(root, 'infra/local/template/start-template.ts')] as const;
  started = await startProcess(dir, { CDK_OUTDIR: join(dir, 'cdk.out') }, command);
}, 120_000);

afterAll(async () => {
  started?.kill();
  await rm(dir, { recursive: true });
});

describe('npm run start:template', () => {
  it('npm run start:template synthesizes, starts and prints a working address and token', async () => {
    const [tokenStep = ''] = started.steps;
    const command = tokenStep.replace(
      'npm run -s token --',
      `'${process.execPath}' '${join(root, 'infra/local/stack/token.ts')}'`,
    );
    const { stdout } = await run('sh', ['-ec', `${command}; echo $TOKEN`], { cwd: dir });
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    const answer = await fetch(`${started.url}/delegation/exchange-accounts`, { headers });
    expect(await answer.json()).toMatchObject({ isError: false, data: { accounts: [] } });
  });

  it('npm run start:template ends on SIGTERM with status 0 and without any refusal', async () => {
    const { code, stdout, stderr } = await started.end('SIGTERM');
    expect(code).toBe(0);
    expect(stdout).toMatch(/stopping\n$/);
    expect(stderr).not.toContain('refused');
  });
});
