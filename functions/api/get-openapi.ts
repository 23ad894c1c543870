import { env } from '../../lib/aws/env.ts';
import { openapi } from '../../lib/contract/openapi.ts';
import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint(routes.getOpenapi, async () => openapi(env.tokenUrl));
