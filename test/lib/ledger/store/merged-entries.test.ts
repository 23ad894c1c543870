import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { dynamodb } from '../../../../lib/aws/clients.ts';
import { marketTypes } from '../../../../lib/exchanges/model/axes.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { putEntry } from '../../../../lib/ledger/store/ledger-store.ts';
import { entryCursor, mergedEntries, type SourcedEntry } from '../../../../lib/ledger/store/merged-entries.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { entryOf, noon, streamFor } from '../fixture-stored-ledger.ts';

useEmbeddedTable();

const everything = { from: 0, to: noon + 1000 };
function ledgersOf(tenant: string) {
  return marketTypes.map((marketType) => ({ ref: { tenant, accountId: 'main' }, ...streamFor(marketType) }));
}

async function take(lines: AsyncIterable<SourcedEntry>, most = Number.POSITIVE_INFINITY): Promise<SourcedEntry[]> {
  const taken: SourcedEntry[] = [];
  for await (const line of lines) {
    taken.push(line);
    if (taken.length >= most) break;
  }
  return taken;
}

/** Few times, numbers of one and two digits and two owners, so that every tie there is comes up. */
const entry = fc.record({
  time: fc.integer({ min: noon, max: noon + 3 }),
  id: fc.constantFrom('1', '2', '10', '21', 'LA-1', 'LB-2'),
  owner: fc.constantFrom(null, 'first', 'second'),
});
const stored = fc.record({
  spot: fc.uniqueArray(entry, { selector: ({ time, id, owner }) => `${time} ${id} ${owner}` }),
  futures: fc.uniqueArray(entry, { selector: ({ time, id, owner }) => `${time} ${id} ${owner}` }),
});

describe('the entries of two ledgers', () => {
  it('come oldest first, each once, however the list is cut into pages', async () => {
    await fc.assert(
      fc.asyncProperty(stored, fc.integer({ min: 1, max: 7 }), async (entries, pageSize) => {
        const ledgers = ledgersOf(randomUUID());
        for (const ledger of ledgers)
          for (const terms of entries[ledger.stream as 'spot' | 'futures'])
            await putEntry(ledger, entryOf(terms as Partial<LedgerEntry>));
        const whole = await take(mergedEntries(ledgers, everything));
        expect(whole).toHaveLength(entries.spot.length + entries.futures.length);
        const times = whole.map((line) => line.entry.time);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        const paged: SourcedEntry[] = [];
        for (let page = await take(mergedEntries(ledgers, everything), pageSize); page.length > 0; ) {
          paged.push(...page);
          page = await take(mergedEntries(ledgers, everything, entryCursor(page.at(-1) as SourcedEntry)), pageSize);
        }
        expect(paged).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    'junk',
    `${noon}.kraken:spot`,
    `${noon}.kraken:margin.1.`,
    `${noon}.nowhere:spot.1.`,
    `${noon}.kraken:futures.1`,
    `x.kraken:futures.1.`,
    `${noon}.kraken:futures.1.#`,
  ])('refuse the made-up cursor %s', (cursor) => {
    expect(() => mergedEntries(ledgersOf('nobody'), everything, cursor)).toThrow('cursor: must be a cursor');
  });

  it('end at once after a cursor from beyond the range', async () => {
    const ledgers = ledgersOf(randomUUID());
    for (const ledger of ledgers) await putEntry(ledger, entryOf());
    expect(await take(mergedEntries(ledgers, everything, `${everything.to + 5}.kraken:futures.1.`))).toEqual([]);
  });

  it('fail only after all of their reads have ended', async () => {
    const send = dynamodb().send.bind(dynamodb()) as (command: unknown) => Promise<unknown>;
    let [sent, ended] = [0, 0];
    const spy = vi.spyOn(dynamodb(), 'send').mockImplementation((async (command: unknown) => {
      sent += 1;
      if (sent === 1) throw new Error('table away');
      await send(command);
      ended += 1;
      return {};
    }) as never);
    await expect(take(mergedEntries(ledgersOf(randomUUID()), everything))).rejects.toThrow('table away');
    expect([sent, ended]).toEqual([2, 1]);
    spy.mockRestore();
  });
});
