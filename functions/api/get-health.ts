import { endpoint } from '../../lib/api/endpoint.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.getHealth, async () => ({ status: 'ok' as const }));
