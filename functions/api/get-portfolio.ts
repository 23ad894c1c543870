import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentPortfolio } from '../../lib/http/present/portfolio.ts';
import { portfolioOf } from '../../lib/portfolio/portfolio.ts';

export const handler = endpoint(routes.getPortfolio, async ({ limit, cursor }, { tenant }) =>
  presentPortfolio(await portfolioOf(tenant, limit, cursor ?? null)),
);
