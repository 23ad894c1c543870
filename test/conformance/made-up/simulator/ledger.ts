import type { Account, LedgerEntry } from '../../../../infra/local/exchanges/engine/account.ts';
import type { Exchange } from '../../../../infra/local/exchanges/engine/exchange.ts';
import { visibility } from '../../../../infra/local/exchanges/engine/ledger-faults.ts';
import type { Decimal } from '../../../../lib/decimal.ts';

/** An entry as this exchange tells it: by how much a balance changed, and no balance. */
export interface LedgerRow {
  readonly id: string;
  readonly time: number;
  readonly kind: string;
  readonly asset: string;
  readonly change: Decimal;
  readonly instrument: string | null;
  readonly trade: string | null;
}

/** Rows of the ledger that the exchange shows now, oldest first. */
export function shownRows({ ledgerFaults, world }: Exchange, account: Account): LedgerRow[] {
  const shows = visibility(ledgerFaults, account.hiddenEntries, world.now()) ?? (() => true);
  const shown = account.ledger.filter(({ id, at }) => shows(id, at));
  return rowsOf(account, shown);
}

export function ledgerRows(account: Account): LedgerRow[] {
  return rowsOf(account, account.ledger);
}

/** An entry of the engine is up to five rows here: what moved, profit, funding and fees stand apart. Positions have no rows. */
function rowsOf({ fills }: Account, entries: readonly LedgerEntry[]): LedgerRow[] {
  const byId = new Map(fills.map(({ id, order }) => [id, order.market.terms.symbol]));
  return entries
    .filter(({ of }) => of === 'balance')
    .flatMap((entry) => {
      const { id, at: time, asset, reference, details } = entry;
      const trade = reference !== null && byId.has(reference) ? reference : null;
      const instrument = details.symbol ?? byId.get(reference ?? '') ?? null;
      return partsOf(entry).flatMap(([kind, change], part) =>
        change === null || change.isZero()
          ? []
          : [{ id: String(Number(id) * 10 + part), time, kind, asset, change, instrument, trade }],
      );
    });
}

function partsOf(entry: LedgerEntry): (readonly [kind: string, change: Decimal | null])[] {
  const { kind, change, realizedPnl, realizedFunding, fee, liquidationFee } = entry;
  return [
    [kind === 'liquidation' ? 'trade' : kind, change],
    ['pnl', realizedPnl],
    ['funding', realizedFunding],
    ['fee', fee?.neg() ?? null],
    ['fee', liquidationFee?.neg() ?? null],
  ];
}

export function rowView({ change, ...row }: LedgerRow): object {
  return { ...row, change: change.toFixed() };
}
