import { edit, type Mutation } from './mutation.ts';

const sequencer = 'lib/events/list-changes.ts';
const waiting = 'lib/events/waiting-changes.ts';
const slots = 'lib/events/slot-store.ts';
const reader = 'lib/events/read-events.ts';
const describing = 'lib/orders/describe-order.ts';
const interleavings = 'test/lib/events/interleavings.test.ts';
const events = 'test/lib/events/events.test.ts';

/** Bugs that make the list of events skip a change, tell a change twice, or tell a stranger. */
export const eventMutations: readonly Mutation[] = [
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
    tests: ['test/e2e/events.test.ts'],
    only: 'another tenant sees nothing',
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
];
