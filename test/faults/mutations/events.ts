import { edit, type Mutation } from './mutation.ts';

const sequencer = 'lib/events/list-changes.ts';
const waiting = 'lib/events/waiting-changes.ts';
const slots = 'lib/events/slot-store.ts';
const reader = 'lib/events/read-events.ts';
const describing = 'lib/orders/describe-order.ts';
const interleavings = 'test/lib/events/interleavings.test.ts';
const events = 'test/lib/events/events.test.ts';
const closing = 'lib/ledger/ingest/position-closed.ts';
const closed = 'test/lib/ledger/ingest/position-closed.test.ts';
const warning = 'test/lib/ledger/ingest/warn-of-key.test.ts';
const removal = 'test/lib/registration/remove.test.ts';

/** Bugs that make the list of events skip a change, tell a change twice, or tell a stranger. */
export const eventMutations: readonly Mutation[] = [
  {
    bug: 'a stop that has become a resting order is not told as triggered',
    edits: [edit('lib/orders/journaled-terms.ts', ', ...firingOf(order, request, earlier) };', ' };')],
    tests: ['test/lib/orders/order-changes.test.ts'],
  },
  {
    bug: 'a new limit price of a stop that has fired is not told',
    edits: [
      edit('lib/orders/order-changes.ts', 'return isLimit(after) && isOther(was.price, is.price);', 'return false;'),
    ],
    tests: ['test/lib/orders/order-changes.test.ts'],
  },
  {
    bug: 'changes are listed without the mark of the slot',
    edits: [
      edit(sequencer, 'source?.slot === slot', 'source !== null'),
      edit(sequencer, 'source === null || source.slot >= slot ? source : settle(table, source, slot)', 'source'),
    ],
    tests: [interleavings],
  },
  {
    bug: 'a mark is moved although its slot has the changes',
    edits: [edit(sequencer, 'if (!isListed || ids === null)', 'if (isListed || !isListed || ids === null)')],
    tests: [interleavings],
  },
  {
    bug: 'changes leave their item although another sequencer has filled the slot',
    edits: [edit(sequencer, 'if (!(await table.fill(slot, changes))) return;', 'await table.fill(slot, changes);')],
    tests: [interleavings],
  },
  {
    bug: 'a slot is filled over the slot of another sequencer',
    edits: [
      edit(
        slots,
        "ConditionExpression: 'attribute_not_exists(pk)',",
        "ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(pk)',",
      ),
    ],
    tests: ['test/lib/events/waiting-changes.test.ts'],
  },
  {
    bug: 'listed changes are taken out of an item that has changed since',
    edits: [
      edit(
        waiting,
        "ConditionExpression: 'listing = :slot AND outboxRev = :rev'",
        "ConditionExpression: '(listing = :slot AND outboxRev = :rev) OR attribute_exists(pk)'",
      ),
    ],
    tests: ['test/lib/events/waiting-changes.test.ts'],
  },
  {
    bug: 'an item that is marked for a slot is marked again for another',
    edits: [
      edit(
        waiting,
        "before === null ? 'attribute_not_exists(listing)' : 'listing = :before'",
        "before === null ? 'attribute_exists(pk)' : 'listing = :before'",
      ),
    ],
    tests: ['test/lib/events/waiting-changes.test.ts'],
  },
  {
    bug: 'a reader skips the rest of the slot of its cursor',
    edits: [
      edit(
        reader,
        'readSlots(tenant, place?.slot ?? 0, slotsPerPage)',
        'readSlots(tenant, (place?.slot ?? -1) + 1, slotsPerPage)',
      ),
    ],
    tests: [events],
  },
  {
    bug: 'a cursor from before the oldest kept event skips what is gone in silence',
    edits: [edit(reader, 'if (!isWhole) throw tooOld();', '')],
    tests: [events],
  },
  {
    bug: 'the tenant comes from the request',
    edits: [
      edit('functions/api/list-events.ts', '{ tenant })', 'call)'),
      edit(
        'functions/api/list-events.ts',
        '  const page =',
        "  const tenant = from === 'latest' ? call.tenant : (accountId ?? call.tenant);\n  const page =",
      ),
    ],
    tests: ['test/lib/events/list-events.test.ts'],
  },
  {
    bug: 'the tenant of the list follows from a part of the name',
    edits: [edit('lib/outbox/outbox.ts', 'encodeURIComponent(tenant)}#`', 'encodeURIComponent(tenant)}`')],
    tests: [events],
  },
  {
    bug: 'a change follows from a description that was read long before',
    edits: [
      edit(
        describing,
        "'#record.describedAt = :seen'",
        "'#record.describedAt <= :seen OR #record.describedAt > :seen'",
      ),
    ],
    tests: [events],
  },
  {
    bug: 'a new attempt wipes the changes that wait',
    edits: [
      edit(
        'lib/journal/journal.ts',
        'waiting = outboxOf(present);',
        'waiting = { outboxRev: present.outboxRev as never };',
      ),
    ],
    tests: ['test/lib/events/waiting-changes.test.ts'],
  },
  {
    bug: 'a deleted account takes its waiting changes along',
    edits: [
      edit('lib/registration/remove.ts', '    await listItem(account.tenant, accountKey(account));\n', ''),
      edit('lib/accounts/account-lifetime.ts', ' AND attribute_not_exists(changes)', ''),
    ],
    tests: [removal],
  },
  {
    bug: 'a change that comes while an account is deleted goes with the account',
    edits: [edit('lib/accounts/account-lifetime.ts', ' AND attribute_not_exists(changes)', '')],
    tests: [removal],
  },
  {
    bug: 'a purge lists what waits in the account after the events of the account are blanked',
    edits: [
      edit('lib/registration/remove.ts', '    await listItem(account.tenant, accountKey(account));\n', ''),
      edit(
        'lib/registration/remove.ts',
        "    if ((await deleteAccount(account, now ?? undefined)) === 'deleted') return purged;",
        "    await listItem(account.tenant, accountKey(account));\n    if ((await deleteAccount(account, now ?? undefined)) === 'deleted') return purged;",
      ),
    ],
    tests: [removal],
  },
  {
    bug: 'a position that is reduced is told as closed',
    edits: [edit(closing, 'new Decimal(balanceAfter).isZero()', 'new Decimal(balanceAfter).gte(0)')],
    tests: [closed],
  },
  {
    bug: 'the first pull tells the positions of the history as closed now',
    edits: [edit(closing, ' || time < since', '')],
    tests: [closed],
  },
  {
    bug: 'each pull warns of the same refusal again',
    edits: [
      edit('lib/ledger/ingest/pull.ts', '    await withoutRefusal(account, slot);\n', ''),
      edit('lib/ledger/ingest/warn-of-key.ts', ' || key.warnedRefused === error.code', ''),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
      edit('lib/accounts/key-warned.ts', 'OR ${place} <> :value)`', 'OR attribute_exists(pk))`'),
    ],
    tests: [warning],
  },
  {
    bug: 'a pull does not look at the end of the key',
    edits: [edit('lib/ledger/ingest/pull.ts', '  await warnOfEnd(account, slot);\n', '')],
    tests: [warning],
  },
];
