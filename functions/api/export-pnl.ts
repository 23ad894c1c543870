import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentPnlExport } from '../../lib/http/present/pnl.ts';
import { writeCsv } from '../../lib/http/present/pnl-csv.ts';
import { ledgerLines } from '../../lib/ledger/store/ledger-entries.ts';
import { keptRange, storedLedger } from '../../lib/ledger/store/stored-ledger.ts';

export const handler = endpoint(routes.exportPnl, async ({ exchange_account_id, cursor, ...query }, { tenant }) => {
  const books = await storedLedger({ tenant, accountId: exchange_account_id }, query, query.market_type);
  const lines = ledgerLines(books, keptRange(query), cursor);
  return presentPnlExport(books, await writeCsv(lines, cursor === undefined));
});
