import { edit, type Mutation } from './mutation.ts';

const at = (file: string) => `lib/exchanges/bybit/${file}.ts`;
const by = (file: string) => [`test/lib/exchanges/bybit/${file}.test.ts`];

/** The traps of Bybit's own: what its interface, or CCXT over it, makes of a careless request or a careless reading. */
export const bybitMutations: readonly Mutation[] = [
  {
    bug: 'a purchase on Bybit Spot at the market counts the quote coin',
    edits: [edit(at('order-parameters'), "price === undefined ? { marketUnit: 'baseCoin' } : {}", '{}')],
    tests: by('order-parameters'),
  },
  {
    bug: 'a stop at Bybit waits for the price on the other side',
    edits: [edit(at('order-parameters'), 'waitsForRise(order) ? 1 : 2', 'waitsForRise(order) ? 2 : 1')],
    tests: by('order-parameters'),
  },
  {
    bug: 'a stop on Bybit Spot that comes too late leaves as a take profit',
    edits: [edit(at('order-entry'), '(await refusedSide(wire, order)) ?? attempt(', 'attempt(')],
    tests: by('order-parameters'),
  },
  {
    bug: 'a request that Bybit answers with its rate limit is not executed, as if a page said so',
    edits: [
      edit(
        at('errors'),
        "...each('10006 170222', limited(2))",
        "...each('10006 170222', as(definite, 'RATE_LIMITED', tooMany))",
      ),
    ],
    tests: by('outcomes'),
  },
  {
    bug: 'an acknowledgement of Bybit without an order id is an order',
    edits: [
      edit(
        at('order-entry'),
        "const exchangeOrderId = requiredText(title, result, 'orderId');",
        'const exchangeOrderId = String(result.orderId);',
      ),
    ],
    tests: by('outcomes'),
  },
  {
    bug: 'a code of Bybit is matched by its beginning',
    edits: [edit(at('errors'), '{ ...rule, isWhole: true }', 'rule')],
    tests: by('outcomes'),
  },
  {
    bug: 'orders at Bybit carry the name of a broker',
    edits: [edit(at('sign'), 'const { Referer: _broker, ...own } = headers;', 'const own = headers;')],
    tests: by('sign'),
  },
  {
    bug: 'Bybit takes an order after the deadline of the order',
    edits: [
      edit(at('sign'), 'given[windowHeader] ?? String(usualWindowMs + backMs)', 'String(usualWindowMs + backMs)'),
    ],
    tests: by('sign'),
  },
  {
    bug: 'Bybit refuses every request of a clock that is two seconds ahead',
    edits: [edit(at('sign'), 'String(Number(nonce) - backMs)', 'nonce')],
    tests: by('sign'),
  },
  {
    bug: 'the first page of a list of Bybit passes for the list',
    edits: [edit(at('lists'), 'if (page.next === null) return rows;', 'return rows;')],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'orders and positions of Bybit that are settled in USDC are not read',
    edits: [edit(at('part'), "settleCoins = ['USDT', 'USDC'] as const", "settleCoins = ['USDT'] as const")],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'stops of Bybit Spot are asked for by no kind',
    edits: [
      edit(at('part'), "filters: [{}, { orderFilter: 'tpslOrder' }, { orderFilter: 'StopOrder' }]", 'filters: [{}]'),
    ],
    tests: by('find-order'),
  },
  {
    bug: 'an order of Bybit is absent before the executions were asked',
    edits: [edit(at('find-order'), 'inFills ? await tradedOrder(wire, clientOrderId, since, except) : null', 'null')],
    tests: by('find-order'),
  },
  {
    bug: 'the rejection of a copy at Bybit hides the order that was placed',
    edits: [edit(at('find-order'), "({ status }) => status !== 'rejected' || 'orderId' in id", '() => true')],
    tests: by('find-order'),
  },
  {
    bug: 'an older order of Bybit under the id is taken for the order just sent',
    edits: [edit(at('find-order'), 'return order.createdAt >= since;', 'return true;')],
    tests: by('find-order'),
  },
  {
    bug: 'an order of Bybit is canceled as soon as the request is acknowledged',
    edits: [
      edit(
        at('cancel'),
        "requiredText(title, resultIn(title, answer), 'orderId');\n  return 'pending';",
        "requiredText(title, resultIn(title, answer), 'orderId');\n  return 'canceled';",
      ),
    ],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'every order of a batch is canceled because Bybit took the batch',
    edits: [
      edit(at('cancel'), "if (String(code) === '0') return 'pending';", "if (String(code) !== '') return 'pending';"),
    ],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'a cancellation of all orders at Bybit ends with the first 500',
    edits: [edit(at('cancel-all'), 'await sleep(pauseMs);', 'return;')],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'a stop of Bybit Spot is canceled under one kind alone',
    edits: [edit(at('cancel'), "if (outcome !== 'gone') return outcome;", 'return outcome;')],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'a post-only order at Bybit gets a price at which it may take',
    edits: [edit(at('order-entry'), 'if (change.postOnly && change.price !== undefined) throw mayTake(wire);', '')],
    tests: by('order-parameters'),
  },
  {
    bug: 'a quantity of Bybit that counts money is read as a quantity of coins',
    edits: [edit(at('described-orders'), "isSpot && marketUnit === 'quoteCoin'", 'isSpot && marketUnit === null')],
    tests: by('open-and-cancel'),
  },
  {
    bug: 'two rows of the ledger of Bybit that share an id are one entry',
    edits: [edit(at('ledger-entry'), ", row.type, row.tradeId ?? '', row.currency, row.transactionTime]", ']')],
    tests: by('ledger'),
  },
  {
    bug: 'the ledger of Bybit is filtered by category, which breaks its chains',
    edits: [
      edit(at('ledger'), "accountType: 'UNIFIED', startTime", "accountType: 'UNIFIED', category: 'spot', startTime"),
    ],
    tests: by('ledger'),
  },
  {
    bug: 'weeks without an entry end every reading of the ledger of Bybit where it began',
    edits: [
      edit(
        at('ledger'),
        'isFull && from > start) return emptyTo(Math.min(from, now - aheadMs), requests, unread)',
        'isFull) return emptyTo(start, requests, unread)',
      ),
    ],
    tests: by('ledger'),
  },
  {
    bug: 'a first pull that breaks off keeps nothing of the weeks without an entry',
    edits: [edit('lib/ledger/ingest/read-ledger.ts', "readTo === undefined ? null : { id: '', time: readTo }", 'null')],
    tests: ['test/faults/pulls-first-table.test.ts'],
  },
  {
    bug: 'spot and contract of one name at Bybit are one symbol',
    edits: [edit(at('ledger'), '(category === part.category ? own(id) : symbolIn(category, id))', 'own(id)')],
    tests: by('ledger'),
  },
  {
    bug: 'liquidations at Bybit are no fills',
    edits: [edit(at('fills'), 'noFills.includes(row.execType)', "row.execType !== 'Trade'")],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'a loss of Bybit counts as free money',
    edits: [edit(at('wallets'), 'figureOf(unrealisedPnl)?.neg() ?? null', 'new Decimal(0)')],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'a call about one symbol is told as if it had changed the margin mode of Bybit',
    edits: [
      edit(
        at('margin'),
        'setCrossMargin: async () => {\n      throw ofTheAccount(wire);\n    },',
        'setCrossMargin: async () => {},',
      ),
    ],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'an account of Bybit whose money lies in several wallets is registered',
    edits: [edit(at('key-check'), "if (status === '5' || status === '6') return;", 'return;')],
    tests: by('key-check'),
  },
  {
    bug: 'a key that comes from a country which Bybit refuses waits for a check for ever',
    edits: [edit(at('key-check'), '.catch(refuseClosedDoor)', '')],
    tests: by('key-check'),
  },
  {
    bug: 'an address that asked Bybit too often is told to be in a refused country',
    edits: [edit(at('verify-answer'), "? ' access too frequent' : ''", "? '' : ''")],
    tests: [...by('key-check'), ...by('outcomes')],
  },
  {
    bug: 'a stage in a region that an exchange refuses is synthesized without a word',
    edits: [
      edit('infra/aws/weaknesses.ts', '[...closedDoors(options, region), ...risks(options)]', '[...risks(options)]'),
    ],
    tests: ['test/infra/aws/stage.test.ts'],
  },
  {
    bug: 'hedge mode of one symbol at Bybit is not seen',
    edits: [edit(at('key-check'), 'return [...held, ...one].some(', 'return one.some(')],
    tests: by('key-check'),
  },
  {
    bug: 'a key of Bybit that may only read passes for a key that trades',
    edits: [edit(at('key-check'), "const mode = readOnly === '1' ? 'read only ' : '';", "const mode = '';")],
    tests: by('key-check'),
  },
];
