import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { readCommandLine, refuse } from '../command-line.ts';
import { awsDeployment } from './verify/aws-deployment.ts';
import { CheckFailure, type Deployment } from './verify/deployment.ts';
import { localDeployment } from './verify/local-deployment.ts';
import { verify } from './verify/verify.ts';

/** `npm run verify-deployment -- STAGE`: the first hour after a first deployment, as checks. */
const USAGE = `usage: npm run verify-deployment -- STAGE [--client NAME] [--account FILE] [--local URL --log FILE]

Checks what only a running deployment can prove: token, log line and metric, index reads, resolver, the exchange, an order and a halt if
keys are given, the alarm mail, and no difference to this checkout. About three minutes. Status 1 if a check fails.

  --client   a client of the stage's file with the scopes read, trade and admin. With an external issuer: set OEMS_TOKEN in place of it
  --account  a file with the body of a registration (exchange, params). A buy order of the smallest size at half the price is placed and
             canceled by a halt; the account is named verify-deployment and deleted at the end
  --local    checks npm run start:template at this address in place of AWS, with OEMS_TOKEN; --log is the file of its log (2> FILE)
`;

const accountSchema = z.looseObject({ exchange: z.enum(exchangeIds), params: z.record(z.string(), z.string()) });

const { values, positionals } = readCommandLine({
  usage: USAGE,
  options: {
    client: { type: 'string' },
    account: { type: 'string' },
    local: { type: 'string' },
    log: { type: 'string' },
  },
  allowsArguments: true,
});

try {
  const [stage = refuse({ usage: USAGE }, 'name a stage')] = positionals;
  const account = values.account === undefined ? null : await readAccount(values.account);
  const deployment = await deploymentOf(stage);
  console.log(`verifying oems-${stage} at ${deployment.url}`);
  const terms = { account, pauseMs: values.local === undefined ? 10_000 : 4_000 };
  const { passed, failed, skipped } = await verify(deployment, terms, (line) => console.log(line));
  console.log(`oems-${stage}: ${passed} checks passed, ${failed} failed, ${skipped} left out`);
  if (failed > 0) process.exitCode = 1;
} catch (error) {
  console.error(
    error instanceof CheckFailure ? `${error.message}\n${error.remedy}` : `could not verify the deployment: ${error}`,
  );
  process.exitCode = 1;
}

function deploymentOf(stage: string): Promise<Deployment> | Deployment {
  const { local, log, client } = values;
  const token = process.env.OEMS_TOKEN || undefined;
  if (local === undefined) return awsDeployment({ stage, client, token });
  if (token === undefined)
    refuse({ usage: USAGE }, 'OEMS_TOKEN: give a token with all scopes; npm run -s token prints one');
  if (log === undefined) refuse({ usage: USAGE }, '--log: name the file of the log');
  return localDeployment({ stage, url: local.replace(/\/+$/, ''), token, logFile: log });
}

async function readAccount(file: string) {
  const parsed = accountSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new CheckFailure(`${file}: ${z.prettifyError(parsed.error)}`, 'give the body of a registration');
}
