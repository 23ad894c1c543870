import { edit, type Mutation } from './mutation.ts';

const binance = 'lib/exchanges/binance/catalogue.ts';
const bybit = 'lib/exchanges/bybit/instruments.ts';
const unnamed = ['test/lib/exchanges/unnamed-markets.test.ts'];
const binanceTests = ['test/lib/exchanges/binance/catalogue.test.ts'];
const bybitTests = [
  'test/lib/exchanges/bybit/order-parameters.test.ts',
  'test/lib/exchanges/bybit/instruments.test.ts',
];

/** Markets that count in a different unit, have ended, or are not what CCXT takes the markets for. */
export const listedMarketMutations: readonly Mutation[] = [
  {
    bug: 'Binance: a contract that a different coin margins is traded',
    edits: [edit(binance, ' && marginAsset === quoteAsset;', ';')],
    tests: binanceTests,
  },
  {
    bug: 'Binance: a dated contract whose end cannot be read is a perpetual',
    edits: [edit(binance, 'ends !== null && isPerpetual !== isDated && ', '')],
    tests: binanceTests,
  },
  {
    bug: 'Binance: a market without steps that can be read is traded',
    edits: [edit(binance, 'hasAssets(row) && hasFilters(row) && isReadable(row)', 'hasAssets(row) && isReadable(row)')],
    tests: binanceTests,
  },
  {
    bug: 'Binance: a market that is halted is open',
    edits: [
      edit(binance, "typeof status === 'string' ? 'closed' : null", "typeof status === 'string' ? 'open' : null"),
    ],
    tests: binanceTests,
  },
  {
    bug: 'Binance: a symbol with a different asset is confirmed',
    edits: [
      edit(
        binance,
        'base === info.baseAsset && quote === info.quoteAsset ? true : null',
        'base === quote ? null : true',
      ),
    ],
    tests: binanceTests,
  },
  {
    bug: 'contracts of Bybit that are settled in an unknown coin are traded',
    edits: [
      edit(
        bybit,
        'if (!settleCoins.some((each) => each === settleCoin) || quoteCoin !== settleCoin)',
        'if (settleCoin === null)',
      ),
    ],
    tests: bybitTests,
  },
  {
    bug: 'a contract of Bybit that is being delivered is open',
    edits: [edit(bybit, "Delivering: 'closed'", "Delivering: 'open'")],
    tests: bybitTests,
  },
  {
    bug: 'the least quantity of Bybit Spot, which Bybit does not check, refuses orders',
    edits: [edit(bybit, '{ minQuantity: null }', '{}')],
    tests: bybitTests,
  },
  {
    bug: 'the most of a market order at Binance is read from the filter of all orders alone',
    edits: [edit(binance, 'Decimal.min(...told).toFixed()', "(most ?? ofMarket ?? '')")],
    tests: binanceTests,
  },
  {
    bug: 'the most of a contract order at Bybit is that of a post-only order',
    edits: [edit(bybit, 'lots.maxMktOrderQty', 'lots.postOnlyMaxOrderQty')],
    tests: bybitTests,
  },
  {
    bug: 'an order above the maximum of its kind leaves, and a reduce-only order of Bybit is split into orders that nobody knows',
    edits: [edit('lib/exchanges/rules/steps.ts', '    ...maximumFault(order, market),\n', '')],
    tests: ['test/lib/exchanges/rules/steps.test.ts'],
  },
  {
    bug: 'an entry of a market list without a name is left out in silence',
    edits: [
      edit(
        'lib/exchanges/wire/told-rows.ts',
        'rows.filter((row) => !isNamed(row)).map(() => ({ field: key }))',
        'rows.slice(rows.length).map(() => ({ field: key }))',
      ),
    ],
    tests: unnamed,
  },
  {
    bug: 'a market that is listed twice, once in terms that cannot be read, is traded by the other terms',
    edits: [
      edit(
        'lib/exchanges/wire/catalogue.ts',
        'hasContractTerms(entry) && !leftOut.some(({ ids }) => ids.includes(entry.id))',
        'hasContractTerms(entry)',
      ),
    ],
    tests: unnamed,
  },
  {
    bug: 'a second name that two pairs bear names the later pair',
    edits: [edit('lib/exchanges/wire/catalogue.ts', 'bearers.get(alias)?.length === 1', 'bearers.has(alias)')],
    tests: unnamed,
  },
];
