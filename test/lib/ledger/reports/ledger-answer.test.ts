import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { fundingPayments } from '../../../../lib/ledger/reports/funding.ts';
import { realizedPnl } from '../../../../lib/ledger/reports/realized-pnl.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { entryOf, keepAccount, keepLedger, noon } from '../fixture-stored-ledger.ts';

useEmbeddedTable();

const ref = { tenant: randomUUID(), accountId: 'main' };
/** What the ledger covers, so that no exchange is asked. */
const request = { limit: 20, to: noon + 1 };
const kinds: readonly LedgerEntry['kind'][] = [
  'trade',
  'liquidation',
  'settlement',
  'funding',
  'transfer',
  'conversion',
  'other',
];

beforeAll(async () => {
  await keepAccount(ref, ['swap']);
  const entries = kinds.map((kind, index) => ({ kind, time: noon - index, realizedPnl: '2', funding: '-3' }));
  const leg: Partial<LedgerEntry> = { kind: 'position', asset: 'PF_XBTUSD', realizedPnl: '2', funding: '-3' };
  const idle: Partial<LedgerEntry> = { kind: 'other', realizedPnl: '0', funding: null };
  const all = [...entries, leg, idle].map((entry, index) => entryOf({ id: String(100 + index), ...entry }));
  await keepLedger(ref, 'swap', all);
});

describe('of the entries of a ledger', () => {
  it('every entry with realized PnL is listed, whatever its label, except for contracts', async () => {
    const { items, total, source } = await realizedPnl(ref, request);
    expect([items.length, total, source]).toEqual([kinds.length, String(2 * kinds.length), 'ledger']);
  });

  it('every entry with funding is listed, whatever its label, except for contracts', async () => {
    const { entries } = await fundingPayments(ref, request);
    expect(entries.map(({ amount }) => amount)).toEqual(kinds.map(() => '-3'));
  });

  it('a page ends at its limit, and the next page continues', async () => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await realizedPnl(ref, { ...request, limit: 3, cursor });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(ids).toEqual(kinds.map((_, index) => String(100 + index)));
  });
});
