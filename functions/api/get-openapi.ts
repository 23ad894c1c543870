import { endpoint } from '../../lib/api/endpoint.ts';
import { openapi } from '../../lib/api/openapi.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.getOpenapi, async () => openapi());
