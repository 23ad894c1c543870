import { Decimal, type DecimalString } from '../../decimal.ts';
import type { RealizedPnlEvent } from '../model/history.ts';
import type { LedgerEntry } from '../model/ledger-entry.ts';

/**
 * The events with the quantity of their trade, where the exchange books the contracts of a trade as an entry of its own (Kraken Futures). Two
 * such entries of one trade are two orders of one account that traded with each other: nobody tells whose profit the event is.
 */
export function withContracts(
  events: readonly RealizedPnlEvent[],
  entries: readonly LedgerEntry[],
): readonly RealizedPnlEvent[] {
  const moved = new Map<string, Map<string, DecimalString>>();
  for (const { kind, tradeId, symbol, id, change } of entries) {
    if (kind !== 'position' || tradeId === null) continue;
    const trade = keyOf({ tradeId, symbol });
    moved.set(trade, (moved.get(trade) ?? new Map()).set(id, change));
  }
  return events.map((event) => {
    const changes = [...(moved.get(keyOf(event))?.values() ?? [])];
    const [change] = changes;
    if (event.quantity !== null || event.tradeId === null || change === undefined || changes.length > 1) return event;
    return { ...event, quantity: new Decimal(change).abs().toFixed() };
  });
}

function keyOf({ tradeId, symbol }: Pick<LedgerEntry, 'tradeId' | 'symbol'>): string {
  return `${symbol} ${tradeId}`;
}
