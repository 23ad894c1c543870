import { edit, type Mutation } from './mutation.ts';

const garbled = (exchange: string) => [`test/lib/exchanges/${exchange}/garbled-rows.test.ts`];
const fields = ['test/lib/exchanges/ledger-fields.test.ts'];
const rules = ['test/lib/exchanges/rules/unread-rows.test.ts'];
const cancellations = ['test/lib/orders/cancel/unread-orders.test.ts'];
const gaps = ['test/lib/ledger/proof/unread-gaps.test.ts'];

/** Bugs of lists with rows that nobody can read: a row hides the others, is left out in silence, or its absence becomes a proof. */
export const unreadRowMutations: readonly Mutation[] = [
  {
    bug: 'Kraken Spot: a row of the ledger with a field that cannot be read is stored',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/ledger-entry.ts',
        '  requireForms(title, row, forms);',
        '  requireForms(title, {}, forms);',
      ),
    ],
    tests: fields,
    only: 'a row of Kraken Spot',
  },
  {
    bug: 'Kraken Futures: a row of the ledger with a field that cannot be read is stored',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/ledger-entry.ts',
        '  requireForms(title, row, forms);',
        '  requireForms(title, {}, forms);',
      ),
    ],
    tests: fields,
    only: 'a row of Kraken Futures',
  },
  {
    bug: 'Binance USD-M: a row of the ledger with a field that cannot be read is stored',
    edits: [
      edit(
        'lib/exchanges/binance/usdm/income.ts',
        '  requireForms(title, row, forms);',
        '  requireForms(title, {}, forms);',
      ),
    ],
    tests: fields,
    only: 'a row of Binance USD-M',
  },
  {
    bug: 'Bybit: a row of the ledger with a field that cannot be read is stored',
    edits: [
      edit(
        'lib/exchanges/bybit/ledger-entry.ts',
        '  requireForms(title, row, forms);',
        '  requireForms(title, {}, forms);',
      ),
    ],
    tests: fields,
    only: 'a row of Bybit',
  },
  {
    bug: 'the garbled number of a row is the number of another row',
    edits: [
      edit(
        'lib/exchanges/binance/usdm/income.ts',
        "text: 'symbol incomeType asset info', decimal: 'income time', digits: 'tranId tradeId'",
        "text: 'symbol incomeType asset info tranId tradeId', decimal: 'income time'",
      ),
    ],
    tests: fields,
    only: 'a row of Binance',
  },
  {
    bug: 'Binance: an entry of the ledger that cannot be read is left out in silence',
    edits: [edit('lib/exchanges/binance/usdm/ledger.ts', 'unread.push(...unreadAmong(rows));', 'unreadAmong(rows);')],
    tests: ['test/lib/exchanges/binance/usdm/ledger.test.ts'],
    only: 'is a gap',
  },
  {
    bug: 'a row that one answer garbled is not read again before the next full rescan',
    edits: [
      edit('lib/ledger/ingest/read-ledger.ts', 'isUnread(gap) && gap.tries === 0', 'isUnread(gap) && gap.tries < 0'),
    ],
    tests: ['test/lib/ledger/ingest/read-ledger.test.ts'],
  },
  {
    bug: 'a page of rows that tell neither a time nor an id passes for a ledger',
    edits: [
      edit(
        'lib/exchanges/rules/unread-entries.ts',
        'if (rows.length > 0 && rows.every(',
        'if (rows.length > 99 && rows.every(',
      ),
    ],
    tests: ['test/lib/exchanges/kraken/unread-ledger.test.ts'],
  },
  {
    bug: 'a page of a ledger whose only rows cannot be read ends every pull',
    edits: [
      edit(
        'lib/exchanges/rules/unread-entries.ts',
        'rows.every(({ time, id }) => time === null && id === null)',
        'rows.every((row) => !("entry" in row) || row.entry === null)',
      ),
    ],
    tests: ['test/lib/exchanges/kraken/unread-ledger.test.ts'],
  },
  {
    bug: 'a reading of a ledger that goes on at its own beginning never ends',
    edits: [edit('lib/exchanges/rules/unread-entries.ts', 'if (newest <= start) throw', 'if (newest < 0) throw')],
    tests: ['test/lib/exchanges/kraken/unread-ledger.test.ts'],
  },
  {
    bug: 'the garbled id of a row that cannot be read skips entries of the account log',
    edits: [edit('lib/exchanges/kraken/futures/ledger.ts', 'entriesAmong(rows).at(-1)?.id ?? rows', 'rows')],
    tests: ['test/lib/exchanges/kraken/unread-ledger.test.ts'],
  },
  {
    bug: 'a list with a row that cannot be read is a proof',
    edits: [
      edit('lib/exchanges/rules/unread-rows.ts', '  if (unread.length > 0) throw', '  if (unread.length > 99) throw'),
    ],
    tests: [...rules, ...garbled('kraken')],
  },
  {
    bug: 'a row that cannot be read is left out in silence',
    edits: [
      edit('lib/exchanges/wire/told-rows.ts', '      unread.push(', '      if (error.field === null) unread.push('),
    ],
    tests: garbled('kraken'),
  },
  {
    bug: 'a row that is no record fails the list',
    edits: [
      edit(
        'lib/exchanges/wire/readers.ts',
        '  return isRecord(entry) ? entry : {};',
        "  if (!isRecord(entry)) throw new MalformedResponse('', 200);\n  return entry;",
      ),
    ],
    tests: garbled('bybit'),
  },
  {
    bug: 'a transfer is absent beside an entry of the ledger that cannot be read',
    edits: [
      edit(
        'lib/transfers/reconcile/find-transfer.ts',
        "shown.kind === 'absent' && unread.length > 0",
        "shown.kind === 'absent' && unread.length > 99",
      ),
    ],
    tests: ['test/lib/transfers/garbled-ledger.test.ts'],
  },
  {
    bug: 'an entry that cannot be read is an entry of another transfer',
    edits: [
      edit(
        'lib/exchanges/wire/told-rows.ts',
        'if (unread !== undefined) throw new MalformedResponse(exchangeName, 200, unread[0]);\n  return true;',
        'return unread === undefined;',
      ),
    ],
    tests: [...garbled('kraken'), ...garbled('binance')],
  },
  {
    bug: 'an event that cannot be read proves an order of Kraken Futures absent',
    edits: [edit('lib/exchanges/kraken/futures/order-events.ts', 'if (told.unread.length > 0) isWhole = false;', '')],
    tests: ['test/lib/exchanges/kraken/futures/unreadable-fields.test.ts'],
  },
  {
    bug: 'a rejection is the last word beside an event that cannot be read',
    edits: [
      edit(
        'lib/exchanges/kraken/futures/find-order.ts',
        "!isProof && (found === null || found.status === 'rejected')",
        '!isProof && found === null',
      ),
    ],
    tests: ['test/lib/exchanges/kraken/futures/unreadable-fields.test.ts'],
  },
  {
    bug: 'a move of an unknown kind out of Kraken Spot is no wanted transfer',
    edits: [
      edit('lib/exchanges/kraken/spot/transfers.ts', '/staking|earn|^spotfrom/.test(name) ? false : null', 'false'),
    ],
    tests: ['test/lib/exchanges/kraken/spot/transfers.test.ts'],
  },
  {
    bug: 'a closed order whose executed part cannot be read is filled',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/described-orders.ts',
        "if (notNegative(row.vol_exec) === null) return 'unknown';",
        "if (notNegative(row.vol_exec) === null) return 'filled';",
      ),
    ],
    tests: ['test/lib/exchanges/kraken/spot/described-orders.test.ts'],
  },
  {
    bug: 'an open order that cannot be read leaves no line in the log',
    edits: [edit('lib/exchanges/rules/restricted-orders.ts', '    noteUnread(list, openOrder, market);\n', '')],
    tests: rules,
  },
  {
    bug: 'an open order without a readable symbol is in no list of a symbol',
    edits: [
      edit(
        'lib/exchanges/rules/restricted-orders.ts',
        'unread.filter(({ symbol = wanted }) => symbol === wanted)',
        'unread.filter(({ symbol }) => symbol === wanted)',
      ),
    ],
    tests: rules,
  },
  {
    bug: 'a halt is complete over an open order that cannot be read',
    edits: [
      edit('lib/orders/halt/look.ts', 'listed.rows.length + listed.unread.length', 'listed.rows.length'),
      edit(
        'lib/orders/halt/look.ts',
        '...unreadable, ...unseen, ...untradedOpen(rows)',
        '...unseen, ...untradedOpen(rows)',
      ),
    ],
    tests: ['test/lib/orders/halt/key-states.test.ts'],
    only: 'nobody can read',
  },
  {
    bug: 'an account with an open order that cannot be read is deleted',
    edits: [
      edit(
        'lib/orders/left-open.ts',
        "      ...unreadList(marketType, session.market, 'open order', unread).map(({ message }) => ({ message })),\n",
        '      ...unreadList(marketType, session.market, title, unread.slice(unread.length)),\n',
      ),
    ],
    tests: ['test/lib/orders/left-open.test.ts'],
    only: 'nobody can read',
  },
  {
    bug: 'Binance: an order without a readable symbol stops the cancellation of all orders',
    edits: [
      edit(
        'lib/exchanges/binance/unread-orders.ts',
        '  return [...new Set(',
        "  requireSymbols('Binance', { rows, unread });\n  return [...new Set(",
      ),
    ],
    tests: garbled('binance'),
    only: 'cancels all other orders',
  },
  {
    bug: 'Binance: a cancellation of all orders succeeds beside an order without a readable symbol',
    edits: [
      edit(
        'lib/exchanges/binance/unread-orders.ts',
        '  if (left.length === 0) return;',
        '  if (left.length < 99) return;',
      ),
    ],
    tests: garbled('binance'),
    only: 'cancels all other orders',
  },
  {
    bug: 'a journaled cancellation of all orders stops at an order that cannot be read',
    edits: [
      edit(
        'lib/orders/cancel/cancel-all-orders.ts',
        '  const { rows, unread, unseen } = await everyOpen(session, wanted);',
        '  const { rows, unread, unseen } = { rows: await session.orders.open(wanted), unread: [] as UnreadRow[], unseen: [] as string[] };',
      ),
    ],
    tests: cancellations,
  },
  {
    bug: 'a cancellation of all orders is a success beside an order that cannot be read',
    edits: [
      edit(
        'lib/http/present/cancel-all.ts',
        "record.state === 'ACCEPTED' && unread !== undefined",
        'unread === record.state',
      ),
    ],
    tests: cancellations,
  },
  {
    bug: 'a wallet is done beside an order that cannot be read',
    edits: [
      edit(
        'lib/http/present/canceled-everywhere.ts',
        "return unread === undefined ? 'done' : 'given_up';",
        "return unread === '' ? 'given_up' : 'done';",
      ),
    ],
    tests: cancellations,
  },
  {
    bug: 'an order by id is absent beside an order that cannot be read',
    edits: [edit('lib/orders/cancel/plan-cancels.ts', 'isWhole: list?.unread.length === 0', 'isWhole: list !== null')],
    tests: cancellations,
    only: 'is not absent',
  },
  {
    bug: 'an order whose store nobody knows is canceled in a guessed store',
    edits: [
      edit(
        'lib/orders/cancel/cancel-all-orders.ts',
        'if (exchangeOrderId === undefined || store === undefined || !isMeant || !isNamed) return null;\n  return { exchangeOrderId, symbol, store };',
        "if (exchangeOrderId === undefined || !isMeant || !isNamed) return null;\n  return { exchangeOrderId, symbol, store: store ?? 'regular' };",
      ),
    ],
    tests: cancellations,
    only: 'does not tell',
  },
  {
    bug: 'a cancellation for one symbol cancels an order whose symbol cannot be read',
    edits: [
      edit(
        'lib/orders/cancel/cancel-all-orders.ts',
        'wanted === undefined || symbol === wanted',
        'wanted === undefined || (symbol ?? wanted) === wanted',
      ),
    ],
    tests: cancellations,
    only: 'may be another',
  },
  {
    bug: 'an answer without some of its rows says that it is whole',
    edits: [edit('lib/http/present/unread.ts', '  return { unread, complete: false };', '  return { unread };')],
    tests: ['test/lib/http/present/unread.test.ts'],
  },
  {
    bug: 'the worth of a portfolio leaves out a balance that cannot be read',
    edits: [edit('lib/portfolio/totals.ts', "isWhole('balances') && areRead", "(isWhole('balances') || areRead)")],
    tests: ['test/lib/portfolio/totals.test.ts'],
    only: 'no worth of all',
  },
  {
    bug: 'the newest entry of a ledger that cannot be read is no gap',
    edits: [
      edit('lib/ledger/ingest/read-ledger.ts', '[...broken, ...unread]', '[...broken, ...unread.slice(unread.length)]'),
    ],
    tests: gaps,
  },
  {
    bug: 'a newer entry that cannot be read is no gap of a live answer',
    edits: [
      edit(
        'lib/ledger/reports/live-tail.ts',
        '...unreadGaps(page, { from: since, to: sharedNow() })',
        '...unreadGaps({}, { from: since, to: sharedNow() })',
      ),
    ],
    tests: ['test/lib/ledger/reports/live-tail.test.ts'],
  },
  {
    bug: 'a reading that begins within the gap of an unreadable entry closes the gap',
    edits: [edit('lib/ledger/proof/unread-gaps.ts', 'gap.from < read.from || gap.to > read.to', 'gap.to > read.to')],
    tests: gaps,
  },
  {
    bug: 'Binance: a fill without a readable time is left out in silence',
    edits: [
      edit(
        'lib/exchanges/binance/fills.ts',
        'if (fill === null || rank === null) leftOut.push(time);',
        'if (fill === null || rank === null) leftOut.push();',
      ),
    ],
    tests: garbled('binance'),
  },
  {
    bug: 'an order on spot is absent because its row cannot be read',
    edits: [
      edit(
        'lib/exchanges/kraken/spot/find-order.ts',
        'return everyRow(title, ordersIn(rows)).filter(',
        'return ordersIn(rows).rows.filter(',
      ),
    ],
    tests: garbled('kraken'),
    only: 'open orders on spot',
  },
];
