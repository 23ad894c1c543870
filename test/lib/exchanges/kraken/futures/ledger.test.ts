import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFuturesBalances, readFuturesLedger } from '../../../../../lib/exchanges/kraken/futures/ledger.ts';
import type { LedgerRequest } from '../../../../../lib/exchanges/model/ledger-entry.ts';
import { placeOrder } from '../../fixture-calls.ts';
import { useOrders } from '../../fixture-orders.ts';
import { notAfter, orderOf } from '../../fixture-venues.ts';

interface LogEntry {
  readonly id: number;
  readonly time: number;
}

const start = Date.UTC(2026, 4, 1);
function entriesOf(count: number, sameMoment = 1): LogEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    id: 10 + index,
    time: start + Math.floor(index / sameMoment),
  }));
}

function wire({ id, time }: LogEntry) {
  return {
    id: String(id),
    date: new Date(time).toISOString(),
    asset: 'usd',
    contract: 'pf_xbtusd',
    info: 'futures trade',
    margin_account: 'flex',
    old_balance: '1.50',
    new_balance: '1.4',
    trade_price: '80000',
    realized_pnl: '-0.1',
    fee: '0.05',
    execution: 'e',
    funding_rate: null,
    realized_funding: '1e-7',
    liquidation_fee: null,
  };
}

/** The account log as documented: ascending, `since` in one of its two readings, `from` inclusive, never more than `cap` entries. */
function accountLogOf(entries: readonly LogEntry[], cap: number, includesStart = true) {
  const queries: Record<string, string>[] = [];
  const log = async (query: Record<string, string>): Promise<unknown> => {
    queries.push(query);
    const { since = '0', from = '0', count } = query;
    const found = entries.filter(
      ({ id, time }) => time >= Number(since) + (includesStart ? 0 : 1) && id >= Number(from),
    );
    return { accountUid: 'alice', logs: found.slice(0, Math.min(cap, Number(count))).map(wire) };
  };
  return { queries, log };
}

const whole: LedgerRequest = { since: null, after: null, maxRequests: 100 };
function read(log: ReturnType<typeof accountLogOf>['log'], request: Partial<LedgerRequest> = {}) {
  return readFuturesLedger(log, { ...whole, ...request }, (contract) => contract.toUpperCase());
}
function ids(entries: readonly { readonly id: string | number }[]): string[] {
  return entries.map(({ id }) => String(id));
}

