import { edit, type Mutation } from './mutation.ts';

const calls = 'test/lib/audit/audited-calls.test.ts';
const removal = 'test/lib/registration/remove.test.ts';
const pages = 'test/lib/audit/read-audit.test.ts';

/** Bugs of the audit trail. */
export const auditMutations: readonly Mutation[] = [
  {
    bug: "a record does not name the program of Okta's tokens",
    edits: [edit('lib/http/identity.ts', ' ?? nameIn(cid)', '')],
    tests: ['test/lib/http/caller.test.ts'],
  },
  {
    bug: 'an order is journaled without its author',
    edits: [
      edit(
        'lib/journal/run-once.ts',
        'authored(await command.prepare(call, draft))',
        'await command.prepare(call, draft)',
      ),
    ],
    tests: [calls],
    only: 'has its author in the journal',
  },
  {
    bug: 'the audit record of an order is lost when its change is listed',
    edits: [
      edit(
        'lib/events/waiting-changes.ts',
        '  await keepCarried(tenant, leaving);\n',
        '  void keepCarried;\n  void leaving;\n',
      ),
    ],
    tests: [calls],
    only: 'from the write of its verdict',
  },
  {
    bug: 'the author of a change stands in the list of events',
    edits: [
      edit(
        'lib/events/waiting-changes.ts',
        'changes.map(withoutAudit)',
        'changes.map((each) => each ?? withoutAudit(each))',
      ),
    ],
    tests: [calls],
    only: 'has its author in the journal',
  },
  {
    bug: 'a denied order leaves no audit record',
    edits: [edit('lib/http/audited-call.ts', '    await end(errorOf(error));\n', '')],
    tests: [calls],
    only: 'that is denied',
  },
  {
    bug: 'an audit record holds the keys of a request',
    edits: [
      edit('lib/http/audit-terms.ts', "  'exchange',\n", "  'exchange',\n  'params' as 'exchange',\n"),
      edit('lib/http/audit-terms.ts', 'String(value)).slice', 'JSON.stringify(value)).slice'),
    ],
    tests: [calls],
    only: 'none holds a key',
  },
  {
    bug: 'an audit record that cannot be written fails the call',
    edits: [
      edit(
        'lib/audit/audit-store.ts',
        '    logUnstored(tenant, record, error);\n',
        '    logUnstored(tenant, record, error);\n    throw error;\n',
      ),
    ],
    tests: [calls],
    only: 'although no record can be written',
  },
  {
    bug: 'a purge takes audit records of changes that were not listed with it',
    edits: [
      edit('lib/registration/purge.ts', '  await settleAll(entries.map(keepAuditIn));\n', '  void keepAuditIn;\n'),
    ],
    tests: [calls],
    only: 'a purge leaves the records',
  },
  {
    bug: 'the purge of a gone account leaves its events',
    edits: [
      edit(
        'lib/registration/purge-gone.ts',
        'const blanked = await purgeEvents(ref,',
        'const blanked = await (async (..._all: unknown[]) => 0)(purgeEvents.name,',
      ),
    ],
    tests: [removal],
    only: 'takes everything that the account has left',
  },
  {
    bug: 'the purge of a gone account goes on under a new account of the same name',
    edits: [
      edit(
        'lib/registration/purge-gone.ts',
        'purgeRecords(ref, () => requireGone(ref))',
        'purgeRecords(ref, async () => undefined)',
      ),
      edit('lib/registration/purge-gone.ts', '    await requireGone(ref);\n', '    void requireGone;\n'),
    ],
    tests: [removal],
    only: 'ends once an account is registered',
  },
  {
    bug: 'the tenant is missing in the key of an audit record',
    edits: [
      edit(
        'lib/accounts/partitions.ts',
        "['AUDIT', encodeURIComponent(tenant), month]",
        "['AUDIT', tenant.slice(0, 0), month]",
      ),
    ],
    tests: [pages],
    only: "no tenant sees another tenant's records",
  },
  {
    bug: 'a page of the audit trail repeats the last record of the page before',
    edits: [edit('lib/audit/read-audit.ts', '      ExclusiveStartKey: { pk, sk: { S: before } },\n', '')],
    tests: [pages],
    only: 'have every record of the range once',
  },
  {
    bug: 'the begin of a call takes the place of its end in the audit trail',
    edits: [
      edit(
        'lib/audit/audit-store.ts',
        "ConditionExpression: 'attribute_not_exists(pk)'",
        "ConditionExpression: 'attribute_not_exists(never)'",
      ),
    ],
    tests: [pages],
    only: 'never takes the place of the end',
  },
];
