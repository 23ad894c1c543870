import { edit, type Mutation } from './mutation.ts';

const stage = ['test/infra/aws/stage.test.ts'];
const endpoint = ['test/lib/http/endpoint.test.ts'];

/** Identity, and the options that a deployment must not lose. */
export const deploymentMutations: readonly Mutation[] = [
  {
    bug: 'an upgrade may change a guarded option without a word',
    edits: [edit('infra/aws/confirmations.ts', ', allowedValues: [value]', '')],
    tests: ['test/infra/aws/confirmations.test.ts'],
  },
  {
    bug: 'npm run deploy goes on although a guarded option changes',
    edits: [edit('infra/deploy/deployment-plan.ts', '!confirmed.includes(id)', 'false')],
    tests: ['test/infra/deploy/deployment-plan.test.ts'],
  },
  {
    bug: 'a client disappears with a deployment, and nobody is asked',
    edits: [edit('infra/deploy/deployment-plan.ts', 'if (lost.length === 0) return [];', 'return [];')],
    tests: ['test/infra/deploy/deployment-plan.test.ts'],
  },
  {
    bug: 'the client id is the tenant',
    edits: [edit('infra/aws/stage-schema.ts', '!claimsOfClients.includes(claim)', 'true')],
    tests: stage,
  },
  {
    bug: 'a token with two tenants is a token of the first',
    edits: [edit('lib/http/identity.ts', 'tenant !== undefined && another === undefined', 'tenant !== undefined')],
    tests: endpoint,
  },
  {
    bug: 'a list of tenants is a tenant',
    edits: [edit('lib/http/identity.ts', 'return !isList && ', 'return ')],
    tests: endpoint,
  },
  {
    bug: 'a first deployment that fails leaves a table and keys behind',
    edits: [edit('infra/aws/lifetime.ts', 'RETAIN_ON_UPDATE_OR_DELETE', 'RETAIN')],
    tests: ['test/infra/aws/lifetime.test.ts'],
  },
  {
    bug: 'other calls can use up the concurrency that a halt needs',
    edits: [edit('infra/aws/functions.ts', 'safety && safetyConcurrency !== null', 'false')],
    tests: ['test/infra/aws/api.test.ts'],
    only: 'keep concurrency of their own',
  },
  {
    bug: 'the endpoint of a fixed address lacks an index that a halt reads',
    edits: [
      edit('infra/aws/endpoint-policies.ts', "('index' in grant ?", "('index' in grant && grant.index === 'pending' ?"),
    ],
    tests: ['test/infra/aws/network.test.ts'],
    only: 'the endpoints allow every right',
  },
  {
    bug: 'the template stack does not ask the endpoints of the VPC',
    edits: [edit('infra/local/template/iam-authorize.ts', 'if (!caller.isInVpc || ', 'if (true || ')],
    tests: ['test/infra/local/template/iam-policy.test.ts'],
    only: 'the endpoints of a VPC',
  },
];
