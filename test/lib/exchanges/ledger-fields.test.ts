import { describe, expect, it } from 'vitest';
import { readableEntry as incomeEntry } from '../../../lib/exchanges/binance/usdm/income.ts';
import { readableEntry as logEntry } from '../../../lib/exchanges/bybit/ledger-entry.ts';
import { readableEntry as futuresEntry } from '../../../lib/exchanges/kraken/futures/ledger-entry.ts';
import { readableEntry as spotEntry } from '../../../lib/exchanges/kraken/spot/ledger-entry.ts';
import type { LedgerEntry } from '../../../lib/exchanges/model/ledger-entry.ts';

type Row = Readonly<Record<string, unknown>>;

interface LedgerCase {
  /** Every documented field as the exchange tells the field; numbers are text here already. */
  readonly row: Row;
  readonly read: (row: Row) => LedgerEntry | null;
  /** The field with the exchange's word for the kind of entry. */
  readonly word: string;
  /** Fields that rows of some kinds do not have. */
  readonly optional: string;
  /** As the exchange tells that the field says nothing. */
  readonly nothing: readonly unknown[];
}

const same = (name: string) => name;
const time = String(Date.UTC(2026, 4, 1));

const ledgers: Readonly<Record<string, LedgerCase>> = {
  'Kraken Spot': {
    row: {
      ...{ refid: 'TJKLXF-PGMUI-4NTLXU', time: '1688464484.1787', type: 'trade', subtype: 'tradespot' },
      ...{ aclass: 'currency', asset: 'ZGBP', amount: '-24.5000', fee: '0.0490', balance: '459567.9171' },
    },
    read: (row) => spotEntry('L4UESK-KG3EQ-UFO4T5', row, same),
    word: 'type',
    optional: 'subtype aclass',
    nothing: [undefined, null, ''],
  },
  'Kraken Futures': {
    row: {
      ...{
        asset: 'usd',
        contract: 'pf_xbtusd',
        booking_uid: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
        info: 'futures trade',
      },
      ...{ collateral: 'usd', date: '2026-05-01T14:15:22.000Z', execution: 'b3fc', id: '70', margin_account: 'flex' },
      ...{ old_balance: '5', new_balance: '6', old_average_entry_price: '7', new_average_entry_price: '8' },
      ...{
        trade_price: '9',
        mark_price: '9.5',
        realized_pnl: '2',
        fee: '1',
        funding_rate: '1e-7',
        realized_funding: '0',
      },
      ...{ conversion_spread_percentage: '0', liquidation_fee: '0', position_uid: 'f00d' },
    },
    read: (row) => futuresEntry(row, same),
    word: 'info',
    optional:
      'contract booking_uid collateral execution old_average_entry_price new_average_entry_price trade_price mark_price realized_pnl fee funding_rate realized_funding conversion_spread_percentage liquidation_fee position_uid',
    nothing: [undefined, null],
  },
  'Binance USD-M': {
    row: {
      ...{ symbol: 'BTCUSDT', incomeType: 'COMMISSION', income: '-0.01000000', asset: 'USDT', info: 'COMMISSION' },
      ...{ time, tranId: '9689322392', tradeId: '2059192' },
    },
    read: (row) => incomeEntry(row, same),
    word: 'incomeType',
    optional: 'symbol info tradeId',
    nothing: [undefined, null, ''],
  },
  Bybit: {
    row: {
      ...{
        id: '592324_XRPUSDT_161440249321',
        symbol: 'XRPUSDT',
        category: 'linear',
        side: 'Buy',
        transactionTime: time,
      },
      ...{ type: 'TRADE', transSubType: 'x', qty: '1', size: '2', currency: 'USDT', tradePrice: '3', funding: '0' },
      ...{ fee: '1', cashFlow: '5', change: '4', cashBalance: '9', feeRate: '0.1', bonusChange: '0', tradeId: 'b1' },
      ...{ orderId: 'o1', orderLinkId: 'mine', extraFees: [{ feeCoin: 'USDT', feeType: 'GST', fee: '0.0046' }] },
    },
    read: (row) => logEntry('Bybit', row, { symbolIn: (_category, id) => id, codeOf: same }),
    word: 'type',
    optional:
      'symbol category side transSubType qty size tradePrice funding fee cashFlow feeRate bonusChange tradeId orderId orderLinkId extraFees',
    nothing: [undefined, null, ''],
  },
};

const isNumber = (value: unknown) => /^-?\d+(\.\d+)?(e-\d+)?$/.test(String(value));

describe.each(Object.entries(ledgers))('a row of %s', (_title, { row, read, word, optional, nothing }) => {
  const garbled = Object.entries(row).flatMap(([field, value]) =>
    [...(isNumber(value) ? ['garbled'] : []), true, {}, []].map((form) => [field, form] as const),
  );

  it('is an entry as it is documented', () => {
    expect(read(row)).not.toBeNull();
  });

  it.each(garbled)(
    'is unread with %s as %j: a stored part of the row would be a changed entry later',
    (field, form) => {
      expect(read({ ...row, [field]: form })).toBeNull();
    },
  );

  it.each(optional.split(' ').flatMap((field) => nothing.map((value) => [field, value] as const)))(
    'is an entry with %s as %j, which says that there is none',
    (field, value) => {
      expect(read({ ...row, [field]: value })).not.toBeNull();
    },
  );

  it('is an entry of another kind under a word that no page documents', () => {
    expect(read({ ...row, [word]: 'a new word' })).toMatchObject({ kind: 'other' });
  });

  it.each([true, {}, [], ['x'], 'text', '7', null])('is an entry with the new field %j', (value) => {
    const entry = read({ ...row, new_field: value });
    expect({ ...entry, digest: '' }).toEqual({ ...read(row), digest: '' });
  });
});
