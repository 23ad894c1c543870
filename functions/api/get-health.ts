import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint(routes.getHealth, async () => ({ status: 'ok' as const }));
