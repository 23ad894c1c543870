import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOemsApp } from '../../../../infra/aws/oems-app.ts';
import { createTokenIssuer } from '../../../../infra/local/stack/token-issuer.ts';
import { type Deployment, readDeployment } from '../../../../infra/local/template/read-template.ts';
import { readSynthesis } from '../../../../infra/local/template/synthesis.ts';
import { tokensFor } from '../../../../infra/local/template/tokens.ts';
import { optionsOf } from '../../aws/fixture-stack.ts';

const outdir = mkdtempSync(join(tmpdir(), 'oems-clients-'));
afterAll(() => rmSync(outdir, { recursive: true }));

const clients = {
  bot: { tenant: 'acme', scopes: ['read', 'trade'] },
  dashboard: { tenant: 'acme', scopes: ['read'] },
  rival: { tenant: 'umbrella', scopes: ['read', 'trade', 'admin'] },
};

let deployment: Deployment;

beforeAll(async () => {
  process.env.CDK_VALIDATION = 'false';
  const options = optionsOf({ identity: { kind: 'cognito', clients } });
  createOemsApp({ distDir: 'dist', outdir, options }).synth();
  delete process.env.CDK_VALIDATION;
  deployment = readDeployment(await readSynthesis(outdir));
}, 120_000);

describe('a stage with several clients', () => {
  it('gives each token the client that may ask for its scopes, and every client is in the audience', async () => {
    const issuer = await createTokenIssuer();
    const { verifyToken } = tokensFor(deployment, issuer);
    const clientOf = async (tenant: string, scope: string) => {
      const { client_id } = await verifyToken(await issuer.issueToken({ tenant, scope, shape: 'cognito' }));
      expect(deployment.api.audience).toContain(client_id);
      return deployment.clients.find(({ id }) => id === client_id)?.scopes.length;
    };
    expect(deployment.clients).toHaveLength(3);
    expect(await clientOf('acme', 'oems/read')).toBe(2);
    expect(await clientOf('acme', 'oems/read oems/trade')).toBe(3);
    expect(await clientOf('umbrella', 'oems/read')).toBe(4);
  });

  it('gives a tenant that the file does not name the first client', async () => {
    const issuer = await createTokenIssuer();
    const token = await issuer.issueToken({ tenant: 'nobody', scope: 'oems/read', shape: 'cognito' });
    expect((await tokensFor(deployment, issuer).verifyToken(token)).client_id).toBe(deployment.api.audience[0]);
  });
});
