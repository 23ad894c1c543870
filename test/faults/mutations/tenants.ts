import { edit, type Mutation } from './mutation.ts';

/** Keys, places, journals and ends of tenants. */
export const tenantMutations: readonly Mutation[] = [
  {
    bug: 'one exchange key is registered by two tenants',
    edits: [
      edit(
        'lib/accounts/key-claims.ts',
        "'attribute_not_exists(holders) OR tenant = :tenant'",
        "'attribute_not_exists(pk) OR attribute_exists(pk)'",
      ),
    ],
    tests: ['test/lib/accounts/key-claims.test.ts'],
  },
  {
    bug: 'a key is claimed after the account is stored',
    edits: [
      edit(
        'lib/registration/register.ts',
        '  await requireClaims(account, account.credentials);\n  await createAccount(account, changes);',
        '  await createAccount(account, changes);\n  await requireClaims(account, account.credentials);',
      ),
    ],
    tests: ['test/faults/key-claims.test.ts'],
    only: 'nothing is stored',
  },
  {
    bug: 'a deleted account keeps its key from every other tenant',
    edits: [edit('lib/registration/remove.ts', '  await freeClaims(account, claimsIn(account));\n', '')],
    tests: ['test/faults/key-claims.test.ts'],
    only: 'is free after',
  },
  {
    bug: 'a claim is taken over while its account has the key',
    edits: [edit('lib/accounts/key-claims.ts', 'return !(await isHeld(present, digest)) && ', 'return ')],
    tests: ['test/lib/accounts/key-claims.test.ts'],
  },
  {
    bug: 'two tenants take over one claim',
    edits: [
      edit(
        'lib/accounts/key-claims.ts',
        "'tenant = :former AND claimedAt = :seen'",
        "'attribute_exists(pk) AND :former = :former AND :seen = :seen'",
      ),
    ],
    tests: ['test/lib/accounts/key-claims.test.ts'],
  },
  {
    bug: 'keys of earlier releases get no claim',
    edits: [edit('lib/ledger/ingest/check-keys.ts', '  await keepClaim(session, stored);\n', '')],
    tests: ['test/faults/key-claims.test.ts'],
    only: 'of an earlier release',
  },
  {
    bug: 'a registration without a place asks the exchange about its keys first',
    edits: [edit('lib/registration/register.ts', '  await refuseFull(ref);\n', '')],
    tests: ['test/faults/full-tenant.test.ts'],
  },
  {
    bug: 'the alarm on concurrency knows one limit for every AWS account',
    edits: [edit('infra/aws/platform-alarms.ts', 'Math.ceil(lambdaConcurrency * nearLimit)', '700')],
    tests: ['test/infra/aws/monitoring.test.ts'],
    only: 'follows the limit of the stage',
  },
  {
    bug: 'the shares of the safety calls exceed the limit of the AWS account',
    edits: [
      edit('infra/aws/stage-schema.ts', 'if (!isKept(stage))', 'if (!isKept({ ...stage, safetyConcurrency: null }))'),
    ],
    tests: ['test/infra/aws/stage.test.ts'],
  },
  {
    bug: 'a resting order is forgotten by the table',
    edits: [edit('lib/orders/order-store.ts', '  isUnfinished: isFollowed,\n', '')],
    tests: ['test/lib/journal/journal-retention.test.ts'],
  },
  {
    bug: 'an order whose fate is open is forgotten by the table',
    edits: [edit('lib/journal/journal.ts', 'const goesOn = isLookedAt(journal, record, now) || ', 'const goesOn = ')],
    tests: ['test/lib/journal/journal-retention.test.ts'],
  },
  {
    bug: 'an export that stopped keeps the half of a page',
    edits: [edit('infra/deploy/tenant/export-tenant.ts', '  await truncate(file, progress.bytes);\n', '')],
    tests: ['test/infra/deploy/tenant.test.ts'],
  },
  {
    bug: 'an export leaves no record in the audit trail',
    edits: [
      edit(
        'infra/deploy/tenant/export-tenant.ts',
        '  dataOf(await call(auditList.operation, told), auditList.operation);\n',
        '  void told;\n',
      ),
    ],
    tests: ['test/infra/deploy/tenant.test.ts'],
  },
  {
    bug: 'a reading of the audit trail with a reason leaves no record',
    edits: [edit('lib/http/audited-call.ts', "method === 'GET' && reason === undefined", "method === 'GET'")],
    tests: ['test/lib/audit/audited-calls.test.ts'],
    only: 'with a reason',
  },
  {
    bug: 'a tenant is ended beside its open orders',
    edits: [edit('infra/deploy/tenant/end-tenant.ts', 'open.length > 0 && !force', 'open.length > 99 && !force')],
    tests: ['test/infra/deploy/tenant.test.ts'],
  },
  {
    bug: 'a cursor of one account goes on in the list of another',
    edits: [edit('lib/http/cursor-mark.ts', 'mark === markOf(question)', 'mark !== undefined')],
    tests: ['test/lib/http/cursor-mark.test.ts'],
  },
  {
    bug: 'the command of a tenant believes a scope that the deployment does not read',
    edits: [edit('infra/deploy/tenant/tenant-token.ts', "identity.kind === 'external' ? [] : ", '')],
    tests: ['test/infra/deploy/tenant.test.ts'],
  },
  {
    bug: 'the data of one tenant is deleted with the token of another',
    edits: [
      edit('infra/deploy/tenant/tenant-token.ts', 'named.length === 1 && named[0] === tenant', 'named.length > 0'),
    ],
    tests: ['test/infra/deploy/tenant.test.ts'],
  },
];
