import { readCommandLine, refuse } from '../command-line.ts';
import { awsHalting } from './halt/aws-halting.ts';
import { haltAll } from './halt/operator-halt.ts';

/** `npm run operator-halt -- STAGE`: halts accounts with rights of AWS, without a token of a tenant. */
const USAGE = `usage: npm run operator-halt -- STAGE --reason TEXT (--tenant TENANT [--account ID] | --exchange NAME) [--close-positions]

Halts one account, every account of a tenant, or every account of an exchange: no order is sent any more, and open orders are canceled. Asks
the function oems-STAGE-operator-halt through the AWS CLI, with the credentials and the region of the environment. Safe to repeat. Status 1
if an account must be halted again.

  --reason           why, for the audit trail of each tenant, beside the ARN of the operator
  --tenant           the tenant, as tokens name it
  --account          one account of the tenant
  --exchange         all accounts of an exchange, of every tenant
  --close-positions  closes the futures positions as well
`;

const { values, positionals } = readCommandLine({
  usage: USAGE,
  options: {
    reason: { type: 'string' },
    tenant: { type: 'string' },
    account: { type: 'string' },
    exchange: { type: 'string' },
    'close-positions': { type: 'boolean' },
  },
  allowsArguments: true,
});

const [stage = refuse({ usage: USAGE }, 'name a stage'), ...more] = positionals;
if (more.length > 0) refuse({ usage: USAGE }, `one stage at a time, not ${positionals.join(' ')}`);
const { reason = refuse({ usage: USAGE }, '--reason: say why'), tenant, account, exchange } = values;
if ((tenant === undefined) === (exchange === undefined)) refuse({ usage: USAGE }, 'give either --tenant or --exchange');
if (account !== undefined && tenant === undefined) refuse({ usage: USAGE }, '--account needs --tenant');

try {
  const terms = { reason, tenant, account, exchange, closesPositions: values['close-positions'] === true };
  const { complete, carriedOn, failed } = await haltAll(awsHalting(stage), terms, (line) => console.log(line));
  console.log(`oems-${stage}: ${complete} complete, ${carriedOn} carried on by the resolver, ${failed} to be repeated`);
  if (failed > 0 || complete + carriedOn === 0) process.exitCode = 1;
} catch (error) {
  console.error(`not halted, repeat the command: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
