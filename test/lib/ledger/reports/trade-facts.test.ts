import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../../lib/decimal.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import type { SpotPairs } from '../../../../lib/ledger/reports/spot-pairs.ts';
import { type TradeFacts, withTrades } from '../../../../lib/ledger/reports/trade-facts.ts';
import type { StoredLedger } from '../../../../lib/ledger/store/stored-ledger.ts';
import { entryOf, noon } from '../fixture-stored-ledger.ts';

const ledger: StoredLedger = {
  ref: { tenant: 'acme', accountId: 'main' },
  ...{ exchange: 'kraken', stream: 'spot', only: undefined, isRegistered: true, marks: [] },
  coverage: { proof: 'balance-after', from: null, to: noon, complete: true, gaps: [], reasons: [] },
};
const pairs = new Set(['BTC/USD', 'ETH/BTC']);

/** A spot entry: `amount` is what the exchange traded, the fee comes on top. */
function leg(asset: string, amount: string, fee: string, terms: Partial<LedgerEntry> = {}): LedgerEntry {
  const change = new Decimal(amount).minus(fee).toFixed();
  const told = { id: `L${asset}`, symbol: null, wallet: 'spot', asset, fee, tradeId: 'T1' };
  return { ...entryOf(), ...told, change, ...terms };
}
function factsOf(...entries: LedgerEntry[]): Promise<(TradeFacts | null)[]> {
  return factsWith(async () => pairs, entries);
}
async function factsWith(pairsOf: SpotPairs, entries: readonly LedgerEntry[]): Promise<(TradeFacts | null)[]> {
  async function* all() {
    for (const entry of entries) yield { ledger, entry };
  }
  const found: (TradeFacts | null)[] = [];
  for await (const { trade } of withTrades(all(), pairsOf)) found.push(trade);
  return found;
}

it('an entry that tells its trade needs no second entry', async () => {
  const told = { symbol: 'BTC/USDT:USDT', price: '80000', traded: { side: 'sell', quantity: '0.5' } } as const;
  const facts = { symbol: 'BTC/USDT:USDT', side: 'sell', quantity: '0.5', price: '80000' };
  expect(await factsOf(leg('USDT', '-3', '1', told))).toEqual([facts]);
});

it('a margin trade on spot is told by its fill, which names the pair', async () => {
  const fill = { side: 'sell', quantity: '0.5', price: '3000.25', symbol: 'ETH/BTC' } as const;
  expect(await factsOf(leg('BTC', '12.5', '1', { label: 'margin', fill }))).toEqual([fill]);
});

