import type { Decimal } from 'decimal.js';
import type { Account, Fill, LedgerEntry } from '../../engine/account.ts';
import { pageOf, visibility } from '../../engine/ledger-faults.ts';
import type { SignedCall } from '../rest/handle.ts';
import { limitOf, text, whole } from '../rest/params.ts';
import type { UsdmExchange } from './exchange.ts';
import { keptMs } from './lists.ts';

/** A change of the wallet as Binance tells it: without the balance before or after. */
interface Income {
  readonly symbol: string;
  readonly incomeType: string;
  readonly income: string;
  readonly asset: string;
  readonly info: string;
  readonly time: number;
  /** Unique for a customer and an income type. */
  readonly tranId: number;
  readonly tradeId: string;
}

const weekMs = 7 * 86_400_000;

/** GET /fapi/v1/income: oldest first, 7 days unless a start is given, three months kept. `page` has no meaning since 2026-10-16. */
export function income({ exchange, account, params, now }: SignedCall<UsdmExchange>): object[] {
  const [start, end] = [whole(params, 'startTime'), whole(params, 'endTime') ?? now];
  const from = Math.max(start ?? end - weekMs, now - keptMs);
  const [symbol, type] = [text(params, 'symbol'), text(params, 'incomeType')];
  const limit = pageOf(exchange.ledgerFaults, limitOf(params, 100, 1000));
  const page = shownRows(exchange, account, now)
    .filter(({ time }) => time >= from && time <= end)
    .filter((row) => (symbol === null || row.symbol === symbol) && (type === null || row.incomeType === type))
    .slice(0, limit);
  return exchange.answers.incomeOrder === 'oldest-first' ? page : page.toReversed();
}

function shownRows({ ledgerFaults }: UsdmExchange, account: Account, now: number): Income[] {
  const shows = visibility(ledgerFaults, account.hiddenEntries, now) ?? (() => true);
  const fills = new Map(account.fills.map((fill) => [fill.id, fill]));
  return account.ledger
    .filter(({ of, id, at }) => of === 'balance' && shows(id, at))
    .flatMap((entry) => rowsOf(entry, fills.get(entry.reference ?? '')));
}

/** An entry of the engine is a row for each thing that moved: profit, funding and fee stand apart. A zero is no row. */
function rowsOf(entry: LedgerEntry, fill: Fill | undefined): Income[] {
  const symbol = entry.details.symbol ?? fill?.order.market.terms.symbol ?? '';
  const tradeId = fill?.id ?? '';
  return partsOf(entry)
    .filter(([, amount]) => amount !== null && !amount.isZero())
    .map(([incomeType, amount]) => ({
      ...{ symbol, incomeType, income: (amount as Decimal).toFixed(8), asset: entry.asset },
      ...{ info: incomeType === 'REALIZED_PNL' ? tradeId : incomeType, time: entry.at },
      ...{ tranId: Number(entry.id), tradeId },
    }));
}

const changes: Partial<Record<LedgerEntry['kind'], string>> = {
  ...{ arrival: 'TRANSFER', departure: 'TRANSFER', transfer: 'TRANSFER', deposit: 'TRANSFER' },
  ...{ shortfall: 'INSURANCE_CLEAR', conversion: 'AUTO_EXCHANGE' },
};

function partsOf(entry: LedgerEntry): (readonly [type: string, amount: Decimal | null])[] {
  const { kind, change, realizedPnl, realizedFunding, fee, liquidationFee } = entry;
  return [
    [changes[kind] ?? 'TRANSFER', change],
    [kind === 'settlement' ? 'DELIVERED_SETTELMENT' : 'REALIZED_PNL', realizedPnl],
    ['FUNDING_FEE', realizedFunding],
    ['COMMISSION', fee?.neg() ?? null],
    ['INSURANCE_CLEAR', liquidationFee?.neg() ?? null],
  ];
}
