import { readStage, StageError } from '../aws/stage.ts';
import { readCommandLine, refuse } from '../command-line.ts';
import { endTenant } from './tenant/end-tenant.ts';
import { exportTenant } from './tenant/export-tenant.ts';
import { tenantCalls } from './tenant/tenant-calls.ts';
import { clientOf, requireTenant } from './tenant/tenant-token.ts';
import { awsDeployment } from './verify/aws-deployment.ts';
import { CheckFailure } from './verify/deployment.ts';

/** `npm run tenant -- STAGE export|end TENANT`: a tenant asks for its data, or for its end. */
const USAGE = `usage: npm run tenant -- STAGE export TENANT --out FILE [--local URL]
       npm run tenant -- STAGE end TENANT [--force] [--local URL]

export  writes accounts, audit trail, events, orders and ledgers of a tenant into FILE, a JSON line for each record, of gone accounts too.
        A repeated command goes on where an export has stopped.
end     deletes each account with its history, and the history of gone accounts. Refused while an account has open orders or positions.
        A repeated command does the rest.

The calls use a client of the tenant with the scopes read, trade and admin from infra/stages/STAGE.json, or the token in OEMS_TOKEN.

  --out    the file of the export; it must not exist yet
  --force  end although orders or positions are open: a halt cancels the orders first, positions stay open at the exchange
  --local  a stack of this machine at this address, with OEMS_TOKEN
`;

const { values, positionals } = readCommandLine({
  usage: USAGE,
  options: { out: { type: 'string' }, force: { type: 'boolean' }, local: { type: 'string' } },
  allowsArguments: true,
});

try {
  const [stage, what, tenant, ...more] = positionals;
  if (tenant === undefined || more.length > 0 || (what !== 'export' && what !== 'end'))
    refuse({ usage: USAGE }, 'name a stage, export or end, and a tenant');
  const options = readStage(stage);
  const place = await placeOf(options, tenant);
  requireTenant(await place.token(), options, tenant);
  const call = tenantCalls(place);
  await (what === 'export' ? runExport(call, tenant) : runEnd(call, tenant));
} catch (error) {
  if (error instanceof CheckFailure) console.error(`${error.message}\n${error.remedy}`);
  else console.error(error instanceof StageError ? error.message : error);
  process.exitCode = 1;
}

async function placeOf(options: ReturnType<typeof readStage>, tenant: string) {
  const token = process.env.OEMS_TOKEN || undefined;
  const { stage } = options;
  if (values.local === undefined)
    return awsDeployment({ stage, client: token === undefined ? clientOf(options, tenant) : undefined, token });
  if (token === undefined)
    refuse({ usage: USAGE }, 'OEMS_TOKEN: give a token of the tenant; npm run -s token prints one');
  return { url: values.local.replace(/\/+$/, ''), token: async () => token };
}

async function runExport(call: ReturnType<typeof tenantCalls>, tenant: string): Promise<void> {
  if (values.out === undefined) refuse({ usage: USAGE }, '--out: name the file of the export');
  const lines = await exportTenant(call, tenant, values.out);
  console.log(`${tenant}: ${lines} records in ${values.out}`);
}

async function runEnd(call: ReturnType<typeof tenantCalls>, tenant: string): Promise<void> {
  const { accounts, records } = await endTenant(call, {
    force: values.force === true,
    say: (line) => console.log(line),
  });
  console.log(
    `${tenant}: ${accounts} accounts and ${records} records are deleted; audit records stay for auditRetentionDays`,
  );
  console.log(`take the clients of ${tenant} out of the file of the stage, and deploy with --confirm Clients`);
}
