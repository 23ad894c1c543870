import { edit, type Mutation } from './mutation.ts';

const at = (file: string) => `lib/exchanges/bybit/${file}.ts`;
const by = (file: string) => [`test/lib/exchanges/bybit/${file}.test.ts`];
const traits = ['test/lib/exchanges/order-traits.test.ts'];

/** Bugs of looks for orders at Bybit: absence that nothing proves, and orders that are told as what they are not. */
export const bybitLookMutations: readonly Mutation[] = [
  {
    bug: 'a fired stop of Bybit Spot that tells no trigger is shown nowhere',
    edits: [
      edit(at('find-order'), "ref.store === 'trigger' || isInStore(wire, order, ref)", 'isInStore(wire, order, ref)'),
    ],
    tests: by('find-order'),
  },
  {
    bug: 'an order of Bybit that only the history shows is absent',
    edits: [
      edit(
        at('find-order'),
        "    ...history.map((query) => ({ endpoint: endpoints.orderHistory, place: 'history' as const, query })),\n",
        '    ...history.slice(history.length),\n',
      ),
    ],
    tests: by('find-order'),
  },
  {
    bug: 'the history of Bybit is asked for the last week alone, whenever the order was placed',
    edits: [
      edit(
        at('find-order'),
        '  if (now - since < longestRangeMs - day) return [{}];',
        '  if (now > since) return [{}];',
      ),
    ],
    tests: by('find-order'),
  },
  {
    bug: 'the order of a fill that Bybit does not show is absent',
    edits: [
      edit(
        at('find-order'),
        "    if (order === null || order.status === 'rejected') throw new MalformedResponse(title, 200);\n",
        "    if (order === null || order.status === 'rejected') return null;\n",
      ),
    ],
    tests: by('find-order'),
  },
  {
    bug: 'a row of Bybit whose id cannot be read is a different order',
    edits: [edit(at('find-order'), '  if (!isNamed) throw new MalformedResponse(wire.market.title, 200);\n', '')],
    tests: by('find-order'),
  },
  {
    bug: 'the order of a fill of Bybit is looked for among the orders of the book alone',
    edits: [
      edit(
        at('find-order'),
        "  if (regular !== null || wire.part.category !== 'spot') return regular;",
        '  if (since > 0) return regular;',
      ),
    ],
    tests: by('find-order'),
  },
  {
    bug: 'an order of Bybit without a fill can be found for a week',
    edits: [edit(at('definition'), '  unfilledKeptMs: 23 * hour,', '  unfilledKeptMs: 7 * 24 * hour,')],
    tests: traits,
  },
  {
    bug: 'a client order id is taken once for ever at Bybit, so an order may be sent again',
    edits: [edit(at('definition'), "  clientIdUnique: 'no',", "  clientIdUnique: 'for-ever',")],
    tests: traits,
  },
  {
    bug: 'an order that has passed the gateway of Bybit waits in no queue',
    edits: [
      edit(
        at('definition'),
        "{ judged: 'gateway', afterMs: 8000, marginMs: 5000 }",
        "{ judged: 'engine', afterMs: 8000, marginMs: 5000 }",
      ),
    ],
    tests: traits,
  },
  {
    bug: 'an order that Bybit does not show at first is absent',
    edits: [edit(at('definition'), '  delaysVisibility: true,', '  delaysVisibility: false,')],
    tests: traits,
  },
  {
    bug: 'a post-only order of Bybit stays post-only at a new price',
    edits: [edit(at('definition'), 'keepsPostOnly: false', 'keepsPostOnly: true')],
    tests: traits,
  },
  {
    bug: 'an order of Bybit that the history calls Triggered is open for ever',
    edits: [
      edit(
        at('described-orders'),
        "  if (word === 'Triggered' && place === 'history') return 'unknown';\n",
        "  if (place === null) return 'unknown';\n",
      ),
    ],
    tests: by('find-order'),
  },
  {
    bug: 'a rejected order of Bybit that has traded has done nothing',
    edits: [edit(at('described-orders'), "return isCut ? 'canceled' : status;", "return isCut ? 'rejected' : status;")],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'the remainder of an ended order of Bybit is zero',
    edits: [
      edit(at('described-orders'), 'Decimal.max(new Decimal(quantity).minus(filledQuantity), 0).toFixed()', "'0'"),
    ],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'a purchase at the market of another program at Bybit counts coins, whatever its unit',
    edits: [
      edit(
        at('described-orders'),
        "isBuyAtMarket && row.marketUnit !== 'baseCoin'",
        "isBuyAtMarket && row.marketUnit === 'quoteCoin'",
      ),
    ],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'a take profit of Bybit is told as a stop',
    edits: [
      edit(
        at('described-orders'),
        "rises === (own === 'buy') ? 'stop_loss' : 'take_profit'",
        "rises === (own === 'sell') ? 'stop_loss' : 'take_profit'",
      ),
    ],
    tests: by('open-and-cancel'),
  },
];
