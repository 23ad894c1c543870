import '../enter.ts';
import { describe, expect, it } from 'vitest';
import type { LedgerProof } from '../../../lib/exchanges/definition.ts';
import { exchanges } from '../../../lib/exchanges/exchanges.ts';
import type { Ledger } from '../../../lib/exchanges/interfaces/ledger.ts';
import type { LedgerEntry, LedgerPage, LedgerPlace } from '../../../lib/exchanges/model/ledger-entry.ts';
import { type EachMarket, everyMarket } from '../benches.ts';
import { type Desk, hour, useDesk } from '../desk.ts';
import { proofs } from '../ledger-proof.ts';

function proofOf({ name, market }: EachMarket): LedgerProof | null {
  return exchanges[name.exchange].streams[market.stream ?? '']?.proof ?? null;
}

function ledgerOf({ adapter }: Desk): Ledger {
  if (adapter.ledger === null) throw new Error('the market has no ledger');
  return adapter.ledger;
}

/** Every entry, in as many requests as it takes. */
async function readAll(ledger: Ledger, maxRequests: number): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  let after: LedgerPlace | null = null;
  for (let calls = 0; calls < 100; calls += 1) {
    const page: LedgerPage = await ledger.entries({ since: null, after, maxRequests });
    entries.push(...page.entries);
    if (page.isLast) return entries;
    after = page.entries.at(-1) ?? (page.readTo === undefined ? after : { id: '', time: page.readTo });
  }
  throw new Error('the ledger does not end');
}

/** Trades in two symbols through some hours, at moving prices. */
async function trade({ place, other, advance, setPrice }: Desk): Promise<void> {
  for (const [index, price] of [80_000, 80_700, 79_100, 81_300].entries()) {
    setPrice(price);
    await place({ side: index % 2 === 0 ? 'buy' : 'sell', quantity: '0.03' });
    await place({ symbol: other, quantity: '0.1' });
    advance(hour);
  }
}

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const proof = proofOf(each);

  if (proof === null) {
    it(`TC-L01 ledger: not for ${each.title} (stream is null), and the market offers none`, () => {
      expect(desk().adapter.ledger).toBeNull();
    });
    return;
  }

  it(`TC-L01 the entries are complete, proven by ${proof}`, async () => {
    await trade(desk());
    const entries = await readAll(ledgerOf(desk()), 20);
    expect(entries.length).toBeGreaterThan(8);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    proofs[proof](entries, await ledgerOf(desk()).balances());
  });

  it(`TC-L02 the proof by ${proof} sees that an entry is missing`, async () => {
    await trade(desk());
    const entries = await readAll(ledgerOf(desk()), 20);
    const balances = await ledgerOf(desk()).balances();
    const middle = entries.findIndex(({ kind }, index) => kind === 'trade' && index > entries.length / 2);
    expect(() => proofs[proof](entries.toSpliced(middle, 1), balances)).toThrow();
  });

  it('TC-L03 entries come oldest first, and reading resumes after the last', async () => {
    await trade(desk());
    const ledger = ledgerOf(desk());
    const whole = await readAll(ledger, 20);
    expect(whole.map(({ time }) => time)).toEqual(whole.map(({ time }) => time).toSorted((a, b) => a - b));
    const middle = whole[Math.floor(whole.length / 2)];
    if (middle === undefined) throw new Error('the ledger is empty');
    const { entries: rows } = await ledger.entries({ since: null, after: middle, maxRequests: 20 });
    expect(rows.map(({ id }) => id)).toEqual(whole.slice(whole.indexOf(middle) + 1).map(({ id }) => id));
    expect((await ledger.entries({ since: null, after: whole.at(-1) ?? null, maxRequests: 5 })).entries).toEqual([]);
  });

  it('TC-L04 a trade, its fee and its symbol are told, and the same entry is told the same way twice', async () => {
    await trade(desk());
    const [first, second] = [await readAll(ledgerOf(desk()), 20), await readAll(ledgerOf(desk()), 20)];
    expect(second).toEqual(first);
    const trades = first.filter(({ kind }) => kind === 'trade');
    expect(trades.every(({ tradeId }) => tradeId !== null)).toBe(true);
    expect(trades.some(({ fee }) => Number(fee) > 0)).toBe(true);
  });

  it('TC-L05 a ledger that is answered outside the protocol is an error, and never empty', async () => {
    const { wire } = desk();
    wire.next = { kind: 'answered', answer: { status: 200, body: '{}' } };
    const code = 'EXCHANGE_UNAVAILABLE';
    const request = { since: null, after: null, maxRequests: 1 };
    await expect(ledgerOf(desk()).entries(request)).rejects.toMatchObject({ code });
  });
});
