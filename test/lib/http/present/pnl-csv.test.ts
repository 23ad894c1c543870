import { describe, expect, it } from 'vitest';
import { newCall, runInCall } from '../../../../lib/aws/call-context.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { headerLine, writeCsv } from '../../../../lib/http/present/pnl-csv.ts';
import { presentPnlExport } from '../../../../lib/http/present/pnl-export.ts';
import { entryCursor, type SourcedEntry } from '../../../../lib/ledger/store/merged-entries.ts';
import { type StoredLedger, shownCoverage } from '../../../../lib/ledger/store/stored-ledger.ts';
import { entryOf, noon } from '../../ledger/fixture-stored-ledger.ts';

function ledgerOf(terms: Partial<StoredLedger> = {}): StoredLedger {
  return {
    ref: { tenant: 'acme', accountId: 'main' },
    exchange: 'kraken',
    stream: 'futures',
    only: undefined,
    isRegistered: true,
    coverage: { proof: 'running-balance', from: null, to: noon, complete: true, gaps: [], reasons: [] },
    marks: [],
    ...terms,
  };
}

async function* linesOf(
  entries: Iterable<LedgerEntry>,
  ledger = ledgerOf(),
): AsyncGenerator<SourcedEntry<StoredLedger>> {
  for (const entry of entries) yield { ledger, entry };
}
function many(count: number, terms: Partial<LedgerEntry> = {}): LedgerEntry[] {
  return Array.from({ length: count }, (_, index) => entryOf({ id: String(index + 1), ...terms }));
}
function linesIn(text: string): string[] {
  return text.split('\r\n').filter(Boolean);
}

describe('the export', () => {
  it("has a line per entry, with the exchange's own decimals", async () => {
    const entry = entryOf({
      id: '1842',
      kind: 'liquidation',
      label: 'futures liquidation',
      before: '1000.50',
      after: '997.4995',
      realizedPnl: '-3.0000',
      funding: '0',
      fee: '0.0005',
      liquidationFee: '1e-7',
      price: '80204',
      tradeId: 'd863e5d7',
      orderId: 'order-7',
    });
    const { text, next } = await writeCsv(linesOf([entry]), true);
    expect(text).toBe(
      'time,exchange,exchange_account_id,market_type,kind,label,symbol,asset,change,realized_pnl,funding,fee,liquidation_fee,balance_before,balance_after,price,trade_id,row_id,side,quantity,order_id\r\n' +
        '2026-06-20T12:00:00.000Z,krakenfutures,main,swap,liquidation,futures liquidation,BTC/USD:USD,USD,-3.0005,-3.0000,0,0.0005,0.0000001,1000.50,997.4995,80204,d863e5d7,1842,,,order-7\r\n',
    );
    expect(next).toBeNull();
  });

  it('writes every decimal without exponent, and no other column', async () => {
    const [small, digits] = ['-1.334E-7', '-0.0000001334'];
    const told = { realizedPnl: small, funding: small, fee: small, liquidationFee: small, price: small };
    const fill = { side: 'buy', quantity: '6.264e-7', price: small } as const;
    const entry: LedgerEntry = {
      ...entryOf({ before: '1e-7', after: '6.264e-7', tradeId: '1e5', orderId: '1e6', ...told }),
      change: small,
    };
    async function* exported() {
      yield { ledger: ledgerOf(), entry, trade: { ...fill, symbol: null } };
    }
    const [line = ''] = linesIn((await writeCsv(exported(), false)).text);
    expect(line.split(',').slice(8)).toEqual([
      ...[digits, digits, digits, digits, digits],
      ...['0.0000001', '0.0000006264', digits, '1e5', '1', 'buy', '0.0000006264', '1e6'],
    ]);
  });

  it('lets no text of the exchange become a formula', async () => {
    const { text } = await writeCsv(linesOf([entryOf({ label: '=cmd|x', tradeId: '@x', asset: '-A' })]), false);
    expect(text).toContain(`,"'=cmd|x",`);
    expect(text).toContain(`,"'@x",`);
    expect(text).toContain(`,"'-A",`);
  });

  it('without entries is the header line alone', async () => {
    expect(await writeCsv(linesOf([]), true)).toEqual({ text: headerLine, next: null });
  });

  it('has the header line on the first page alone, so that pages can be concatenated', async () => {
    expect(linesIn((await writeCsv(linesOf(many(1)), false)).text)).toHaveLength(1);
  });

  it('ends a page after 10,000 lines with a cursor for the next page', async () => {
    const entries = many(10_001);
    const { text, next } = await writeCsv(linesOf(entries), true);
    expect(linesIn(text)).toHaveLength(10_001);
    expect(next).toBe(entryCursor({ ledger: ledgerOf(), entry: entries[9999] as LedgerEntry }));
    expect((await writeCsv(linesOf(many(10_000)), true)).next).toBeNull();
  });

  it('ends a page before Lambda would refuse the answer, whatever the characters', async () => {
    const { text, next } = await writeCsv(linesOf(many(300, { label: '"'.repeat(20_000) })), true);
    expect(Buffer.byteLength(JSON.stringify({ statusCode: 200, body: text }))).toBeLessThan(6_291_556);
    expect(next).not.toBeNull();
  });

  it('ends a page when time runs out, but never before the first line', async () => {
    const late = await runInCall(newCall('r', 'export-pnl', Date.now()), () => writeCsv(linesOf(many(3)), false));
    expect([linesIn(late.text).length, late.next]).toEqual([1, entryCursor({ ledger: ledgerOf(), entry: entryOf() })]);
  });
});

