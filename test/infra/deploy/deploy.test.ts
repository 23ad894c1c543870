import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../../infra/deploy/deploy.ts');

function deploy(...args: string[]) {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: '/nowhere',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'eu-central-1',
  };
  return promisify(execFile)(process.execPath, [script, ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

it('a stage without a file is refused before anything is built', async () => {
  const { code, stdout, stderr } = await deploy('prod');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('infra/stages/prod.json does not exist: copy infra/stages/example.json');
});

it('without credentials the stage is synthesized and judged, and nothing is deployed', {
  timeout: 120_000,
}, async () => {
  const { code, stdout, stderr } = await deploy('example');
  expect(code).toBe(1);
  expect(stdout).toMatch(/oems-example: \d+ resources in .*; no finding of cdk-nag/);
  expect(stderr).toContain(
    'could not be compared with the deployed stack, and nothing was deployed. CredentialsProviderError',
  );
  expect(stderr).toContain('docs/deploy.md');
});