describe('the account log of Kraken Futures', () => {
  it('the account log is read to its end, whatever number of entries from a hundred up is on a page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1_500),
        fc.integer({ min: 100, max: 1_200 }),
        fc.integer({ min: 1, max: 40 }),
        async (count, cap, same) => {
          const entries = entriesOf(count, same);
          const page = await read(accountLogOf(entries, cap).log);
          expect([ids(page.entries), page.isLast, page.owner]).toEqual([ids(entries), true, 'alice']);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('the next page of the account log begins at the id after the last entry, also among entries of one moment', async () => {
    const entries = entriesOf(250, 50);
    const { log, queries } = accountLogOf(entries, 120);
    const first = await read(log, { maxRequests: 1 });
    expect([first.entries.length, first.isLast]).toEqual([120, false]);
    const last = first.entries.at(-1);
    const rest = await read(log, { after: { id: last?.id ?? '', time: last?.time ?? 0 } });
    expect(ids([...first.entries, ...rest.entries])).toEqual(ids(entries));
    expect(queries.map(({ from }) => from)).toEqual([undefined, '130', '250']);
  });

  it.each([true, false])(
    'a short account log costs one request, and includes the moment that was asked for; since includes its moment: %s',
    async (includes) => {
      const { log, queries } = accountLogOf(entriesOf(20), 1_000, includes);
      const page = await read(log, { since: start + 15 });
      expect([ids(page.entries), page.isLast, page.requests]).toEqual([['25', '26', '27', '28', '29'], true, 1]);
      expect(queries).toEqual([{ sort: 'asc', count: '1000', since: String(start + 14) }]);
    },
  );

  it('an entry id beyond 2^53 is counted up exactly', async () => {
    const { log } = accountLogOf([], 100);
    const { queries } = accountLogOf([], 100);
    const seen = async (query: Record<string, string>) => {
      queries.push(query);
      return log(query);
    };
    await read(seen, { after: { id: '9007199254740993', time: start } });
    expect(queries[0]?.from).toBe('9007199254740994');
  });

  it('an entry of the account log keeps the exchange’s own digits', async () => {
    const [entry] = (await read(accountLogOf(entriesOf(1), 100).log)).entries;
    expect(entry).toMatchObject({
      id: '10',
      time: start,
      kind: 'trade',
      symbol: 'PF_XBTUSD',
      wallet: 'flex',
      asset: 'USD',
      change: '-0.1',
      balanceBefore: '1.50',
      balanceAfter: '1.4',
      realizedPnl: '-0.1',
      funding: '1e-7',
      fee: '0.05',
      liquidationFee: null,
      price: '80000',
      owner: 'alice',
      tradeId: 'e',
    });
  });

  it.each([
    ['without a list', {}],
    ['of a record without date and id', { logs: [{ ...wire({ id: 1, time: start }), date: 'yesterday', id: 'x' }] }],
    ['of an empty record', { logs: [{}] }],
  ])('an account log %s is malformed, and not empty', async (_, answer) => {
    await expect(read(async () => answer)).rejects.toThrow();
  });
});

describe('kinds of account log entries', () => {
  const kindOf = async (info: string) => {
    const answer = { logs: [{ ...wire({ id: 1, time: start }), info }] };
    return (await read(async () => answer)).entries[0]?.kind;
  };

  it.each([
    ['funding', ['funding rate change']],
    ['liquidation', ['futures liquidation', 'futures partial liquidation', 'covered liquidation']],
    ['settlement', ['settlement', 'futures settlement', 'futures contract expiry']],
    ['trade', ['futures trade', 'futures assignor', 'futures_unwind', 'futures unwind bankrupt']],
    ['trade', ['rfq', 'options trade', 'hedging trade']],
    ['conversion', ['conversion', 'conversion credit']],
    ['transfer', ['transfer', 'cross-exchange transfer', 'withdrawal']],
    ['other', ['a word of tomorrow']],
  ] as const)('the kind %s of an account log entry stands for the words %j', async (kind, words) => {
    for (const info of words) expect([info, await kindOf(info)]).toEqual([info, kind]);
  });
});

describe('expired contracts', () => {
  const scene = useOrders();

  it('a dated contract that has expired has realized its profit or loss', async () => {
    const { exchanges, simulators } = scene;
    const symbol = 'BTC/USD:USD-260626';
    const expiry = Date.UTC(2026, 5, 26, 8);
    const bought = await placeOrder(exchanges.swap, orderOf('swap', { symbol }), notAfter);
    expect(bought.kind).toBe('accepted');
    simulators.swap.control('price', { symbol: 'PF_XBTUSD', price: 85_000 });
    simulators.world.advance(expiry - simulators.world.now() + 60_000);
    const { items } = await exchanges.swap.data.realizedPnl({ limit: 10 });
    expect(items).toMatchObject([{ symbol, asset: 'USD', realizedPnl: '49.96' }]);
  });
});

describe('the balances of Kraken Futures', () => {
  it('the balances of futures are the money of each wallet, without the contracts beside the money', () => {
    const accounts = {
      flex: { currencies: { USD: { quantity: '5.10' }, XBT: { quantity: '0.2' } } },
      fi_xbtusd: { balances: { xbt: '0.3', pi_xbtusd: '7' } },
      cash: { balances: {} },
    };
    expect(readFuturesBalances({ accounts }).rows).toEqual([
      { wallet: 'flex', asset: 'USD', balance: '5.10' },
      { wallet: 'flex', asset: 'BTC', balance: '0.2' },
      { wallet: 'fi_xbtusd', asset: 'BTC', balance: '0.3' },
    ]);
  });

  it('missing balances of futures are told as unread, and not as an empty list', () => {
    expect(readFuturesBalances({ accounts: { flex: { currencies: { USD: {} } } } })).toEqual({
      rows: [],
      unread: [{ field: 'USD', asset: 'USD' }],
    });
    expect(() => readFuturesBalances({})).toThrow();
  });
});