describe('the headers of the export', () => {
  const headersOf = (ledgers: StoredLedger[], next: string | null = null) =>
    presentPnlExport(ledgers.map(shownCoverage), { text: '', next }).headers;

  it('show the time that all ledgers cover', () => {
    const whole = ledgerOf();
    const half = ledgerOf({
      coverage: {
        proof: 'running-balance',
        from: noon - 5000,
        to: noon - 1000,
        complete: false,
        gaps: [],
        reasons: ['late'],
      },
    });
    expect(headersOf([whole])).toEqual({
      'x-coverage-complete': 'true',
      'x-coverage-to': '2026-06-20T12:00:00.000Z',
    });
    expect(headersOf([whole, half])).toEqual({
      'x-coverage-complete': 'false',
      'x-coverage-from': '2026-06-20T11:59:55.000Z',
      'x-coverage-to': '2026-06-20T11:59:59.000Z',
      'x-coverage-reasons': 'main swap: late',
    });
    const older = ledgerOf({
      coverage: { proof: 'running-balance', from: noon - 9000, to: noon, complete: true, gaps: [], reasons: [] },
    });
    expect(headersOf([older, half])).toMatchObject({
      'x-coverage-from': '2026-06-20T11:59:55.000Z',
      'x-coverage-to': '2026-06-20T11:59:59.000Z',
    });
  });

  it('without a ledger do not claim completeness', () => {
    expect(headersOf([])).toMatchObject({
      'x-coverage-complete': 'false',
      'x-coverage-reasons': expect.stringContaining('no ledger'),
    });
  });

  it('say where a ledger is not proven for any moment', () => {
    const reasons = ['the ledger has not been pulled to its end yet'];
    const ends = { from: noon, to: noon, complete: false, gaps: [] };
    const unread = ledgerOf({ coverage: { proof: 'sum-of-changes', ...ends, isNothing: true, reasons } });
    expect(headersOf([ledgerOf(), unread])).toMatchObject({
      'x-coverage-complete': 'false',
      'x-coverage-nothing-covered': 'true',
      'x-coverage-reasons': `main swap: ${reasons[0]}`,
    });
    expect(headersOf([ledgerOf()])).not.toHaveProperty('x-coverage-nothing-covered');
  });

  it('name the next page', () => {
    expect(headersOf([ledgerOf()], '1.swap.2.')).toMatchObject({ 'x-next-cursor': '1.swap.2.' });
  });
});
