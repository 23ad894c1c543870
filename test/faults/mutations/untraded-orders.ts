import { edit, type Mutation } from './mutation.ts';

const at = (file: string) => `lib/exchanges/bybit/${file}.ts`;
const adapter = ['test/lib/exchanges/bybit/untraded-orders.test.ts'];
const halt = ['test/lib/orders/halt/key-states.test.ts'];

/** Bugs of orders that other programs place in kinds that this service does not trade, in the same wallet. */
export const untradedOrderMutations: readonly Mutation[] = [
  {
    bug: 'a halt that left an untraded order open is complete',
    edits: [
      edit('lib/orders/every-open.ts', '|| !market.capabilities.untradedOrders)', '|| market.key !== undefined)'),
    ],
    tests: halt,
    only: 'orders of a kind that this service does not trade',
  },
  {
    bug: 'a halt forgets the kinds of untraded orders that could not be looked at',
    edits: [
      edit(
        'lib/orders/halt/look.ts',
        '...unreadable, ...unseen, ...untradedOpen(rows)',
        '...unreadable, ...untradedOpen(rows)',
      ),
    ],
    tests: halt,
    only: 'could not be looked at; a kind',
  },
  {
    bug: 'a deletion by force counts untraded orders without the kinds that could not be looked at',
    edits: [edit('lib/orders/count-open.ts', 'unread.length + unseen.length > 0', 'unread.length > 0')],
    tests: ['test/lib/orders/count-open.test.ts'],
  },
  {
    bug: 'a cancellation of everything leaves untraded orders of Bybit open',
    edits: [
      edit(at('cancel-all'), "category === 'linear' ? untradedParts : []", "category === 'spot' ? untradedParts : []"),
    ],
    tests: adapter,
    only: 'cancels inverse contracts by symbol',
  },
  {
    bug: 'untraded orders of Bybit that could not be looked at are told as none',
    edits: [edit(at('untraded-orders'), '(isHidden(part, error) ? hidden : unseen).push(why);', 'hidden.push(why);')],
    tests: adapter,
    only: 'cannot be looked at',
  },
  {
    bug: 'untraded orders of Bybit whose list is silent count as canceled',
    edits: [
      edit(at('cancel-all'), 'if (isHidden(part, error)) return', 'if (part.hasOwnRight || !part.hasOwnRight) return'),
    ],
    tests: adapter,
    only: 'fails where inverse contracts',
  },
];
