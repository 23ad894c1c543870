import { edit, type Mutation } from './mutation.ts';

const amend = 'lib/exchanges/binance/spot/amend.ts';
const refusals = 'lib/exchanges/binance/amend-refusals.ts';
const tests = ['test/lib/exchanges/binance/spot/amend.test.ts'];

/** Bugs of amendments on spot, which lower a quantity and do nothing else. */
export const binanceAmendmentMutations: readonly Mutation[] = [
  {
    bug: 'Binance: an amended order of spot loses our id',
    edits: [edit(amend, 'newQty: quantity, newClientOrderId, ...deadline', 'newQty: quantity, ...deadline')],
    tests,
  },
  {
    bug: 'Binance: an amendment on spot has no deadline',
    edits: [edit(amend, ', ...deadlineTerms(deadline) };', ' };')],
    tests,
  },
  {
    bug: 'Binance: an amendment on spot leaves that would make the order larger',
    edits: [edit(amend, 'if (new Decimal(quantity).gte(present))', 'if (new Decimal(quantity).eq(present))')],
    tests,
  },
  {
    bug: 'Binance: an amendment on spot leaves that asks for less than is filled',
    edits: [
      edit(amend, 'if (new Decimal(quantity).gt(filledQuantity)) return;', 'if (filledQuantity !== null) return;'),
    ],
    tests,
  },
  {
    bug: 'Binance: a new price on spot is left out of the amendment',
    edits: [
      edit(
        'lib/exchanges/rules/capabilities.ts',
        "  if (change.price !== undefined && !has('price')) throw cannotChange('price', title);\n",
        '',
      ),
    ],
    tests,
  },
  {
    bug: 'Binance: a new trigger price on spot is left out of the amendment',
    edits: [
      edit(
        'lib/exchanges/rules/capabilities.ts',
        "  if (change.stopPrice !== undefined && !has('stopPrice')) throw cannotChange('stop_price', title);\n",
        '',
      ),
    ],
    tests,
  },
  {
    bug: 'Binance: the answer about a different order of spot says that the order is amended',
    edits: [edit(amend, 'if (!isThis || !isDone', 'if (!isDone')],
    tests,
  },
  {
    bug: 'Binance: the answer with a different quantity says that the order of spot is amended',
    edits: [edit(amend, 'if (!isThis || !isDone', 'if (!isThis')],
    tests,
  },
  {
    bug: 'Binance: an order of spot that its amendment has ended is an amended order',
    edits: [edit(amend, "if (status === 'CANCELED' || status === 'EXPIRED')", "if (status === 'NONE')")],
    tests,
  },
  {
    bug: 'Binance: a refused amendment of an order that is over leaves the end unread',
    edits: [edit(refusals, "{ ...gone('-2038', 'NOT_FOUND', noOpenOrder), text: /unknown order/i },\n", '')],
    tests,
  },
];
