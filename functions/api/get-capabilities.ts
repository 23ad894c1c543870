import { endpoint } from '../../lib/api/endpoint.ts';
import { presentCapabilities } from '../../lib/api/present-capabilities.ts';
import { routes } from '../../lib/api/routes.ts';

export const handler = endpoint(routes.getCapabilities, async ({ exchange }) => presentCapabilities(exchange));
