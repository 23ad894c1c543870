import { readAudit } from '../../lib/audit/read-audit.ts';
import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentAudit } from '../../lib/http/present/audit.ts';

export const handler = endpoint(routes.listAudit, async (query, { tenant }) => {
  const { exchange_account_id: accountId, reason: _reason, ...rest } = query;
  return presentAudit(await readAudit(tenant, { accountId, ...rest }));
});
