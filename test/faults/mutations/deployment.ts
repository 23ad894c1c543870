import { edit, type Mutation } from './mutation.ts';

const stage = ['test/infra/aws/stage.test.ts'];
const budget = ['test/lib/http/tenant-budget.test.ts'];
const limit = ['test/lib/accounts/account-limit.test.ts'];
const parsing = ['test/lib/http/parse-request.test.ts'];
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
    edits: [edit('infra/deploy/client-changes.ts', 'if (lost.length === 0) return [];', 'return [];')],
    tests: ['test/infra/deploy/deployment-plan.test.ts'],
  },
  {
    bug: 'a client gets the accounts of another tenant, and nobody is asked',
    edits: [edit('infra/deploy/client-changes.ts', 'if (moved.length === 0) return [];', 'return [];')],
    tests: ['test/infra/deploy/deployment-plan.test.ts'],
  },
  {
    bug: 'a new stage works on the table of another, and nobody is asked',
    edits: [edit('infra/deploy/deployment-plan.ts', "{ TableName: 'own' }", '{}')],
    tests: ['test/infra/deploy/deployment-plan.test.ts'],
  },
  {
    bug: 'two stages work on one restored table',
    edits: [edit('infra/aws/stage.ts', '  refuseSharedTable(options, stage, folder);\n', '')],
    tests: stage,
  },
  {
    bug: 'a claim that all tokens share is the tenant',
    edits: [edit('infra/aws/stage-identity.ts', '!claimsOfTokens.includes(claim)', 'true')],
    tests: stage,
  },
  {
    bug: 'a tag of the file hides the costs of the stage from its budget',
    edits: [edit('infra/aws/stage-schema.ts', '!ownTags.includes(key.toLowerCase())', 'true')],
    tests: stage,
  },
  {
    bug: 'the client id is the tenant',
    edits: [edit('infra/aws/stage-identity.ts', '!claimsOfClients.includes(claim)', 'true')],
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
  {
    bug: 'a halt is refused because the tenant has called too often',
    edits: [edit('lib/http/tenant-budget.ts', 'route.safety || route.scope === null', 'route.scope === null')],
    tests: budget,
  },
  {
    bug: 'a tenant that floods uses up the budget of the others',
    edits: [edit('lib/http/tenant-budget.ts', '[route.scope, tenant]', '[route.scope]')],
    tests: budget,
  },
  {
    bug: 'an account beyond the limit of the tenant is created',
    edits: [edit('lib/accounts/account-limit.ts', 'if (left > limit) throw', 'if (left < 0) throw')],
    tests: limit,
  },
  {
    bug: 'the accounts are counted before the entry is written, so registrations at once pass the limit',
    edits: [
      edit(
        'lib/accounts/account-lifetime.ts',
        'const replaced = await putListEntry(account);\n  try {\n    await refuseBeyondLimit(account.tenant);',
        'let replaced: Item | undefined;\n  try {\n    await refuseBeyondLimit(account.tenant);\n    replaced = await putListEntry(account);',
      ),
    ],
    tests: limit,
  },
  {
    bug: 'a refused registration takes the list entry of another call away',
    edits: [
      edit('lib/accounts/account-limit.ts', 'if (replaced === undefined) await', 'if (replaced !== account) await'),
    ],
    tests: limit,
  },
  {
    bug: 'a registration that died takes a place for good',
    edits: [
      edit(
        'lib/accounts/account-limit.ts',
        'entries.length - (await forgetAbandoned(tenant, entries, now))',
        'entries.length',
      ),
    ],
    tests: limit,
  },
  {
    bug: 'calls of a tenant are counted and never refused',
    edits: [edit('lib/http/endpoint.ts', '      chargeTenant(route, tenant);\n', '')],
    tests: endpoint,
  },
  {
    bug: 'a secret in base64 or hex passes the scrub',
    edits: [edit('lib/aws/secret-forms.ts', 'form.length >= shortest', 'false')],
    tests: ['test/lib/aws/aws.test.ts'],
  },
  {
    bug: 'a part of a secret that was sent as a name comes back',
    edits: [edit('lib/http/parse-request.ts', 'const longestName = 24;', 'const longestName = 40;')],
    tests: parsing,
  },
  {
    bug: 'a dry run in the query string is an order',
    edits: [
      edit(
        'lib/http/misplaced-fields.ts',
        "if (route.source === 'body') {",
        "if (route.safety && route.source === 'body') {",
      ),
    ],
    tests: parsing,
  },
  {
    bug: 'a DELETE with the symbol in the body cancels every order',
    edits: [edit('lib/http/misplaced-fields.ts', '.filter(missed)', '.filter(() => false)')],
    tests: parsing,
  },
  {
    bug: 'an invented parameter stands in the way of a halt',
    edits: [edit('lib/http/misplaced-fields.ts', '!route.safety || missed(name)', 'true')],
    tests: parsing,
  },
  {
    bug: 'a form of another origin is read as JSON',
    edits: [edit('lib/http/parse-request.ts', "  requireJson(event.headers['content-type']);\n", '')],
    tests: parsing,
  },
];
