import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { presentCapabilities } from '../../lib/http/present/capabilities.ts';

export const handler = endpoint(routes.getCapabilities, async ({ exchange }) => presentCapabilities(exchange));
