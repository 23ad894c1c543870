import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentPnlExport } from '../../lib/http/present/pnl.ts';
import { writeCsv } from '../../lib/http/present/pnl-csv.ts';
import { mergedEntries } from '../../lib/ledger/store/merged-entries.ts';
import { keptRange, storedLedgers } from '../../lib/ledger/store/stored-ledger.ts';

export const handler = endpoint(routes.exportPnl, async ({ exchange_account_id, cursor, ...query }, { tenant }) => {
  const ledgers = await storedLedgers({ tenant, accountId: exchange_account_id }, query, query.market_type);
  const entries = mergedEntries(ledgers, keptRange(query), cursor);
  return presentPnlExport(ledgers, await writeCsv(entries, cursor === undefined));
});
