import { edit, type Mutation } from './mutation.ts';

const view = 'lib/orders/order-view.ts';
const merge = 'lib/orders/journaled-terms.ts';
const owner = 'lib/orders/order-owner.ts';
const fees = 'lib/exchanges/kraken/spot/order-fees.ts';
const viewTest = 'test/lib/orders/order-view.test.ts';
const openTest = 'test/lib/orders/read/open-orders.test.ts';
const chargesTest = 'test/lib/exchanges/kraken/order-charges.test.ts';
const lookupsTest = 'test/lib/orders/order-lookups.test.ts';

/** Bugs that make one order read differently in two answers, or make up a fact of the order. */
export const orderViewMutations: readonly Mutation[] = [
  {
    bug: 'a fired stop of ours in the book is told as of another program',
    edits: [
      edit(
        'lib/orders/order-owner.ts',
        'if (mayBecome(entry, shown)) return',
        'if (mayBecome(entry, shown) && false) return',
      ),
    ],
    tests: ['test/faults/fired-stops-table.test.ts'],
    only: 'is ours in every answer',
  },
  {
    bug: 'an order of another program under the id of a stop of ours is told as ours',
    edits: [edit('lib/orders/owner-through.ts', 'stop.firedAs === shown.exchangeOrderId', 'stop.firedAs !== null')],
    tests: ['test/lib/orders/owner-through.test.ts'],
  },
  {
    bug: 'fees that the exchange has not told are none',
    edits: [edit(view, 'fees: fees ?? (isUntouched ? [] : null)', 'fees: fees ?? []')],
    tests: [viewTest],
  },
  {
    bug: 'the fees of earlier fills stay the fees of the order when more was filled',
    edits: [
      edit(
        merge,
        'const execution: Partial<ExchangeOrder> = isSameFill ? earlier : {};',
        'const execution: Partial<ExchangeOrder> = isSameFill ? earlier : earlier;',
      ),
    ],
    tests: [viewTest],
  },
  {
    bug: 'a fee in the base currency is told in the quote currency',
    edits: [edit(fees, "!flags.includes('fciq') || ", '')],
    tests: [chargesTest],
  },
  {
    bug: 'a fee of zero of an order that may be open is told as a fact',
    edits: [
      edit(
        fees,
        "ended.includes(status) || readableDecimal(executed) === '0'",
        "ended.includes(status) || status !== 'partially_filled' || readableDecimal(executed) === '0'",
      ),
    ],
    tests: [chargesTest],
    only: 'is not told where the fee is a zero',
  },
  {
    bug: 'a look that shows an order nowhere confirms the content of the order',
    edits: [edit(view, "return status === 'unknown' ? null : at;", 'return at;')],
    tests: [viewTest],
  },
  {
    bug: 'a look of the job confirms an order that the job had not listed',
    edits: [edit('lib/orders/read/list-orders.ts', ' && (record.followedFrom ?? followedAt + 1) <= followedAt', '')],
    tests: [viewTest],
  },
  {
    bug: 'an order whose journal entry has no verdict is an order of another program',
    edits: [edit(owner, 'return isOfAnother ? external : unknownOwner;', 'return external;')],
    tests: [openTest],
  },
  {
    bug: 'an order of another program under a client order id of ours is ours',
    edits: [edit(owner, 'entry.exchangeOrderId === exchangeOrderId && ', '')],
    tests: [openTest],
  },
  {
    bug: 'a symbol that is not the order’s cancels the order all the same',
    edits: [edit('lib/orders/read/name-order.ts', '  requireAgreement(wanted, record);\n', '')],
    tests: [lookupsTest],
  },
  {
    bug: 'a list of the exchange that is behind reopens an order that the journal knows as ended',
    edits: [edit('lib/orders/read/shown-order.ts', 'latest !== null && isEnded ? orderFromRecord(latest) : ', '')],
    tests: ['test/lib/orders/read/shown-order.test.ts'],
  },
  {
    bug: 'the price that protects a market order moves the time of the last change',
    edits: [
      edit(
        merge,
        'const [is, was] = [termsOf(request, one), termsOf(request, other)];',
        'const [is, was] = [one, other];',
      ),
    ],
    tests: [viewTest],
  },
];
