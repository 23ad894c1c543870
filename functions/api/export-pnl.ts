import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentExport } from '../../lib/http/present/pnl-export.ts';
import { exportedEntries } from '../../lib/ledger/reports/exported-entries.ts';
import { shownCoverage, storedLedgers } from '../../lib/ledger/store/stored-ledger.ts';

export const handler = endpoint(routes.exportPnl, async (query, { tenant }) => {
  const { exchange_account_id: accountId, cursor, ...range } = query;
  const { ledgers, untold } = await storedLedgers({ tenant, accountId }, range, range.market_type);
  const coverages = [...untold, ...ledgers.map(shownCoverage)];
  return presentExport(query, coverages, exportedEntries(ledgers, range, cursor));
});
