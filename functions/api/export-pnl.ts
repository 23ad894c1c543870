import { endpoint } from '../../lib/api/endpoint.ts';
import { writeCsv } from '../../lib/api/pnl-csv.ts';
import { presentPnlExport } from '../../lib/api/present-pnl.ts';
import { routes } from '../../lib/api/routes.ts';
import { ledgerLines } from '../../lib/history/ledger-lines.ts';
import { keptRange, storedBooks } from '../../lib/history/stored-books.ts';

export const handler = endpoint(routes.exportPnl, async ({ exchange_account_id, cursor, ...query }, { tenant }) => {
  const books = await storedBooks({ tenant, accountId: exchange_account_id }, query, query.market_type);
  const lines = ledgerLines(books, keptRange(query), cursor);
  return presentPnlExport(books, await writeCsv(lines, cursor === undefined));
});