describe('a spot trade in the export', () => {
  it('has symbol and side on both entries, quantity and price on the entry of the coin alone', async () => {
    const facts = await factsOf(leg('BTC', '0.5', '0'), leg('USD', '-40000', '64'));
    expect(facts).toEqual([
      { symbol: 'BTC/USD', side: 'buy', quantity: '0.5', price: '80000' },
      { symbol: 'BTC/USD', side: 'buy', quantity: null, price: null },
    ]);
  });

  it('is a sale where the coin leaves, and a fee in the coin is no part of the quantity', async () => {
    const [money, coin] = await factsOf(leg('USD', '8000', '0'), leg('BTC', '-0.1', '0.0002'));
    expect([money?.side, coin]).toEqual(['sell', { symbol: 'BTC/USD', side: 'sell', quantity: '0.1', price: '80000' }]);
  });

  it('takes its base from the list of markets, whatever comes first', async () => {
    const [coin] = await factsOf(leg('BTC', '-0.05', '0'), leg('ETH', '1', '0'));
    expect(coin).toMatchObject({ symbol: 'ETH/BTC', side: 'buy', quantity: null });
  });

  it.each<[string, LedgerEntry[]]>([
    ['whose other entry is missing', [leg('BTC', '0.5', '0')]],
    ['whose other entry is booked hours later', [leg('BTC', '0.5', '0'), leg('USD', '-1', '0', { time: noon + 1001 })]],
    ['on margin, which books the fee or the profit alone', [leg('USD', '12.5', '1')]],
    ['of a pair that is not listed', [leg('BTC', '0.5', '0'), leg('EUR', '-1', '0')]],
    ['whose entries go one way', [leg('BTC', '0.5', '0'), leg('USD', '1', '0')]],
    ['of three entries', [leg('BTC', '0.5', '0'), leg('USD', '-1', '0'), leg('USD', '-2', '0')]],
  ])('%s has no facts', async (_which, entries) => {
    for (const trade of await factsOf(...entries)) expect(trade).toBeNull();
  });

  it.each([1, 2, 1000])(
    'is one trade where the entries are booked %d ms apart, with other entries between',
    async (apart) => {
      const between = leg('USD', '-30', '0', { tradeId: 'T2', time: noon + apart - 1 });
      const entries = [leg('USD', '-40000', '64'), between, leg('BTC', '0.5', '0', { time: noon + apart })];
      const [money, other, coin] = await factsOf(...entries);
      expect([money?.symbol, other, coin]).toEqual([
        'BTC/USD',
        null,
        { symbol: 'BTC/USD', side: 'buy', quantity: '0.5', price: '80000' },
      ]);
    },
  );

  it('has its symbol also on the fee that was charged in another asset, an entry that moves nothing', async () => {
    const at = (ms: number) => ({ time: noon + ms });
    const entries = [leg('ETH', '-0.1', '0'), leg('BTC', '0.005', '0', at(1)), leg('KFEE', '0', '0.11', at(1))];
    const [coin, money, fee] = await factsOf(...entries);
    expect(coin).toEqual({ symbol: 'ETH/BTC', side: 'sell', quantity: '0.1', price: '0.05' });
    expect([money?.side, fee]).toEqual(['sell', { symbol: 'ETH/BTC', side: 'sell', quantity: null, price: null }]);
  });

  it('of a long list keeps its facts at every place of the list', async () => {
    const entries = Array.from({ length: 200 }, (_, index) => {
      const named = { tradeId: `T${index}` };
      const time = noon + index * 300;
      return [leg('USD', '-10', '0', { ...named, time }), leg('BTC', '1', '0', { ...named, time: time + 2 })];
    }).flat();
    const facts = await factsOf(...entries);
    expect(facts.map((trade) => trade?.quantity)).toEqual(entries.map(({ asset }) => (asset === 'BTC' ? '1' : null)));
  });

  it('of another trade of the same moment is apart', async () => {
    const other = { tradeId: 'T2' };
    const all = [
      leg('BTC', '1', '0'),
      leg('BTC', '2', '0', other),
      leg('USD', '-10', '0'),
      leg('USD', '-30', '0', other),
    ];
    expect((await factsOf(...all)).map((trade) => trade?.price)).toEqual(['10', '15', null, null]);
  });
});

describe('a trade of contracts in the export', () => {
  const money = entryOf({ id: '1', tradeId: 'x', price: '80000' });
  const contracts = { ...entryOf({ id: '2', tradeId: 'x' }), kind: 'position', asset: 'PF_XBTUSD' } as const;

  it('takes side and quantity from the entry of the contracts, on the entry of the money', async () => {
    const [paid, moved] = await factsOf(money, { ...contracts, change: '-0.25' });
    expect(paid).toEqual({ symbol: 'BTC/USD:USD', side: 'sell', quantity: '0.25', price: '80000' });
    expect(moved?.quantity).toBeNull();
  });

  it('needs no names of pairs', async () => {
    const unread = () => Promise.reject(new Error('no pair was asked for'));
    const [paid] = await factsWith(unread, [money, { ...contracts, change: '1' }, leg('USD', '5', '0')]);
    expect(paid).toMatchObject({ side: 'buy' });
  });

  it('without an entry of contracts has no facts', async () => {
    expect(await factsOf(money)).toEqual([null]);
  });
});

describe('a trade whose entries bear the fill', () => {
  const fill = { side: 'sell', quantity: '0.002', price: '80000.1' } as const;
  const symbol = 'BTC/USDT:USDT';
  const fee = entryOf({ id: 'fee', symbol, tradeId: '7', fill });
  const profit = entryOf({ id: 'profit', symbol, tradeId: '7', fill });

  it('has side and price on each entry, and the quantity on the first alone', async () => {
    expect(await factsOf(fee, profit)).toEqual([
      { symbol, ...fill },
      { symbol, ...fill, quantity: null },
    ]);
  });

  it('has its quantity beside a trade of the same id in another symbol', async () => {
    const other = { ...profit, symbol: 'ETH/USDT:USDT', fill: { ...fill, quantity: '5' } };
    expect((await factsOf(fee, other, profit)).map((facts) => facts?.quantity)).toEqual(['0.002', '5', null]);
  });

  it('has its quantity on the second entry where the first bears no fill', async () => {
    const { fill: _fill, ...bare } = fee;
    expect((await factsOf(bare, profit)).map((facts) => facts?.quantity)).toEqual([undefined, '0.002']);
  });
});
